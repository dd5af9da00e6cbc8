"""A month's cases as a picture: a bar for each topic, and one for what became of the answers.

An address of the picture names all that it shows, so it tells nothing that its reader does not have
before them; only topics that the pack knows are drawn.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from core.decide.sheet import (
    FIRST,
    FIRST_EDGE,
    INK,
    MARGIN,
    PAPER,
    RULE,
    SECOND,
    SECOND_EDGE,
    SOFT,
    STILL,
    WIDTH,
    width_of,
    wrapped,
)
from core.decide.voice import Voice
from core.values.drawing import Box, Drawing, Shape, Stroke, Words
from core.values.monthly import Kept, Monthly
from core.values.pack import Pack

CHART = "/report/chart"
_LEFT, _RIGHT, _TOP, _ROW = 330.0, WIDTH - 90.0, 96.0, 38.0
_MOST = 12  # topics
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_COUNTED = re.compile(r"([a-z0-9_]{1,40}):(\d{1,7})")


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What an address of the picture names."""

    month: str
    opened: int
    kept: Kept
    topics: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, made: Monthly) -> "MonthPage":
        counts: dict[str, int] = {}
        for volume in made.volumes:
            counts[volume.topic] = counts.get(volume.topic, 0) + volume.count
        topics = tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:_MOST])
        return cls(made.month, made.opened, made.kept, topics)

    @classmethod
    def read(cls, pack: Pack, named: dict[str, str]) -> "MonthPage | None":
        """None for what no report has made."""
        month, numbers = named.get("month", ""), named.get("kept", "").split("-")
        found = [_COUNTED.fullmatch(part) for part in named.get("topics", "").split(",")]
        if not _MONTH.fullmatch(month) or len(numbers) != 4 or len(found) > _MOST:
            return None
        if not all(n.isascii() and n.isdigit() and len(n) < 8 for n in numbers):
            return None
        topics = tuple((m[1], int(m[2])) for m in found if m and m[1] in pack.topics)
        opened, answered, in_time, overdue = (int(number) for number in numbers)
        if len(topics) != len(found) or in_time > answered or answered + overdue > opened:
            return None
        kept = Kept(answered=answered, in_time=in_time, overdue=overdue)
        return cls(month, opened, kept, topics)

    def address(self, ending: str, locale: str) -> str:
        """`ending` is png or svg."""
        kept = (self.opened, self.kept.answered, self.kept.in_time, self.kept.overdue)
        named = {
            "month": self.month,
            "kept": "-".join(map(str, kept)),
            "topics": ",".join(f"{topic}:{count}" for topic, count in self.topics),
            "lang": locale,
        }
        return f"{CHART}.{ending}?{urlencode(named, safe=':,')}"


def month_drawing(voice: Voice, page: MonthPage) -> Drawing:
    chart = _Chart(voice, page)
    return Drawing(
        width=WIDTH,
        height=int(chart.bottom + 92),
        title=chart.title,
        alt=month_alt(voice, page),
        shapes=tuple(chart.shapes()),
    )


def month_alt(voice: Voice, page: MonthPage) -> str:
    """The picture in words."""
    rows = (f"{voice.say(f'topic.{topic}')} {count}" for topic, count in page.topics)
    parts = (f"{voice.say(f'report.{key}')} {count}" for key, count, *_ in _parts(page))
    return voice.say(
        "report.alt",
        month=month_name(voice, page.month),
        topics="; ".join(rows),
        answers="; ".join(parts),
    )


def month_name(voice: Voice, month: str) -> str:
    """`10/2026`, which every language of the pack reads."""
    year, number = month.split("-")
    return voice.say("report.month", month=number, year=year)


def _parts(page: MonthPage) -> tuple[tuple[str, int, str, str], ...]:
    kept = page.kept
    rest = page.opened - kept.answered - kept.overdue
    return (
        ("in_time", kept.in_time, FIRST, FIRST_EDGE),
        ("late", kept.answered - kept.in_time, SECOND, SECOND_EDGE),
        ("overdue", kept.overdue, INK, INK),
        ("not_yet", rest, STILL, SOFT),
    )


@dataclass(frozen=True, slots=True)
class _Chart:
    voice: Voice
    page: MonthPage

    @property
    def title(self) -> str:
        month = month_name(self.voice, self.page.month)
        return self.voice.say("report.chart", month=month, count=self.page.opened)

    @property
    def bottom(self) -> float:
        return _TOP + _ROW * len(self.page.topics) + 30

    def shapes(self) -> Iterable[Shape]:
        yield Box(x=0, y=0, width=WIDTH, height=self.bottom + 92, fill=PAPER)
        yield Words(x=MARGIN, y=44, text=self.title, size=24, bold=True, colour=INK)
        yield Stroke(x1=_LEFT, y1=_TOP - 14, x2=_LEFT, y2=self.bottom - 24, colour=RULE)
        for number, (topic, count) in enumerate(self.page.topics):
            yield from self._bar(topic, count, _TOP + _ROW * number)
        yield from self._answers()

    def _bar(self, topic: str, count: int, y: float) -> Iterator[Shape]:
        most = max(each for _, each in self.page.topics) or 1
        label = wrapped(self.voice.say(f"topic.{topic}"), 15, _LEFT - MARGIN - 16)[0]
        yield Words(x=_LEFT - 12, y=y + 16, text=label, size=15, colour=INK, anchor="end")
        width = max(2.0, (_RIGHT - _LEFT) * count / most)
        yield Box(x=_LEFT, y=y, width=width, height=22, fill=FIRST, stroke=FIRST_EDGE, radius=3)
        yield Words(x=_LEFT + width + 8, y=y + 16, text=str(count), size=15, bold=True, colour=INK)

    def _answers(self) -> Iterator[Shape]:
        """One bar of the whole month, and what its parts are."""
        x, whole = float(MARGIN), max(1, self.page.opened)
        parts = [part for part in _parts(self.page) if part[1]]
        for _, count, fill, edge in parts:
            width = (WIDTH - 2 * MARGIN) * count / whole
            yield Box(x=x, y=self.bottom, width=width, height=24, fill=fill, stroke=edge)
            x += width
        x = float(MARGIN)
        for key, count, fill, edge in parts:
            text = f"{self.voice.say(f'report.{key}')}: {count}"
            yield Box(
                x=x, y=self.bottom + 42, width=16, height=12, fill=fill, stroke=edge, radius=2
            )
            yield Words(x=x + 22, y=self.bottom + 53, text=text, size=14, colour=INK)
            x += 22 + width_of(text, 14) + 26
