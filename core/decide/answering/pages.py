"""Pages of the desk's own that answers link to: their addresses, and what is on them.

They hold nothing but the pack's content for what the address names: no case, no person.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from core.decide.answering.path_chart import path_chart
from core.decide.answering.timeline_chart import timeline_chart
from core.decide.answering.walking import walk
from core.decide.timing.clock import Course, Mark, course
from core.decide.voice import Voice
from core.values.appointment import Appointment
from core.values.drawing import Drawing
from core.values.pack import Pack
from core.values.timeline import TimelineTable

LAST_YEAR = 2100
TIMELINE, PATH = "/cta/timeline", "/cta/path"


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """What an address of a timeline names. Without a `scheme` it is all that hold on that day."""

    day: date
    scheme: str = ""
    advanced: bool = False

    def address(self, ending: str, locale: str) -> str:
        """`ending` is svg, png or ics."""
        named = {"date": self.day.isoformat()}
        named |= {"kind": self.scheme} if self.scheme else {}
        named |= {"advanced": "yes"} if self.advanced else {}
        return f"{TIMELINE}.{ending}?{urlencode(named | {'lang': locale})}"

    def courses(self, table: TimelineTable) -> tuple[Course, ...]:
        """Those of the scheme, or of all; none where it does not hold on that day."""
        if self.day.year > LAST_YEAR:
            return ()
        return tuple(
            course(scheme, self.day, table.stops, advanced=self.advanced)
            for scheme in table.schemes
            if scheme.since <= self.day and self.scheme in ("", scheme.id)
        )


def timeline_drawing(pack: Pack, locale: str, page: TimelinePage, today: date) -> Drawing | None:
    """None where there is nothing that may be shown as fact."""
    table, courses = _found(pack, locale, page, today)
    return timeline_chart(Voice(pack, locale), table, courses) if table and courses else None


def timeline_appointments(
    pack: Pack, locale: str, page: TimelinePage, today: date
) -> tuple[Appointment, ...]:
    """The last day of each step, without questions and with them; none like the drawing."""
    table, courses = _found(pack, locale, page, today)
    voice = Voice(pack, locale)
    made = [each for one in courses for each in _appointments(voice, page, one)] if table else []
    return tuple(made)


def _found(
    pack: Pack, locale: str, page: TimelinePage, today: date
) -> tuple[TimelineTable | None, tuple[Course, ...]]:
    table = pack.timelines.get(locale)
    if table is None or today > table.review_by:
        return None, ()
    return table, page.courses(table)


def _appointments(voice: Voice, page: TimelinePage, made: Course) -> list[Appointment]:
    """One for each step of a single scheme; of several only the ends."""
    legs = made.legs if page.scheme else made.legs[-1:]
    entries = []
    for leg in legs:
        same = leg.least == leg.most
        marks = [("most", leg.most)] if same else [("least", leg.least), ("most", leg.most)]
        label = leg.stage.label if page.scheme else ""
        entries += [_appointment(voice, made, label, leg.stage.id, *each) for each in marks]
    return entries


def _appointment(
    voice: Voice, made: Course, label: str, stage: str, which: str, mark: Mark
) -> Appointment:
    scheme = made.scheme
    key = "timeline.key_least" if which == "least" else "timeline.key_most"
    what = f"{scheme.label}: {label}" if label else scheme.label
    advanced = "-advanced" if made.advanced else ""
    return Appointment(
        uid=f"{made.submitted}-{scheme.id}{advanced}-{stage}-{which}",
        day=mark.day,
        title=f"{what} ({voice.say(key)})",
        text=voice.say(
            "timeline.entry",
            submitted=voice.day(made.submitted),
            number=mark.number,
            sources="; ".join(source.address for source in scheme.sources),
        ),
    )


def path_address(ending: str, tree: str, path: tuple[str, ...], locale: str) -> str:
    named = {"tree": tree, "path": "/".join(path), "lang": locale}
    return f"{PATH}.{ending}?{urlencode(named)}"


def path_drawing(
    pack: Pack, locale: str, tree: str, path: tuple[str, ...], today: date
) -> Drawing | None:
    """None for a tree that is not there or past its review, and for a path that leads astray."""
    found = pack.trees[locale].get(tree)
    if found is None or today > found.review_by or not path:
        return None
    walked = walk(found, path)
    return None if walked.astray else path_chart(Voice(pack, locale), found, walked)
