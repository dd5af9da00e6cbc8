"""The timeline as a picture: a bar for each step, the stops of the clock behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

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
    UNKNOWN,
    WIDTH,
    paragraph,
    width_of,
)
from core.decide.timing.clock import Course, Mark, stops_within, unknown_winters
from core.decide.voice import Voice
from core.values.drawing import Box, Drawing, Shape, Stroke, Words
from core.values.timeline import ClockStop, TimelineTable

_LEFT, _RIGHT, _TOP = 250.0, WIDTH - 150.0, 132.0
_ROW, _BAR = 58.0, 17.0
_ALT = 1900  # characters; Slack takes 2,000
_TICKS = (7, 14, 28, 56)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the chart; each span runs from a day to a mark."""

    label: str
    first: tuple[date, Mark]
    second: tuple[date, Mark] | None


def rows_of(courses: tuple[Course, ...]) -> tuple[Row, ...]:
    """The steps of one course, or several courses as wholes."""
    if len(courses) == 1:
        return tuple(
            _row(leg.stage.label, leg.starts.day, leg.least, leg.starts_latest.day, leg.most)
            for leg in courses[0].legs
        )
    return tuple(
        _row(made.scheme.label, made.submitted, made.least, made.submitted, made.most)
        for made in courses
    )


def _row(label: str, start: date, least: Mark, latest: date, most: Mark) -> Row:
    same = (start, least) == (latest, most)
    return Row(label, (start, least), None if same else (latest, most))


def timeline_chart(voice: Voice, table: TimelineTable, courses: tuple[Course, ...]) -> Drawing:
    chart = _Chart(voice, table, courses)
    return Drawing(
        width=WIDTH,
        height=int(chart.bottom + 92),
        title=chart.title,
        alt=timeline_alt(voice, courses),
        shapes=tuple(chart.shapes()),
    )


def timeline_alt(voice: Voice, courses: tuple[Course, ...]) -> str:
    """The picture in words."""
    told = []
    for row in rows_of(courses):
        last = voice.day(row.first[1].day)
        if row.second:
            most = voice.day(row.second[1].day)
            told.append(voice.say("timeline.alt_row", label=row.label, least=last, most=most))
        else:
            told.append(voice.say("timeline.part", label=row.label, day=last))
    day = voice.day(courses[0].submitted)
    whole = voice.say("timeline.alt", day=day, rows="; ".join(told))
    return whole if len(whole) <= _ALT else f"{whole[: _ALT - 1]}…"


