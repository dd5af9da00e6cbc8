"""Reads what stands after `cta timeline`: the day of submission and the kind of application."""

import re
from dataclasses import dataclass
from datetime import date

from core.decide.scene import Scene
from core.decide.timing.dates import DayReader, NoDay, Read, folded
from core.values.command import Timeline
from core.values.pack import Pack
from core.values.timeline import Scheme, TimelineTable


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person asked for, read; `other` and `odd` are what may have been meant otherwise."""

    day: date
    scheme: Scheme | None
    advanced: bool
    other: date | None = None
    guessed_year: bool = False
    odd: str = ""


def asked_for(scene: Scene, table: TimelineTable, command: Timeline) -> Asked | NoDay:
    if command.day:
        return Asked(command.day, table.scheme(command.scheme), command.advanced)
    read = reader(scene.pack).read(command.words, scene.today)
    return read if isinstance(read, NoDay) else _understood(scene.pack, table, read)


def reader(pack: Pack) -> DayReader:
    """Reads days in every language of the pack, whichever the person speaks."""
    months: dict[str, int] = {}
    relative: dict[str, int] = {}
    for locale in pack.locales:
        for number, names in enumerate(pack.say("timeline.months", locale).split(), 1):
            months |= dict.fromkeys(names.split("|"), number)
        for days, key in enumerate(("timeline.today", "timeline.tomorrow")):
            relative |= dict.fromkeys(pack.say(key, locale).split("|"), days)
    return DayReader(months, relative)


def _understood(pack: Pack, table: TimelineTable, read: Read) -> Asked:
    """The scheme by the longest words that name one; what is left over is said."""
    names = {
        folded(word): scheme.id
        for each in pack.timelines.values()
        for scheme in each.schemes
        for word in (scheme.id.replace("_", " "), *scheme.synonyms)
    }
    extra = {folded(word) for each in pack.timelines.values() for word in each.advanced}
    rest, advanced = _taken(read.rest.replace("_", " "), extra)
    rest, named = _taken(rest, set(names))
    odd = " ".join(w for w in rest.split() if w not in _fillers(pack) and re.search(r"\w", w))
    scheme = table.scheme(names[named[0]]) if named else None
    return Asked(read.day, scheme, bool(advanced), read.other, read.guessed_year, odd[:80])


def _taken(text: str, words: set[str]) -> tuple[str, list[str]]:
    """The text without those words, and the words found, the longest first."""
    found = []
    for word in sorted(words, key=len, reverse=True):
        part = re.compile(rf"(?<![\w/-]){re.escape(word)}(?![\w/-])")
        if part.search(text):
            found.append(word)
            text = part.sub(" ", text)
    return text, found


def _fillers(pack: Pack) -> set[str]:
    """Small words that say nothing about the kind of application."""
    said = (pack.say("timeline.fillers", locale).split() for locale in pack.locales)
    return {folded(word) for words in said for word in words}
