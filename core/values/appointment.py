"""A whole-day entry for a person's own calendar, as a value."""

from datetime import date

from core.values.value import Value


class Appointment(Value):
    """`uid` is the same for the same entry, so that importing it again makes no second one."""

    uid: str
    day: date
    title: str
    text: str
