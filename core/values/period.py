"""A span of years or months, as people write it: `5 years`, `18 months`."""

import calendar
import re
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer

from core.values.value import Misplaced

_SPAN = re.compile(r"(\d{1,4}) (year|month)s?", re.IGNORECASE)


def _months(text: object) -> object:
    if not isinstance(text, str):
        return text
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        wrong = "'{given}' is not a span; write for example: 5 years, or 18 months"
        raise Misplaced(wrong, key="span", given=text)
    return int(found[1]) * (12 if found[2].lower() == "year" else 1)


def written(months: int) -> str:
    count, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


Period = Annotated[
    int,
    Field(ge=1, le=1200),
    BeforeValidator(_months),
    PlainSerializer(lambda months: written(months), when_used="json"),
]
"""In months."""


def before(moment: datetime, months: int) -> datetime:
    """So many months earlier; the last of the month where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
