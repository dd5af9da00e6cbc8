"""Speaks one language: phrases, days and times as the reader expects them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.values.pack import Pack

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
        """`Fri 8 May 2026`."""
        names = self.say("time.days").split()
        return f"{names[day.weekday()]} {self.short_day(day)} {day.year}"

    def short_day(self, day: date) -> str:
        """`8 May`."""
        return f"{day.day} {self.say('time.months').split()[day.month - 1]}"

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.pack.calendar.hours.timezone))

    def moment(self, moment: datetime) -> str:
        """`Fri 8 May 2026, 17:00`, in the office's time zone."""
        local = self.local(moment)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def money(self, amount: Decimal) -> str:
        """`EUR 2,074.85`, or `2.074,85 EUR` where that is the custom."""
        thousands, cents = tuple(self.say("fees.digits"))
        digits = f"{amount:,.2f}".translate({ord(","): thousands, ord("."): cents})
        return self.say("fees.money", amount=digits)
