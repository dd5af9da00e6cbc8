"""What is kept about a person, as data that they may take along."""

from typing import Any

from core.decide.versions import in_force, question
from core.values.case import Case, EntryKind
from core.values.holdings import Holdings
from core.values.place import Person

VISIBLE = (EntryKind.ASKED, EntryKind.SENT, EntryKind.REPLIED)


def stored(mine: Holdings, person: Person) -> dict[str, Any]:
    """All of it as JSON: cases as the person sees them, texts as they are in force, and what the
    person advised on cases of others."""
    return {
        "cases": [_stored_case(case) for case in mine.cases],
        "questions": [each.model_dump(mode="json", exclude={"why"}) for each in mine.questions],
        "advice": [
            {"at": entry.at.isoformat(), "text": entry.text}
            for case in mine.advised
            for entry in case.entries
            if entry.kind is EntryKind.ADVISED and entry.by and entry.by.key == person.key
        ],
        "language": mine.language,
    }


def _stored_case(case: Case) -> dict[str, Any]:
    hidden = {"assignee", "experts", "duplicates", "duplicate_of", "why", "hold", "entries"}
    kept = case.model_dump(mode="json", exclude=hidden, exclude_defaults=True)
    seen = (in_force(case, entry) for entry in case.entries if entry.kind in VISIBLE)
    entries = [
        {"number": e.number, "kind": e.kind, "at": e.at.isoformat(), "text": e.text}
        | ({"files": [file.name for file in e.files]} if e.files else {})
        for e in seen
        if e
    ]
    return kept | {"question": question(case), "entries": entries}
