"""Criticises a pack: `python -m bots pack check` prints what `check_pack` finds."""

from datetime import date
from pathlib import Path

from adapters.packs.article_rules import article_rules
from adapters.packs.draft import read_draft
from adapters.packs.glossaries import glossary_rules
from adapters.packs.loader import speak
from adapters.packs.locale_rules import locale_rules
from adapters.packs.pieces import age_rules
from adapters.packs.problems import PackError, Problem, in_reading_order
from adapters.packs.references import reference_problems
from adapters.packs.timeline_rules import timeline_rules
from adapters.packs.tree_rules import tree_rules
from adapters.packs.use_rules import use_rules


def check_pack(folder: Path, today: date) -> tuple[Problem, ...]:
    """Every problem of a pack by file and line; with an error in it the desk does not start.

    Warnings do not stop the desk: articles past their last day, translations that are missing or
    older than their source, unused facts. When a file cannot be read, the problems of reading are
    all that is reported.
    """
    try:
        draft = read_draft(folder)
    except PackError as error:
        return error.problems
    spoken = [speak(draft, tongue) for tongue in draft.tongues.values()]
    used = set[tuple[str, str]]().union(*(each.used for each in spoken))
    return in_reading_order(
        [
            *reference_problems(draft),
            *(problem for each in spoken for problem in each.problems),
            *article_rules(draft, today),
            *tree_rules(draft, today),
            *timeline_rules(draft, today),
            *glossary_rules(draft, today),
            *locale_rules(draft),
            *use_rules(draft, used),
            *age_rules(folder, draft.default.locale, tuple(draft.tongues)),
        ]
    )
