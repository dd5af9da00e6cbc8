"""Appointments as a calendar file (RFC 5545), by the icalendar library."""

from datetime import UTC, date, datetime, time, timedelta

from core.values.appointment import Appointment


def ics(appointments: tuple[Appointment, ...], name: str, made_on: date) -> bytes:
    """Whole days, which block nobody's time. The same appointments give the same bytes.

    `made_on` is the day of our knowledge; the file says so instead of the time of the request.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//Innovation Desk//{name}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each in appointments:
        event = Event()
        event.add("uid", f"{each.uid}@{name}.innovation-desk")
        event.add("dtstamp", datetime.combine(made_on, time(0), UTC))
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.title)
        event.add("description", each.text)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
