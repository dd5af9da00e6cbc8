"""The dates of a trial application's steps, from a day of submission: `cta timeline DATE`."""

from dataclasses import dataclass
from datetime import date

from core.decide.answering.article import source_line, sources
from core.decide.answering.pages import LAST_YEAR, TimelinePage
from core.decide.answering.submission import Asked, asked_for
from core.decide.answering.timeline_chart import timeline_alt
from core.decide.scene import Scene
from core.decide.timing.clock import (
    Course,
    Leg,
    Mark,
    course,
    next_working_day,
    stops_within,
    unknown_winters,
)
from core.decide.timing.dates import NoDay
from core.decide.voice import Voice
from core.values.command import OpenEscalation, Services, Timeline
from core.values.decision import Decision
from core.values.message import Button, Fact, Message, Picture
from core.values.source import Source
from core.values.timeline import ClockStop, Scheme, TimelineTable


def timeline(scene: Scene, command: Timeline) -> Decision:
    table = scene.pack.timelines.get(scene.voice.locale)
    if table is None:
        return Decision(reply=_plain(scene, "timeline.which_title", "timeline.none"))
    if scene.today > table.review_by:
        day = scene.voice.day(table.review_by)
        return Decision(reply=_plain(scene, "timeline.which_title", "article.expired", day=day))
    return Decision(reply=_answered(scene, table, command))


def _answered(scene: Scene, table: TimelineTable, command: Timeline) -> Message:
    asked = asked_for(scene, table, command)
    if isinstance(asked, NoDay):
        return _which_day(scene, command, asked)
    first = min(scheme.since for scheme in table.schemes)
    if asked.day < first:
        say = scene.voice.day
        return _refused(scene, "timeline.too_early", day=say(asked.day), since=say(first))
    if asked.day.year > LAST_YEAR:
        day = scene.voice.day(asked.day)
        return _refused(scene, "timeline.too_late", day=day, year=LAST_YEAR)
    view = _View(scene, table, asked)
    return view.one(asked.scheme) if asked.scheme else view.all()


def _which_day(scene: Scene, command: Timeline, unread: NoDay) -> Message:
    if not command.words.strip():
        return _refused(scene, "timeline.which", title="timeline.which_title")
    key = "timeline.no_such_day" if unread.words else "timeline.unread"
    return _refused(scene, key, words=(unread.words or command.words)[:80])


def _refused(
    scene: Scene, key: str, title: str = "timeline.unread_title", **values: object
) -> Message:
    """What is wrong, and a way on."""
    today = Button(label=scene.voice.say("timeline.from_today"), command=Timeline(day=scene.today))
    message = _plain(scene, title, key, **values)
    return message.model_copy(update={"buttons": (today, *message.buttons)})


def _plain(scene: Scene, title: str, key: str, **values: object) -> Message:
    return Message(
        title=scene.voice.say(title),
        text=scene.voice.tell(key, **values),
        buttons=(_person(scene),),
    )


def _person(scene: Scene) -> Button:
    return Button(label=scene.voice.say("ask.person"), command=OpenEscalation(), style="primary")


