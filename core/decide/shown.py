"""One entry of a case as people see it: its words, its files, and what became of it."""

from core.decide.files import REMOVED, as_they_are, file_facts, plain_facts
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


def file_states(voice: Voice, case: Case, sent: Entry) -> tuple[str, ...]:
    """What became of each file that went along with an answer."""
    if sent.kind is not EntryKind.SENT:
        return ()
    there = {e.text for e in case.about(sent.number, EntryKind.CARRIED)}
    left = dict(e.text.partition(" ")[::2] for e in case.about(sent.number, EntryKind.LEFT))
    return tuple(
        voice.say(f"file.state_{_state_of(file.sent_as, there, left)}", name=file.name)
        for file in sent.files
        if file.sent_as
    )


def _state_of(name: str, there: set[str], left: dict[str, str]) -> str:
    if name in left:
        return REMOVED if left[name] == REMOVED else "left"
    return "there" if name in there else "pending"


def quoted(entry: Entry) -> Quote | None:
    """Links of the office can be followed; those of others are only shown."""
    if not entry.text:
        return None
    live = entry.kind is EntryKind.SENT
    by = entry.by.name if entry.by else ""
    return Quote(text=entry.text, by=by, rich=as_shown(entry.text, entry.rich, live=live))


_SIDES = {EntryKind.ASKED: "staff", EntryKind.REPLIED: "staff", EntryKind.SENT: "answer"}


def entry_facts(voice: Voice, case: Case, entry: Entry) -> tuple[Fact, ...]:
    """For staff: what the text said before, and its files. Those of a draft went nowhere."""
    before = (Fact(label=voice.say("thread.before"), value=entry.before),) if entry.before else ()
    if entry.kind is EntryKind.DELETED:
        return (*before, *_files_removed(voice, case.entry(entry.of or 0)))
    side = _SIDES.get(entry.kind)
    if side is None:
        return (*before, *plain_facts(voice, entry.files, "file.in_thread"))
    return (*before, *file_facts(voice, as_they_are(case, entry), side))


def _files_removed(voice: Voice, text: Entry | None) -> tuple[Fact, ...]:
    """What crossed with a text that its author took back."""
    crossed = tuple(file for file in text.files if file.sent_as) if text else ()
    return plain_facts(voice, crossed, "file.removed")


def seen_text(voice: Voice, case: Case, entry: Entry) -> str:
    """A text that was exchanged as it stands now."""
    now = in_force(case, entry)
    if now is None:
        key = "withdrawn" if entry.kind is EntryKind.SENT else "deleted"
        return voice.say(f"case.text_{key}")
    return now.text or voice.say("case.text_none")
