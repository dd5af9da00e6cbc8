"""Reads a day that a person typed, in the writings that people here use."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_ISO = re.compile(r"(?<![\w.,])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\w)")
_COMPACT = re.compile(r"(?<![\w.,])(?P<y>(?:19|20|21)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\w)")
_NUMERIC = re.compile(
    r"(?<![\w.,])(?P<one>\d{1,2})(?P<s>[-/.]) ?(?P<two>\d{1,2})(?P=s) ?(?P<y>\d{4}|\d\d)(?!\w)"
)
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|ste|de|e|\.|º)?"
_YEAR = r"(?:,?\.? (?:of |de )?(?P<y>\d{4})(?!\w))?"
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Read:
    """The day, the words around it, another day that may have been meant, and what was assumed."""

    day: date
    rest: str
    other: date | None = None
    guessed_year: bool = False


@dataclass(frozen=True, slots=True)
class NoDay:
    """`words` look like a day that does not exist; empty where nothing looks like a day."""

    words: str = ""


class DayReader:
    """`months` maps every spelling of a month to its number, `relative` words such as `today` to
    the days from today."""

    def __init__(self, months: Mapping[str, int], relative: Mapping[str, int]) -> None:
        self._months = {folded(name): number for name, number in months.items()}
        self._relative = {folded(word): days for word, days in relative.items()}
        names = "|".join(sorted(map(re.escape, self._months), key=len, reverse=True))
        month = rf"(?P<month>{names})\.?(?!\w)"
        self._named = re.compile(rf"(?<![\w.,]){_DAY} ?(?:of |de |d')?{month}{_YEAR}")
        self._american = re.compile(
            rf"(?<!\w){month} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\w){_YEAR}"
        )

    def read(self, words: str, today: date) -> Read | NoDay:
        """The first day in the words. Day before month where figures leave it open."""
        text = folded(words)
        for pattern in (_ISO, _COMPACT, _NUMERIC, self._named, self._american):
            found = pattern.search(text)
            if found:
                return self._understood(text, found, today)
        return self._said_relatively(text, today)

    def _understood(self, text: str, found: re.Match[str], today: date) -> Read | NoDay:
        rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
        days = list(dict.fromkeys(self._days(found, today)))
        if not days:
            return NoDay(found.group().strip())
        other = days[1] if len(days) > 1 else None
        guessed = not found["y"]
        return Read(days[0], " ".join(rest.split()), other, guessed)

    def _days(self, found: re.Match[str], today: date) -> Iterator[date]:
        """The likeliest reading first."""
        parts = found.groupdict()
        if "one" in parts:
            year = _year(parts["y"])
            yield from _existing([(year, parts["two"], parts["one"])])
            yield from _existing([(year, parts["one"], parts["two"])])
        elif "month" in parts:
            month = str(self._months[parts["month"]])
            years = [int(parts["y"])] if parts["y"] else range(today.year, today.year + 5)
            days = _existing((year, month, parts["d"]) for year in years)
            yield from [day for day in days if parts["y"] or day >= today][:1]
        else:
            yield from _existing([(int(parts["y"]), parts["m"], parts["d"])])

    def _said_relatively(self, text: str, today: date) -> Read | NoDay:
        for word, days in self._relative.items():
            found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
            if found:
                rest = f"{text[: found.start()]} {text[found.end() :]}"
                return Read(today + timedelta(days=days), " ".join(rest.split()))
        return NoDay()


def folded(text: str) -> str:
    """Lower case, without accents, with single spaces: `Février` and `fevrier` are the same."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.split())


def _year(digits: str) -> int:
    return int(digits) + (_CENTURY if len(digits) == 2 else 0)


def _existing(parts: Iterable[tuple[int, str, str]]) -> Iterator[date]:
    for year, month, day in parts:
        try:
            yield date(year, int(month), int(day))
        except ValueError:
            continue
