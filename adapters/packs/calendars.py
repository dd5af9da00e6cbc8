"""The days on which the office is closed: Belgian holidays and the closures that a pack lists."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import holidays

from adapters.packs.schema import ClosureRow, Manifest
from core.values.pack import Calendar, Hours

_YEARS_BACK, _YEARS_AHEAD = 1, 5


def calendar(manifest: Manifest, today: date, locales: Iterable[str] = ()) -> Calendar:
    """From last year to five years ahead. A holiday keeps its name within a longer closure."""
    first, last = today.year - _YEARS_BACK, today.year + _YEARS_AHEAD
    legal = holidays.country_holidays("BE", years=range(first, last + 1), language="en_US")
    closed = dict(_closures(manifest.closures)) | dict(legal.items())
    years = range(first, last + 1)
    names = {
        locale: dict(_closures(manifest.closures, locale)) | _legal(years, locale)
        for locale in locales
    }
    return Calendar(
        hours=Hours(**manifest.hours.model_dump()),
        closed=dict(sorted(closed.items())),
        first=first,
        last=last,
        names=names,
    )


def _legal(years: Iterable[int], locale: str) -> dict[date, str]:
    """The legal holidays in that language; nothing where the library does not speak it."""
    spoken = holidays.country_holidays("BE").supported_languages
    tongue = next((name for name in spoken if name.split("_")[0] == locale), None)
    if tongue is None:
        return {}
    return dict(holidays.country_holidays("BE", years=years, language=tongue).items())


def _closures(rows: Iterable[ClosureRow], locale: str = "") -> Iterator[tuple[date, str]]:
    for row in rows:
        for offset in range((row.last - row.first).days + 1):
            yield row.first + timedelta(days=offset), row.names.get(locale, row.name)
