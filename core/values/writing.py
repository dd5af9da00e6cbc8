"""How a language writes days and figures."""

from core.values.value import Value


class Writing(Value):
    """`weekdays` from Monday and `months` from January, abbreviated. `day` and `short_day` are
    templates with `{weekday}`, `{day}`, `{month}` and `{year}`."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    short_day: str
    group: str
    decimal: str
