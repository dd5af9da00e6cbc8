"""What is kept about a person, as data that they may take along."""

from typing import Any

from core.decide.versions import in_force, question
from core.values.case import Case, EntryKind, Status
from core.values.holdings import Holdings
from core.values.place import Person

VISIBLE = (EntryKind.ASKED, EntryKind.SENT, EntryKind.REPLIED)
OWN = (
    *("id", "requester", "origin", "mailbox", "asked_in", "topic", "locale", "organisation"),
    *("product", "stage", "urgency", "queue", "outcome", "rating", "opened_at", "due_at"),
    *("due_why", "promise", "waiting_since"),
)
"""The fields of a case that its requester may have, beside status, question and entries."""
_SECRET: Any = {"why": True, "files": {"__all__": {"handle"}}}


def stored(mine: Holdings, person: Person) -> dict[str, Any]:
    """All of it as JSON: cases as the person sees them, texts as they are in force, and what the
    person advised on cases of others."""
    return {
        "cases": [_stored_case(case) for case in mine.cases],
        "questions": [each.model_dump(mode="json", exclude=_SECRET) for each in mine.questions],
        "advice": [
            {"at": entry.at.isoformat(), "text": entry.text}
            for case in mine.advised
            for entry in case.entries
            if entry.kind is EntryKind.ADVISED and entry.by and entry.by.key == person.key
        ],
        "language": mine.language,
    }


def _stored_case(case: Case) -> dict[str, Any]:
    """What is the person's own or was told to them; how staff work on it is theirs."""
    kept = case.model_dump(mode="json", include=set(OWN), exclude_defaults=True)
    seen = (in_force(case, entry) for entry in case.entries if entry.kind in VISIBLE)
    entries = [
        {"number": e.number, "kind": e.kind, "at": e.at.isoformat(), "text": e.text}
        | ({"files": [file.name for file in e.files]} if e.files else {})
        for e in seen
        if e
    ]
    told = {"status": _status_as_told(case), "question": question(case), "entries": entries}
    return kept | told


def _status_as_told(case: Case) -> Status:
    """That staff put a case off is their own matter."""
    if case.status is not Status.SNOOZED:
        return case.status
    return Status.CLAIMED if case.assignee else Status.OPEN
