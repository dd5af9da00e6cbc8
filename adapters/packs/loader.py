"""Turns a folder into a `Pack`, or into the list of everything that is wrong with it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter

from adapters.packs.articles import article_problems, articles
from adapters.packs.calendars import calendar
from adapters.packs.draft import Draft, Tongue, read_draft
from adapters.packs.fees import FeeWork
from adapters.packs.glossaries import glossary
from adapters.packs.marks import Marks, fact_values, source_values
from adapters.packs.problems import PackError, Problem
from adapters.packs.references import reference_problems, routing_values
from adapters.packs.timelines import TimelineWork
from adapters.packs.trees import trees
from adapters.packs.writings import writing
from core.values.glossary import Glossary
from core.values.pack import Article, FeeTable, Pack, Tree
from core.values.timeline import TimelineTable


@dataclass(frozen=True)
class Spoken:
    """One locale of a pack, resolved, with its problems and with the marks that were used."""

    articles: dict[str, Article]
    trees: dict[str, Tree]
    fees: FeeTable
    timelines: TimelineTable | None
    glossary: Glossary | None
    phrases: dict[str, str]
    routing: dict[str, object]
    problems: list[Problem]
    used: set[tuple[str, str]]


def load_pack(folder: Path, today: date) -> Pack:
    """Read a pack. The calendar spans the years around `today`.

    Raises PackError with all problems at once; expired articles are no problem here.
    """
    draft = read_draft(folder)
    spoken = {locale: speak(draft, tongue) for locale, tongue in draft.tongues.items()}
    problems = [
        *reference_problems(draft),
        *(p for each in spoken.values() for p in each.problems),
    ]
    if problems:
        raise PackError(problems)
    return _pack(draft, spoken, today)


def speak(draft: Draft, tongue: Tongue) -> Spoken:
    """Resolve one locale of the draft."""
    marks = Marks(draft, tongue.locale)
    grown, tree_problems = trees(draft, tongue, marks)
    fee_work = FeeWork(draft, tongue, marks)
    fees = fee_work.table()
    timeline_work = TimelineWork(draft, tongue, marks)
    timelines = timeline_work.table()
    terms, term_problems = glossary(draft, tongue, marks)
    phrases, phrase_problems = _phrases(tongue, marks)
    routing = routing_values(draft, marks)
    known = phrases.keys() | phrase_keys(draft.default)
    written = articles(tongue, marks)
    problems = [
        *tree_problems,
        *fee_work.problems,
        *timeline_work.problems,
        *term_problems,
        *phrase_problems,
        *article_problems(draft, tongue, known),
        *marks.problems,
    ]
    return Spoken(written, grown, fees, timelines, terms, phrases, routing, problems, marks.used)


def phrase_keys(tongue: Tongue) -> set[str]:
    """`legal.general` for the key `general` of `phrases/legal.yaml`."""
    return {f"{area}.{key}" for area, sheet in tongue.phrases.items() for key in sheet.data}


def _phrases(tongue: Tongue, marks: Marks) -> tuple[dict[str, str], list[Problem]]:
    phrases: dict[str, str] = {}
    problems: list[Problem] = []
    for area, sheet in tongue.phrases.items():
        for key, text in sheet.data.items():
            phrase = phrases[f"{area}.{key}"] = marks.text(sheet.document, (key,), text)
            if not _is_template(phrase):
                problems.append(sheet.document.problem("has an unpaired brace", (key,)))
    return phrases, problems


def _is_template(phrase: str) -> bool:
    """Whether `str.format` can read the phrase."""
    try:
        list(Formatter().parse(phrase))
    except ValueError:
        return False
    return True


def _pack(draft: Draft, spoken: dict[str, Spoken], today: date) -> Pack:
    manifest = draft.manifest.data
    return Pack(
        name=manifest.name,
        title=manifest.title,
        default_locale=manifest.default_locale,
        locales=tuple(spoken),
        topics=manifest.topics,
        articles={locale: each.articles for locale, each in spoken.items()},
        trees={locale: each.trees for locale, each in spoken.items()},
        fees={locale: each.fees for locale, each in spoken.items()},
        timelines={locale: each.timelines for locale, each in spoken.items() if each.timelines},
        glossaries={locale: each.glossary for locale, each in spoken.items() if each.glossary},
        phrases={locale: each.phrases for locale, each in spoken.items()},
        facts=fact_values(draft),
        sources=source_values(draft),
        calendar=calendar(manifest, today, spoken),
        writings={
            locale: writing(locale, manifest.regions.get(locale, ""), manifest.days.get(locale, ""))
            for locale in spoken
        },
        default_routing=spoken[manifest.default_locale].routing,
    )