@dataclass(frozen=True, slots=True)
class _Chart:
    voice: Voice
    table: TimelineTable
    courses: tuple[Course, ...]

    @property
    def title(self) -> str:
        return self.voice.say("timeline.title", day=self.voice.day(self.start))

    @property
    def start(self) -> date:
        return self.courses[0].submitted

    @property
    def end(self) -> date:
        return max(made.most.day for made in self.courses) + timedelta(days=3)

    @property
    def bottom(self) -> float:
        return _TOP + _ROW * len(rows_of(self.courses))

    def shapes(self) -> Iterable[Shape]:
        yield Box(x=0, y=0, width=WIDTH, height=self.bottom + 92, fill=PAPER)
        yield from self._head()
        yield from self._stops()
        yield from self._axis()
        for number, row in enumerate(rows_of(self.courses)):
            yield from self._bars(row, _TOP + _ROW * number)
        yield from self._legend()
        yield from self._foot()

    def _head(self) -> Iterable[Shape]:
        yield Words(x=MARGIN, y=42, text=self.title, size=24, bold=True, colour=INK)
        under = self.courses[0].scheme.label if len(self.courses) == 1 else ""
        if any(made.advanced for made in self.courses):
            under = " · ".join(filter(None, (under, self.voice.say("timeline.advanced"))))
        if under:
            yield Words(x=MARGIN, y=70, text=under, size=17, colour=SOFT)

    def _at(self, day: date) -> float:
        whole = (self.end - self.start).days
        return _LEFT + (_RIGHT - _LEFT) * (day - self.start).days / whole

    def _stops(self) -> Iterable[Shape]:
        """Bands for the days on which the clock stands still, or may."""
        known = stops_within(self.start, self.end, self.table.stops)
        unknown = unknown_winters(self.start, self.end, self.table.stops)
        yield from (self._band(stop, STILL) for stop in known)
        for winter in unknown:
            band = self._band(winter, UNKNOWN)
            yield band
            middle = band.x + band.width / 2
            yield Words(
                x=middle, y=_TOP - 4, text="?", size=15, bold=True, colour=SOFT, anchor="middle"
            )

    def _band(self, stop: ClockStop, fill: str) -> Box:
        left = self._at(max(stop.first, self.start))
        right = self._at(min(stop.last + timedelta(days=1), self.end))
        return Box(
            x=left, y=_TOP - 22, width=right - left, height=self.bottom - _TOP + 22, fill=fill
        )

    def _axis(self) -> Iterable[Shape]:
        """A line each so many weeks, as many as there is room for."""
        whole = (self.end - self.start).days
        step = next((days for days in _TICKS if whole / days <= 9), 112)
        for number in range(whole // step + 1):
            day = self.start + timedelta(days=number * step)
            x = self._at(day)
            yield Stroke(x1=x, y1=_TOP - 22, x2=x, y2=self.bottom, colour=RULE)
            label = self.voice.short_day(day)
            yield Words(x=x, y=_TOP - 30, text=label, size=13, colour=SOFT, anchor="middle")
        yield Stroke(x1=MARGIN, y1=self.bottom, x2=WIDTH - MARGIN, y2=self.bottom, colour=RULE)

    def _bars(self, row: Row, y: float) -> Iterable[Shape]:
        lines, _ = paragraph(row.label, MARGIN, y + 22, _LEFT - MARGIN - 24, size=15, bold=True)
        yield from lines[:2]
        yield from self._bar(row.first, y + 6, FIRST, FIRST_EDGE)
        if row.second:
            yield from self._bar(row.second, y + 6 + _BAR + 5, SECOND, SECOND_EDGE)

    def _bar(self, span: tuple[date, Mark], y: float, fill: str, edge: str) -> Iterable[Shape]:
        start, end = span
        left, right = self._at(start), self._at(end.day)
        yield Box(
            x=left, y=y, width=max(3, right - left), height=_BAR, fill=fill, stroke=edge, radius=3
        )
        label = f"{self.voice.short_day(end.day)} ({end.number})"
        x = max(right, left + 3) + 8
        back = width_of(label, 14)
        yield Box(x=x - 3, y=y + 1, width=back + 4, height=_BAR - 2, fill=PAPER, radius=2)
        yield Words(x=x, y=y + 13.5, text=label, size=14, colour=INK)

    def _legend(self) -> Iterable[Shape]:
        say = self.voice.say
        keys = [(FIRST, FIRST_EDGE, say("timeline.key_least"))]
        if any(row.second for row in rows_of(self.courses)):
            keys.append((SECOND, SECOND_EDGE, say("timeline.key_most")))
        if stops_within(self.start, self.end, self.table.stops):
            keys.append((STILL, SOFT, say("timeline.key_still")))
        if unknown_winters(self.start, self.end, self.table.stops):
            keys.append((UNKNOWN, SOFT, say("timeline.key_unknown")))
        x, y = float(MARGIN), self.bottom + 18
        for fill, edge, text in keys:
            yield Box(x=x, y=y, width=16, height=12, fill=fill, stroke=edge, radius=2)
            yield Words(x=x + 22, y=y + 11, text=text, size=13, colour=INK)
            x += 22 + width_of(text, 13) + 22

    def _foot(self) -> Iterable[Shape]:
        text = self.voice.say(
            "timeline.foot",
            as_of=self.voice.day(self.table.as_of),
            version=self.table.version,
        )
        lines, _ = paragraph(
            text, MARGIN, self.bottom + 56, WIDTH - 2 * MARGIN, size=12.5, colour=SOFT
        )
        yield from lines
