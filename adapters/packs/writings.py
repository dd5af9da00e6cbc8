"""How each locale writes days and figures, from the Unicode locale data (CLDR) that Babel holds."""

import re

from babel import Locale, UnknownLocaleError

from core.values.writing import Writing

_FIELD = re.compile(r"'(?P<text>[^']*)'|(?P<field>[A-Za-z])(?P=field)*")
_NAMES = {
    **dict.fromkeys("Ec", "{weekday}"),
    **dict.fromkeys("ML", "{month}"),
    "d": "{day}",
    "y": "{year}",
}


def writing(locale: str, region: str, pattern: str = "") -> Writing:
    """Of the locale as it is written in that region; `pattern` (as CLDR writes them) replaces
    CLDR's own for a day. Raises UnknownLocaleError for a locale that CLDR does not have."""
    known = Locale.parse(f"{locale}_{region}") if region else Locale.parse(locale)
    days, months = known.days["format"]["abbreviated"], known.months["format"]["abbreviated"]
    symbols = known.number_symbols[known.default_numbering_system]
    return Writing(
        weekdays=tuple(days[number] for number in range(7)),
        months=tuple(months[number] for number in range(1, 13)),
        day=_template(pattern or known.datetime_skeletons["yMMMEd"].pattern),
        short_day=_template(known.datetime_skeletons["MMMd"].pattern),
        group=symbols["group"],
        decimal=symbols["decimal"],
    )


def is_known(locale: str, region: str) -> bool:
    try:
        writing(locale, region)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _template(pattern: str) -> str:
    """A pattern of CLDR (`E, d MMM y`) as a template for `str.format`."""
    return _FIELD.sub(_field, pattern)


def _field(found: re.Match[str]) -> str:
    return found["text"] or _NAMES[found["field"]]
