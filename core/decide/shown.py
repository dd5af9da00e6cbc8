"""One entry of a case as people see it: its words, its files, and what became of it."""

from core.decide.files import file_facts
from core.decide.versions import in_force, last_change
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind
from core.values.message import Fact, Quote
from core.values.rich_text import as_shown

BY_MAIL = "by e-mail"
"""What the record says of a delivery by the other road; never shown."""


def delivery_state(voice: Voice, case: Case, entry: Entry) -> str:
    """Of an answer that was changed after it was sent, the state of the change is told too."""
    change = last_change(case, entry) if entry.kind is EntryKind.SENT else None
    if change is None:
        return _state(voice, case, entry)
    said = voice.say(f"delivery.{change.kind}", when=voice.moment(change.at))
    return f"{_state(voice, case, entry)}; {said}: {_state(voice, case, change)}"


def _state(voice: Voice, case: Case, entry: Entry) -> str:
    reports = case.about(entry.number, EntryKind.DELIVERED, EntryKind.FAILED)
    if not reports:
        return voice.say("delivery.pending")
    last = reports[-1]
    if last.kind is EntryKind.DELIVERED:
        key = "delivery.mailed" if last.text == BY_MAIL else "delivery.sent"
        return voice.say(key, when=voice.moment(last.at))
    return voice.say("delivery.failed", why=last.text)


def quoted(entry: Entry) -> Quote | None:
    """Links of the office can be followed; those of others are only shown."""
    if not entry.text:
        return None
    live = entry.kind is EntryKind.SENT
    by = entry.by.name if entry.by else ""
    return Quote(text=entry.text, by=by, rich=as_shown(entry.text, entry.rich, live=live))


def entry_facts(voice: Voice, entry: Entry) -> tuple[Fact, ...]:
    before = (Fact(label=voice.say("thread.before"), value=entry.before),) if entry.before else ()
    key = "file.to_requester" if entry.kind is EntryKind.SENT else "file.in_thread"
    return (*before, *file_facts(voice, entry.files, key))


def seen_text(voice: Voice, case: Case, entry: Entry) -> str:
    """A text that was exchanged as it stands now."""
    now = in_force(case, entry)
    if now is None:
        key = "withdrawn" if entry.kind is EntryKind.SENT else "deleted"
        return voice.say(f"case.text_{key}")
    return now.text or voice.say("case.text_none")
