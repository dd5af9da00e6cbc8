"""Which text of an entry is in force: people edit and delete what they said.

An edit or a deletion is an entry about the text that it changes, of a draft or of an answer that
was sent; nothing on record is overwritten.
"""

from core.values.case import Case, Entry, EntryKind
from core.values.place import Person

_FIRST = (EntryKind.SAID, EntryKind.REPLIED)
_CHANGES = (EntryKind.EDITED, EntryKind.DELETED)


def written_as(case: Case, message: str, by: Person) -> Entry | None:
    """The first text of that message (the platform's id) by that person."""
    found = (e for e in case.entries if e.kind in _FIRST and e.message == message and message)
    return next((e for e in found if e.by and e.by.key == by.key), None)


def came_before(case: Case, message: str, by: Person) -> bool:
    """Whether an edit or the deletion of the message overtook it; what is on record is newer."""
    return written_as(case, message, by) is not None or _was_deleted_first(case, message, by)


def _was_deleted_first(case: Case, message: str, by: Person) -> bool:
    found = (e for e in case.entries if e.kind is EntryKind.DELETED and e.of is None and message)
    return any(e.message == message and e.by and e.by.key == by.key for e in found)


def question(case: Case) -> str:
    """The question as its author left it; `case.question` stays what was asked first."""
    edits = case.about(1, EntryKind.EDITED)
    return edits[-1].text if edits else case.question


def draft(case: Case, number: int) -> Entry | None:
    """The first text of a draft, by the number of it or of one of its edits."""
    found = case.entry(number)
    if found and found.kind is EntryKind.EDITED and found.of:
        found = case.entry(found.of)
    return found if found and found.kind is EntryKind.SAID else None


def latest(case: Case, first: Entry) -> Entry:
    """The newest text, under its own number."""
    edits = case.about(first.number, EntryKind.EDITED)
    return _as_edited(first, edits[-1], edits[-1].number) if edits else first


def is_deleted(case: Case, entry: Entry) -> bool:
    changes = case.about(entry.number, *_CHANGES)
    return bool(changes) and changes[-1].kind is EntryKind.DELETED


def tries(case: Case, first: Entry) -> tuple[Entry, ...]:
    """What was held and sent of a draft, in any of its versions."""
    kinds = (EntryKind.HELD, EntryKind.SENT)
    texts = [first.number, *(e.number for e in case.about(first.number, EntryKind.EDITED))]
    own = tuple(e for n in texts for e in case.about(n, *kinds))
    later = tuple(e for held in own for e in case.about(held.number, EntryKind.SENT))
    return (*own, *later)


def answer_made_of(case: Case, first: Entry) -> Entry | None:
    """The answer that was sent from this draft."""
    return next((e for e in tries(case, first) if e.kind is EntryKind.SENT), None)


def held_of(case: Case, first: Entry) -> Entry | None:
    """What was sent of this draft and can still be recalled."""
    ends = (EntryKind.SENT, EntryKind.RECALLED)
    held = (e for e in tries(case, first) if e.kind is EntryKind.HELD)
    return next((e for e in held if not case.about(e.number, *ends)), None)


def last_change(case: Case, sent: Entry) -> Entry | None:
    """The newest edit or deletion of an answer after it was sent."""
    changes = case.about(sent.number, *_CHANGES) if sent.kind is EntryKind.SENT else ()
    return changes[-1] if changes else None


def standing(case: Case, sent: Entry) -> Entry | None:
    """The answer as it stands now, or None when it was withdrawn. What is shown of an answer
    comes from here."""
    change = last_change(case, sent)
    if change is None:
        return sent
    return None if change.kind is EntryKind.DELETED else _as_edited(sent, change, sent.number)


def rateable(case: Case, number: int = 0) -> Entry | None:
    """The answer of that number, the newest for 0, where there is something to think of it: no
    question of the office, nothing that was withdrawn."""
    answers = [
        entry
        for entry in case.entries
        if entry.kind is EntryKind.SENT
        and number in (0, entry.number)
        and not entry.correction
        and standing(case, entry)
        and not case.about(entry.number, EntryKind.WAITING)
    ]
    return answers[-1] if answers else None


def in_force(case: Case, entry: Entry) -> Entry | None:
    """What an entry with text says now; None when it was withdrawn or deleted."""
    if is_deleted(case, entry):
        return None
    edits = case.about(entry.number, EntryKind.EDITED)
    return _as_edited(entry, edits[-1], entry.number) if edits else entry


def _as_edited(first: Entry, edit: Entry, number: int) -> Entry:
    """The files of a message stay when its text is edited."""
    return first.model_copy(update={"text": edit.text, "rich": edit.rich, "number": number})
