"""The days on which the office is closed: Belgian holidays and the closures that a pack lists."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import holidays

from adapters.packs.schema import ClosureRow, Manifest
from core.values.pack import Calendar, Hours

_YEARS_BACK, _YEARS_AHEAD = 1, 5


def calendar(manifest: Manifest, today: date) -> Calendar:
    """From last year to five years ahead. A holiday keeps its name within a longer closure."""
    first, last = today.year - _YEARS_BACK, today.year + _YEARS_AHEAD
    legal = holidays.country_holidays("BE", years=range(first, last + 1), language="en_US")
    closed = dict(_closures(manifest.closures)) | dict(legal.items())
    return Calendar(
        hours=Hours(**manifest.hours.model_dump()),
        closed=dict(sorted(closed.items())),
        first=first,
        last=last,
    )


def _closures(rows: Iterable[ClosureRow]) -> Iterator[tuple[date, str]]:
    for row in rows:
        for offset in range((row.last - row.first).days + 1):
            yield row.first + timedelta(days=offset), row.name
