"""What people type: a line of words becomes a command."""

import re
from decimal import Decimal, InvalidOperation
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
    Unknown,
)
from core.values.ids import read_case_id

WORDS = ("help", "services", "fees", "cta", "ask", "escalate", "cases", "case")
_SINGULAR = {"service": "services", "fee": "fees", "": "help", "?": "help", "hello": "help"}
_NUMBER = re.compile(r"\d[\d.,'\u00a0\u202f]*")
_LONGEST_UNKNOWN = 2  # words; more than that is a question


def read_command(text: str) -> Command:
    """The command that a line of words stands for. Never fails: other words are a question."""
    line = text.strip().removeprefix("/innovation").strip()
    first, _, rest = line.partition(" ")
    word = first.lower().lstrip("/!")
    word = _SINGULAR.get(word, word)
    if word in WORDS:
        return _read_known(word, rest.strip())
    if len(line.split()) <= _LONGEST_UNKNOWN and nearest(word):
        return Unknown(word=first[:100])
    return Ask(question=line)


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
            return Cta(path=tuple(rest.split()[:40]))
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


def _read_fees(rest: str) -> Fees:
    found = _NUMBER.search(rest)
    if found is None:
        return Fees(who=rest[:100])
    who = (rest[: found.start()] + rest[found.end() :]).strip(" €-")
    who = re.sub(r"\b(eur|euro|euros)\b", "", who, flags=re.IGNORECASE).strip()
    return Fees(who=who[:100], amount=read_amount(found[0]))


def read_amount(digits: str) -> Decimal | None:
    """An amount in Belgian, French or English writing; None when it cannot be one.

    `8.299,41`, `8,299.41`, `8299.41` and `8 299` are all understood; a lone separator before
    exactly three digits groups thousands. At most 10 million.
    """
    plain = re.sub(r"['\s\u00a0\u202f]", "", digits).rstrip(".,")
    last = max(plain.rfind("."), plain.rfind(","))
    whole, cents = (plain[:last], plain[last + 1 :]) if last >= 0 else (plain, "")
    if len(cents) == 3 and len(re.findall(r"[.,]", plain)) == len(
        re.findall(re.escape(plain[last]), plain)
    ):
        whole, cents = plain, ""
    try:
        amount = Decimal(re.sub(r"[.,]", "", whole) + (f".{cents}" if cents else ""))
    except InvalidOperation:
        return None
    return amount if amount <= 10_000_000 else None
