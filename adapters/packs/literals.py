"""Figures and addresses that stand in a text although they belong into `facts.yaml`."""

import re
from collections.abc import Iterator

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_PATTERNS = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "a percentage": re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|percent\b|per cent\b)"),
    "an amount": re.compile(
        r"(?:€|\bEUR)\s?\d[\d.,]*|\d[\d.,]*\s?(?:million\s)?(?:€|EUR\b|euros?\b)"
    ),
    "a period": re.compile(r"\b\d+\s(?:(?:calendar|working)\s)?(?:days?|weeks?|months?|hours?)\b"),
    "a date": re.compile(rf"\b\d{{1,2}}\s(?:{_MONTHS})\s\d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b"),
}


def literals(text: str) -> Iterator[tuple[str, str]]:
    """Each literal with what it is: `("an amount", "EUR 12")`."""
    for kind, pattern in _PATTERNS.items():
        for found in pattern.findall(text):
            yield kind, found
