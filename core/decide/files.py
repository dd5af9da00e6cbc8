"""Files that people attach: what is said of each, whether it crosses, and why where it stays."""

from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind, Question
from core.values.decision import Decision
from core.values.file import LINK_LASTS, File, Way
from core.values.message import Fact

_SHOWN = 10
_BEFORE = "off"  # why files stayed that were attached before any could cross
REMOVED = "removed"  # why a file stays that its author took out of the message
_PLATFORMS = {"slack": "Slack", "teams": "Teams", "email": "E-mail"}


def file_facts(
    voice: Voice, files: tuple[File, ...], side: str, /, **values: object
) -> tuple[Fact, ...]:
    """One line for each file: name, size, and whether it crosses; where it stays why, and how to
    get it. `side` says who reads it: `staff`, `answer` and `draft` are for staff, `requester`,
    `sender` and `asker` for the requester; the phrase is that of the side and of the file's way."""
    told = tuple(_fact(voice, f"file.{side}_{file.way}", file, values) for file in files[:_SHOWN])
    if len(files) <= _SHOWN:
        return told
    more = voice.say("file.more", count=len(files) - _SHOWN)
    return (*told, Fact(label=voice.say("file.label"), value=more))


def plain_facts(voice: Voice, files: tuple[File, ...], key: str, /) -> tuple[Fact, ...]:
    """Where nothing crosses whatever it is."""
    return tuple(_fact(voice, key, file, {}) for file in files[:_SHOWN])


def with_files_told(voice: Voice, decision: Decision, files: tuple[File, ...]) -> Decision:
    """What no case took up is said not to be kept; what was asked with it can still go along."""
    if decision.reply is None or decision.case is not None:
        return decision
    asked = any(isinstance(effect, Question) for effect in decision.effects)
    key = "file.with_question" if asked else "file.not_kept"
    told = (*decision.reply.facts, *plain_facts(voice, files, key))
    return decision.model_copy(update={"reply": decision.reply.model_copy(update={"facts": told})})


def as_they_are(case: Case, entry: Entry) -> tuple[File, ...]:
    """The entry's files as they stand now: what did not arrive stayed where it was."""
    left = dict(e.text.partition(" ")[::2] for e in case.about(entry.number, EntryKind.LEFT))
    return tuple(stayed(f, left[f.sent_as]) if f.sent_as in left else f for f in entry.files)


def was_removed(case: Case, entry: Entry, name: str) -> bool:
    """Whether its author took the file of that random name out of the message."""
    left = (e.text for e in case.about(entry.number, EntryKind.LEFT))
    return f"{name} {REMOVED}" in left


def stayed(file: File, why: str) -> File:
    return file.model_copy(update={"way": Way.STAYS, "why": why})


def _fact(voice: Voice, key: str, file: File, values: dict[str, object]) -> Fact:
    size = voice.say("file.unknown_size") if file.size is None else amount(voice, file.size)
    described = {
        "name": file.name,
        "size": size,
        "platform": _PLATFORMS[file.platform],
        "sent_as": file.sent_as,
        "days": LINK_LASTS.days,
        "why": voice.say(f"file.why_{file.why or _BEFORE}"),
    }
    return Fact(label=voice.say("file.label"), value=voice.say(key, **described, **values))


def amount(voice: Voice, size: int) -> str:
    """`1.2 MB`, in the writing of the language; units of 1,000 bytes as people count them."""
    unit, digits = next(
        ((name, size / step) for name, step in (("MB", 10**6), ("kB", 1000)) if size >= step),
        ("B", float(size)),
    )
    written = f"{digits:.0f}" if unit == "B" or digits >= 100 else f"{digits:.1f}"
    return f"{voice.figure(written)} {unit}"
