"""What people type: a line of words becomes a command."""

import re
from decimal import Decimal
from difflib import get_close_matches

from core.values.command import (
    Ask,
    Command,
    Cta,
    Fees,
    Help,
    ListCases,
    OpenEscalation,
    Services,
    ShowCase,
    Timeline,
    Unknown,
)
from core.values.ids import read_case_id

WORDS = ("help", "services", "fees", "cta", "timeline", "ask", "escalate", "cases", "case")
_SINGULAR = {
    "service": "services",
    "fee": "fees",
    "timelines": "timeline",
    "": "help",
    "?": "help",
    "hello": "help",
    "hi": "help",
    "hey": "help",
}
_CALL = re.compile(r"^/innovation(?=\s|$)", re.IGNORECASE)
_NUMBER = re.compile(  # never a part of a word, of `8k` or of `75 %`
    r"(?<![\w.,])(?:€|eur)?\s?"
    r"(?P<digits>\d[\d.,'’\u00a0\u202f]*+(?: \d{3}(?!\d)(?:[.,]\d+)?+)*+)"
    r"(?:\s?(?:€|euros?\b|eur\b))?+(?!\w|\s?%)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")
_GROUPED = re.compile(
    r"\d{1,3}(?P<group>[.,' ])\d{3}(?:(?P=group)\d{3})*(?:(?!(?P=group))[.,]\d{1,2})?"
)
_CENTS = re.compile(r"[.,](\d{1,2})$")
_LONGEST_UNKNOWN = 2  # words; more than that is a question


def read_command(text: str) -> Command:
    """The command that a line of words stands for. Never fails: other words are a question."""
    line = _CALL.sub("", text.strip(), count=1).strip()
    first, rest = (*line.split(maxsplit=1), "", "")[:2]
    word = first.lower().lstrip("/!")
    word = _SINGULAR.get(word, word)
    if word in WORDS and not _is_sentence(word, rest):
        return _read_known(word, rest.strip())
    if len(line.split()) <= _LONGEST_UNKNOWN and nearest(word):
        return Unknown(word=first[:100])
    return Ask(question=line)


def _is_sentence(word: str, rest: str) -> bool:
    """`help me choose a service` is a question: these words take nothing, or an id, after them."""
    alone = word in ("help", "cases") or (word == "case" and read_case_id(rest) is None)
    return alone and len(rest.split()) >= _LONGEST_UNKNOWN


def nearest(word: str) -> str | None:
    """The command that was probably meant."""
    return next(iter(get_close_matches(word.lower(), WORDS, n=1, cutoff=0.6)), None)


def _read_known(word: str, rest: str) -> Command:
    match word:
        case "services":
            return Services(topic=rest[:200])
        case "fees":
            return _read_fees(rest)
        case "cta":
            return _read_cta(rest)
        case "timeline":
            return Timeline(words=rest[:200])
        case "ask":
            return Ask(question=rest)
        case "escalate":
            return OpenEscalation(text=rest)
        case "cases":
            return ListCases()
        case "case":
            return ShowCase(case=read_case_id(rest) or rest[:40]) if rest else ListCases()
        case _:
            return Help()


def _read_cta(rest: str) -> Command:
    """`cta timeline DATE` has a word of its own; other words are a path through the tree."""
    first, after = (*rest.split(maxsplit=1), "", "")[:2]
    if first.lower() in ("timeline", "timelines"):
        return Timeline(words=after[:200])
    return Cta(path=tuple(rest.split()[:40]))


def _read_fees(rest: str) -> Fees:
    """A number that is no amount stays in `who`, so that the person is told."""
    found = _NUMBER.search(rest)
    amount = read_amount(found["digits"]) if found else None
    if found is None or amount is None:
        return Fees(who=rest[:100])
    who = " ".join(f"{rest[: found.start()]} {rest[found.end() :]}".split())
    return Fees(who=who.strip("€- ")[:100], amount=amount)


def read_amount(digits: str) -> Decimal | None:
    """An amount in Belgian, French or English writing; None when it cannot be one.

    `8.299,41`, `8,299.41`, `8299.41` and `8 299` are all understood; a lone separator before
    exactly three digits groups thousands. At most 10 million.
    """
    plain = re.sub(r"\s", " ", digits.replace("’", "'")).strip().rstrip(".,")
    if not (_PLAIN.fullmatch(plain) or _GROUPED.fullmatch(plain)):
        return None
    cents = _CENTS.search(plain)
    whole = re.sub(r"\D", "", plain[: cents.start()] if cents else plain)
    amount = Decimal(f"{whole}.{cents[1] if cents else 0}")
    return amount if amount <= 10_000_000 else None
