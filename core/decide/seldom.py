"""Words that few people type: those with the number of a case, and those of staff. Nobody is led to
them by a typo; who leaves out what belongs behind one is told how it is used."""

import re

from core.values.command import (
    Command,
    ExportCases,
    ExportRecord,
    HowTo,
    Join,
    ListAffected,
    ListProposals,
    OpenBehalf,
    Report,
    Search,
    ShowCase,
    StaffQueue,
    Verify,
)
from core.values.ids import misspelt, read_case_id

SELDOM = (
    *("behalf", "queue", "proposals", "search", "report", "export"),
    *("record", "verify", "join"),
)
_ALONE: dict[str, Command] = {
    "behalf": OpenBehalf(),
    "queue": StaffQueue(),
    "proposals": ListProposals(),
}
_MONTH = re.compile(
    r"(?P<year>20\d\d)[-/.](?P<month>0?[1-9]|1[0-2])"
    r"|(?P<first>0?[1-9]|1[0-2])[-/.](?P<last>20\d\d)|"
)


def read_seldom(word: str, rest: str) -> Command | None:
    """None for other words, and for what is a sentence."""
    after = rest.split()
    match word:
        case "behalf" | "queue" | "proposals":
            return None if after else _ALONE[word]
        case "search":
            return Search(words=rest.strip()[:200])
        case "report":
            return _report(after)
        case "export":
            return ExportCases() if rest.strip().lower() == "cases" else _how_to("export", after)
        case "cases" if after and after[0].lower() == "affected":
            return _affected(after)
        case "record" | "verify" | "join":
            return _about_a_case(word, after)
        case _:
            return None


def _how_to(word: str, after: list[str]) -> Command | None:
    """Other words behind it make a sentence."""
    return None if after else HowTo.model_validate({"word": word})


def _report(after: list[str]) -> Command | None:
    """`2026-10`, also as people write it: `10/2026`, `2026-9`."""
    named = _MONTH.fullmatch(" ".join(after))
    if named is None:
        return _how_to("report", after)
    year, month = named["year"] or named["last"], named["month"] or named["first"]
    return Report(month=f"{year}-{int(month):02}" if year else "")


def _affected(after: list[str]) -> Command | None:
    if len(after) == 2:
        return ListAffected(article=after[1][:100].lower())
    return _how_to("affected", after[1:])


def _about_a_case(word: str, after: list[str]) -> Command | None:
    given, code = (*after, "", "")[:2]
    own = read_case_id(given)
    match word:
        case "record" if own and len(after) == 1:
            return ExportRecord(case=own)
        case "verify" if own and len(after) <= 2:
            return Verify(case=own, code=code[:64])
        case "join" if own and len(after) == 2:
            return Join(case=own, code=code[:40])
        case "join" if own and not code:
            return _how_to(word, [])
    if len(after) <= 2 and misspelt(given):
        return ShowCase(case=given)  # there is none: the person is told of the check digit
    return _how_to(word, after)
