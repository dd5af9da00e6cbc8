"""The own data of a person as JSON: what is theirs or was told to them, never how staff work."""

from typing import Any

from core.decide.versions import in_force, question
from core.values.case import Case, EntryKind, Status

VISIBLE = (EntryKind.ASKED, EntryKind.SENT, EntryKind.REPLIED)
OWN = (
    *("id", "requester", "origin", "mailbox", "asked_in", "topic", "locale", "organisation"),
    *("product", "stage", "urgency", "queue", "outcome", "rating", "opened_at", "due_at"),
    *("due_why", "promise", "waiting_since"),
)
"""The fields of a case that its requester may have, beside status, question and entries."""


def stored_case(case: Case) -> dict[str, Any]:
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
