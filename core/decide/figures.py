"""Reads figures that people type: amounts in several writings, thousands and millions in words."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")
_GROUPED = re.compile(
    r"\d{1,3}(?P<group>[.,' ])\d{3}(?:(?P=group)\d{3})*(?:(?!(?P=group))[.,]\d{1,2})?"
)
_CENTS = re.compile(r"[.,](\d{1,2})$")
_TIMES = {
    **dict.fromkeys(("k", "thousand", "duizend", "mille", "tausend"), 10**3),
    **dict.fromkeys(("m", "mio", "mln", "million", "millions", "millionen", "miljoen"), 10**6),
    **dict.fromkeys(("bn", "mrd", "mld", "billion", "miljard", "milliard", "milliards"), 10**9),
    "milliarden": 10**9,
}
_UNKNOWN = ("-", "–", "?", "x", "n/a")


def _pattern(digits: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<digits>\d{digits})\s?"
        rf"(?P<times>{'|'.join(sorted(_TIMES, key=len, reverse=True))})?(?![\w%])"
        rf"|(?<!\S)(?P<unknown>{'|'.join(map(re.escape, _UNKNOWN))})(?!\S)",
        re.IGNORECASE,
    )


_CLOSE = _pattern(r"[\d.,'’\u00a0\u202f]*")
_SPACED = _pattern(r"[\d.,'’\u00a0\u202f]*(?: \d{3}(?!\d))*")


def read_number(digits: str) -> Decimal | None:
    """A number in Belgian, French or English writing; None when it cannot be one.

    `8.299,41`, `8,299.41`, `8299.41` and `8 299` are all understood; a lone separator before
    exactly three digits groups thousands.
    """
    plain = re.sub(r"\s", " ", digits.replace("’", "'")).strip().rstrip(".,")
    if not (_PLAIN.fullmatch(plain) or _GROUPED.fullmatch(plain)):
        return None
    cents = _CENTS.search(plain)
    whole = re.sub(r"\D", "", plain[: cents.start()] if cents else plain)
    return Decimal(f"{whole}.{cents[1] if cents else 0}")


def read_figures(text: str) -> list[Decimal | None] | None:
    """The figures of a line in order; None for one that is marked as unknown by `-` or `?`.

    `8m`, `8 million` and `8.000.000` are the same; `8 000 000` needs `;` between the figures, for
    without it nobody can tell where one ends. None in all when a figure cannot be read.
    """
    if ";" not in text:
        return _figures(_CLOSE, text)
    figures: list[Decimal | None] = []
    for part in text.split(";"):
        found = _figures(_SPACED, part)
        if found is None or len(found) > 1:
            return None
        figures += found
    return figures


def _figures(pattern: re.Pattern[str], text: str) -> list[Decimal | None] | None:
    figures: list[Decimal | None] = []
    for found in pattern.finditer(text):
        number = read_number(found["digits"]) if found["digits"] else None
        if number is None and not found["unknown"]:
            return None
        times = _TIMES[found["times"].lower()] if found["times"] else 1
        figures.append(None if number is None else number * times)
    return figures
