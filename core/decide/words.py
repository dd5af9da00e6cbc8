"""What people type: a line of words becomes a command."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches

from core.decide.figures import read_number
from core.decide.seldom import read_seldom
from core.values.admin import Admin, Doctor, OpenHold, ShowAudit, TryRoute
from core.values.command import (
    Ask,
    Command,
    Cta,
    Define,
    Fees,
    Help,
    Language,
    ListCases,
    OpenEscalation,
    OpenSmeTest,
    Privacy,
    Replay,
    Services,
    ShowCase,
    SmeTest,
    Timeline,
    Unknown,
)
from core.values.ids import read_case_id

WORDS = (
    *("help", "services", "fees", "cta", "timeline", "define"),
    *("ask", "escalate", "cases", "case", "language", "privacy", "admin"),
)
_SINGULAR = {
    "service": "services",
    "fee": "fees",
    "timelines": "timeline",
    "glossary": "define",
    "": "help",
    "?": "help",
    "hello": "help",
    "hi": "help",
    "hey": "help",
}
_CALL = re.compile(r"^/innovation(?=\s|$)", re.IGNORECASE)
NUMBER = re.compile(  # never a part of a word, of `8k` or of `75 %`
    r"(?<![\w.,])(?:€|eur)?\s?"
    r"(?P<digits>\d[\d.,'’\u00a0\u202f]*+(?: \d{3}(?!\d)(?:[.,]\d+)?+)*+)"
    r"(?:\s?(?:€|euros?\b|eur\b))?+(?!\w|\s?%)",
    re.IGNORECASE,
)
_KIND = re.compile(r"(?<!\w)(?:typ[e]?\s+)(?P<it>i{1,3}|[123])(?![\w.,])", re.IGNORECASE)
_ROMAN = {"1": "I", "2": "II", "3": "III"}
_YEAR = re.compile(
    r"(?<![\w.,€-])(?<!€\s)(?<!eur\s)(?P<it>20[0-4]\d)(?![\w.,-]|\s?(?:€|eur))", re.IGNORECASE
)
_LONGEST_UNKNOWN = 2  # words; more than that is a question
_LONGEST_AFTER = 4  # words behind a command of a pack; more than that is a question
_ALONE: dict[str, type[ListCases | Privacy | Help]] = {"cases": ListCases, "privacy": Privacy}
_TAKE_PROSE = ("ask", "escalate")


def read_command(text: str) -> Command:
    """The command that a line of words stands for. Never fails: other words are a question."""
    line = _CALL.sub("", text.strip(), count=1).strip()
    first, rest = (*line.split(maxsplit=1), "", "")[:2]
    word = first.lower().lstrip("/!")
    word = _SINGULAR.get(word, word)
    if seldom := read_seldom(word, rest):
        return seldom
    if word in WORDS and not _is_sentence(word, rest):
        return _read_known(word, rest.strip())
    if len(line.split()) <= _LONGEST_UNKNOWN and nearest(word):
        return Unknown(word=first[:100], after=rest[:100])
    return Ask(question=line)


def in_words_of(command: Command, synonyms: Mapping[str, str]) -> Command:
    """What was no command in English, read again with a pack's words for commands.

    A long line that begins with such a word is a question all the same.
    """
    match command:
        case Ask(question=line):
            first, rest = (*line.split(maxsplit=1), "", "")[:2]
        case Unknown(word=first, after=rest):
            pass
        case _:
            return command
    word = synonyms.get(first.lower().lstrip("/!"))
    if word is None:
        return _unknown(command, synonyms)
    if word not in _TAKE_PROSE and len(rest.split()) > _LONGEST_AFTER:
        return command
    return read_command(f"{word} {rest}")


def _unknown(command: Command, synonyms: Mapping[str, str]) -> Command:
    """A word or two that nearly are a command in some language."""
    line = command.question.split() if isinstance(command, Ask) else []
    if 0 < len(line) <= _LONGEST_UNKNOWN and nearest(line[0], synonyms):
        return Unknown(word=line[0][:100], after=" ".join(line[1:])[:100])
    return command


def _is_sentence(word: str, rest: str) -> bool:
    """`help me choose a service` is a question: these words take nothing, or an id, after them."""
    alone = word in ("help", "cases", "language", "privacy") or (
        word == "case" and read_case_id(rest) is None
    )
    return alone and len(rest.split()) >= _LONGEST_UNKNOWN


def nearest(word: str, synonyms: Iterable[str] = ()) -> str | None:
    """The command that was probably meant, as one of its words."""
    close = get_close_matches(word.lower(), WORDS, n=1, cutoff=0.6)
    closer = get_close_matches(word.lower(), list(synonyms), n=1, cutoff=0.75)
    return next(iter((*closer, *close)), None)


def _read_known(word: str, rest: str) -> Command:
    match word:
        case "services":
            return Services(topic=rest[:200])
        case "fees":
            return _read_fees(rest)
        case "cta":
            return _read_cta(rest)
        case "define":
            return Define(term=rest[:200])
        case "timeline":
            return Timeline(words=rest[:200])
        case "ask":
            return Ask(question=rest)
        case "escalate":
            return OpenEscalation(text=rest)
        case "language":
            return Language(name=rest[:100])
        case "case":
            return ShowCase(case=read_case_id(rest) or rest[:40]) if rest else ListCases()
        case "admin":
            return _read_admin(rest)
        case _:
            return _ALONE.get(word, Help)()


def _read_admin(rest: str) -> Command:
    """`admin`, `admin doctor`, `admin test QUESTION`; whatever else leads to the start page."""
    first, _, more = rest.partition(" ")
    match first.lower():
        case "doctor":
            return Doctor()
        case "test" if more.strip():
            return TryRoute(text=more.strip()[:3000])
        case "hold":
            return OpenHold(held=more.strip()[:20])
        case "audit":
            return ShowAudit(case=more.strip()[:20])
        case _:
            return Admin()


def _read_cta(rest: str) -> Command:
    """`cta timeline` and `cta replay` have words of their own; others are a path of the tree."""
    first, after = (*rest.split(maxsplit=1), "", "")[:2]
    if first.lower() in ("timeline", "timelines"):
        return Timeline(words=after[:200])
    if first.lower() == "replay":
        return Replay(code=after[:500])
    return Cta(path=tuple(rest.split()[:40]))


def _read_fees(rest: str) -> Command:
    """`fees check` and `fees test …` have words of their own. A number that is no amount stays in
    `who`, so that the person is told; a bare year is a year, not an amount."""
    first, after = (*rest.split(maxsplit=1), "", "")[:2]
    match first.lower():
        case "check":
            return Cta(tree="fee_check", path=tuple(after.split()[:40]))
        case "test":
            return SmeTest(own=after[:1000]) if after.strip() else OpenSmeTest()
        case _:
            return _read_fee(rest)


def _read_fee(rest: str) -> Fees:
    rest, kind = _taken_out(_KIND, rest)
    rest, year = _taken_out(_YEAR, rest)
    more: dict[str, object] = {
        "kind": _ROMAN.get(kind, kind.upper()),
        "year": int(year) if year else None,
    }
    found = NUMBER.search(rest)
    amount = read_amount(found["digits"]) if found else None
    if found is None or amount is None:
        return Fees.model_validate({"who": rest.strip()[:100], **more})
    who = " ".join(f"{rest[: found.start()]} {rest[found.end() :]}".split())
    return Fees.model_validate({"who": who.strip("€- ")[:100], "amount": amount, **more})


def _taken_out(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without what the pattern finds, and what its group `it` found."""
    found = pattern.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]}{text[found.end() :]}", found["it"]


def read_amount(digits: str) -> Decimal | None:
    """An amount in EUR as `read_number` reads it; None above 10 million."""
    amount = read_number(digits)
    return amount if amount is not None and amount <= 10_000_000 else None