@dataclass(frozen=True, slots=True)
class _View:
    """The answer for one day: all schemes at a glance, or one with its steps."""

    scene: Scene
    table: TimelineTable
    asked: Asked

    @property
    def voice(self) -> Voice:
        return self.scene.voice

    def all(self) -> Message:
        tell = self.voice.tell
        parts = (*self._remarks(), tell("timeline.overview", day=self._day(self.asked.day)))
        courses = [self._course(each) for each in self.table.schemes if self._holds(each)]
        return self._message(
            [*parts, *self._winters(courses), self._below(self.table.sources)],
            facts=tuple(self._glance(scheme) for scheme in self.table.schemes),
        )

    def one(self, scheme: Scheme) -> Message:
        if not self._holds(scheme):
            since = self.voice.day(scheme.since)
            return self._message(
                [
                    *self._remarks(),
                    f"**{scheme.label}**: {self.voice.tell('timeline.not_yet', since=since)}.",
                ]
            )
        made = self._course(scheme)
        return self._message(
            [
                *self._remarks(),
                self._total(made),
                *self._extra(scheme),
                self._steps(made),
                scheme.note,
                self.voice.tell(f"timeline.confidence_{scheme.confidence}"),
                *self._clock(made),
                self._below((*scheme.sources, *self.table.sources)),
            ]
        )

    def _message(self, parts: list[str], facts: tuple[Fact, ...] = ()) -> Message:
        title = self.voice.say("timeline.title", day=self._day(self.asked.day))
        footer = self.voice.say(
            "article.provenance",
            as_of=self.voice.day(self.table.as_of),
            version=self.table.version,
            legal=self.voice.say("legal.trial"),
        )
        return Message(
            title=title,
            text="\n\n".join(filter(None, parts)),
            facts=facts,
            picture=self._picture(),
            buttons=self._buttons(),
            footer=footer,
            summary=f"{title}. {footer}",
        )

    @property
    def _page(self) -> TimelinePage:
        scheme = self.asked.scheme.id if self.asked.scheme else ""
        return TimelinePage(self.asked.day, scheme, self.asked.advanced)

    def _picture(self) -> Picture | None:
        """Nothing to draw where the scheme does not hold on that day."""
        courses = self._page.courses(self.table)
        if not courses:
            return None
        url = self._page.address("png", self.voice.locale)
        return Picture(url=url, alt=timeline_alt(self.voice, courses))

    def _calendar(self) -> tuple[Button, ...]:
        if not self._page.courses(self.table):
            return ()
        url = self._page.address("ics", self.voice.locale)
        return (Button(label=self.voice.say("timeline.calendar"), url=url),)

    def _remarks(self) -> list[str]:
        """What was assumed in reading the person's words."""
        tell, asked = self.voice.tell, self.asked
        lines = []
        if asked.other:
            lines.append(
                tell("timeline.ambiguous", day=self._day(asked.day), other=self._day(asked.other))
            )
        if asked.guessed_year:
            lines.append(tell("timeline.year_guessed", day=self._day(asked.day)))
        if asked.odd:
            lines.append(tell("timeline.not_understood", words=asked.odd))
        if asked.day < self.scene.today:
            lines.append(tell("timeline.ended", day=self._day(asked.day)))
        return lines

    def _holds(self, scheme: Scheme) -> bool:
        return scheme.since <= self.asked.day

    def _course(self, scheme: Scheme) -> Course:
        return course(scheme, self.asked.day, self.table.stops, advanced=self.asked.advanced)

    def _glance(self, scheme: Scheme) -> Fact:
        """One scheme in a line."""
        say = self.voice.say
        if not self._holds(scheme):
            value = say("timeline.not_yet", since=self.voice.day(scheme.since))
            return Fact(label=scheme.label, value=value)
        made = self._course(scheme)
        least, most = self._on(made.least), self._on(made.most)
        once = made.least == made.most
        key = "timeline.lasts_at_most" if once else "timeline.lasts"
        values = {"most": most} if once else {"least": least, "most": most}
        return Fact(label=scheme.label, value=say(key, **values))

    def _total(self, made: Course) -> str:
        values = {
            "label": made.scheme.label,
            "day": self._day(made.submitted),
            "most": self._on(made.most),
        }
        if made.least == made.most:
            return self.voice.tell("timeline.total_at_most", **values)
        return self.voice.tell("timeline.total", least=self._on(made.least), **values)

    def _extra(self, scheme: Scheme) -> list[str]:
        if not self.asked.advanced:
            return []
        days = sum(stage.advanced for stage in scheme.stages)
        key = "timeline.with_advanced" if days else "timeline.no_advanced"
        return [self.voice.tell(key, days=days) if days else self.voice.tell(key)]

    def _steps(self, made: Course) -> str:
        lines = (f"{number}. {self._step(leg)}" for number, leg in enumerate(made.legs, 1))
        return "\n\n".join((*lines, self.voice.tell("timeline.how_counted")))

    def _step(self, leg: Leg) -> str:
        once = leg.stage.days == leg.stage.longest and leg.starts == leg.starts_latest
        told = {"label": leg.stage.label, "rule": leg.stage.rule, "most": self._on(leg.most)}
        if once:
            return self.voice.tell("timeline.step_once", **told)
        line = self.voice.tell("timeline.step", least=self._on(leg.least), **told)
        if not leg.parts:
            return line
        return f"{line} {self.voice.tell('timeline.parts', parts=self._parts(leg))}"

    def _parts(self, leg: Leg) -> str:
        named = zip(leg.stage.parts, leg.parts, strict=True)
        return ", ".join(
            self.voice.say("timeline.part", label=part.label, day=self._day(mark.day))
            for part, mark in named
        )

    def _clock(self, made: Course) -> list[str]:
        head = f"**{self.voice.say('timeline.clock')}**"
        return [
            head + "\n\n" + "\n".join(f"- {line}" for line in self.table.clock),
            *self._winters([made]),
        ]

    def _winters(self, courses: list[Course]) -> list[str]:
        """Known stops that moved a date, and winters of which nothing is known."""
        last = max(made.most.day for made in courses)
        known = stops_within(self.asked.day, last, self.table.stops)
        unknown = unknown_winters(self.asked.day, last, self.table.stops)
        return [*map(self._known, known), *map(self._unknown, unknown)]

    def _known(self, stop: ClockStop) -> str:
        told = self.voice.tell(
            "timeline.winter_known",
            first=self._day(stop.first),
            last=self._day(stop.last),
            source="%s",
        )
        return told.replace("%s", source_line(self.voice, stop.source))

    def _unknown(self, winter: ClockStop) -> str:
        return self.voice.tell(
            "timeline.winter_unknown",
            years=f"{winter.first.year}-{winter.last.year % 100:02}",
            first=self.voice.short_day(winter.first),
            last=self.voice.short_day(winter.last),
            days=(winter.last - winter.first).days + 1,
        )

    def _below(self, given: tuple[Source, ...]) -> str:
        return sources(self.voice, tuple(dict.fromkeys(given)))

    def _on(self, mark: Mark) -> str:
        """The day with its number, and the working day on which it ends if it is none."""
        calendar = self.scene.pack.calendar
        then = next_working_day(mark.day, calendar, self.table.stops)
        values = {"day": self._day(mark.day), "number": mark.number}
        if then == mark.day:
            return self.voice.say("timeline.on_day", **values)
        return self.voice.say("timeline.moves", next=self._day(then), **values)

    def _day(self, day: date) -> str:
        return self.voice.day(day)

    def _buttons(self) -> tuple[Button, ...]:
        say, asked = self.voice.say, self.asked
        now = Timeline(
            day=asked.day,
            scheme=asked.scheme.id if asked.scheme else "",
            advanced=asked.advanced,
        )

        def at(label: str, **changes: object) -> Button:
            return Button(label=label, command=now.model_copy(update=changes))

        others = (s for s in self.table.schemes if s is not asked.scheme and self._holds(s))
        toggle = "timeline.not_advanced" if asked.advanced else "timeline.advanced"
        return (
            *(
                (at(say("timeline.other_day", day=self._day(asked.other)), day=asked.other),)
                if asked.other
                else ()
            ),
            *(at(scheme.label, scheme=scheme.id) for scheme in others),
            at(say(toggle), advanced=not asked.advanced),
            *((at(say("timeline.all"), scheme=""),) if asked.scheme else ()),
            *self._calendar(),
            Button(label=say("cta.read_on"), command=Services(topic=self.table.article)),
            _person(self.scene),
        )
