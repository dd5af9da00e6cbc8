"""Speaks one language: phrases, days and times as the reader expects them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.values.pack import Pack
from core.values.writing import Writing

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")


def inert(text: str) -> str:
    """Text of people, safe inside Markdown: shown as typed, never as a link or a heading."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


@dataclass(frozen=True, slots=True)
class Voice:
    """The pack's phrases in one locale. Times are shown in the office's time zone."""

    pack: Pack
    locale: str

    def say(self, key: str, /, **values: object) -> str:
        """Plain text, for titles, labels and facts."""
        return self.pack.say(key, self.locale, **values)

    def tell(self, key: str, /, **values: object) -> str:
        """Markdown, for a message's text; the values are made inert."""
        return self.pack.say(key, self.locale, **{k: inert(str(v)) for k, v in values.items()})

    def day(self, day: date) -> str:
        """`Fri 8 May 2026`, as the language writes it."""
        return self._written(self._writing.day, day)

    def short_day(self, day: date) -> str:
        """`8 May`."""
        return self._written(self._writing.short_day, day)

    def _written(self, template: str, day: date) -> str:
        writing = self._writing
        return template.format(
            weekday=writing.weekdays[day.weekday()],
            day=day.day,
            month=writing.months[day.month - 1],
            year=day.year,
        )

    @property
    def _writing(self) -> Writing:
        return self.pack.writings[self.locale]

    def holiday(self, day: date) -> str | None:
        """Why nobody works on that day, in this language."""
        return self.pack.calendar.name(day, self.locale)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.pack.calendar.hours.timezone))

    def moment(self, moment: datetime) -> str:
        """`Fri 8 May 2026, 17:00`, in the office's time zone."""
        local = self.local(moment)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def money(self, amount: Decimal) -> str:
        """`EUR 2,074.85`, or `2.074,85 EUR` where that is the custom."""
        return self.say("fees.money", amount=self.figure(f"{amount:,.2f}"))

    def figure(self, digits: str) -> str:
        """Digits in the writing of the language; given as `2,074.85`."""
        writing = self._writing
        return digits.translate({ord(","): writing.group, ord("."): writing.decimal})
