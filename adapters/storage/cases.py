"""Cases, their entries, and questions that were asked of the pack."""

from typing import TypeVar

from sqlalchemy import Connection, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from adapters.storage import given
from adapters.storage.schema import CASE, ENTRY, QUESTION
from core.desk.ports import Repeated
from core.values.case import Case, Entry, EntryKind, Question
from core.values.value import Value

Known = TypeVar("Known", bound=Value)

# Made once: building a statement anew costs five times as much as running it.
_CASE = select(CASE.c.body).where(CASE.c.id == bindparam("case"))
_ENTRIES = select(ENTRY.c.body).where(ENTRY.c.case_id == bindparam("case")).order_by(ENTRY.c.number)
_CASES_OF = (
    select(CASE.c.body)
    .where(CASE.c.requester == bindparam("person"))
    .order_by(CASE.c.opened_at.desc())
    .limit(bindparam("most"))
)
_RECENT = select(CASE.c.body).order_by(CASE.c.opened_at.desc()).limit(bindparam("most"))
_QUESTION = select(QUESTION.c.body).where(QUESTION.c.id == bindparam("question"))
_CHANGE = update(CASE).where(CASE.c.id == bindparam("case"), CASE.c.version == bindparam("before"))
_ANSWERED = (
    update(CASE)
    .where(CASE.c.id == bindparam("case"))
    .values(answered_at=bindparam("answered"), answer_due=bindparam("due"))
)
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:person, 0))")
_KNOWN = select(func.count()).where(ENTRY.c.case_id == bindparam("case"))
_NEW_QUESTION, _NEW_CASE, _NEW_ENTRY = map(insert, (QUESTION, CASE, ENTRY))


def case(db: Connection, id: str) -> Case | None:
    """With all its entries."""
    row = db.execute(_CASE, {"case": id}).first()
    if row is None:
        return None
    rows = db.execute(_ENTRIES, {"case": id})
    entries = tuple(read(Entry, each.body) for each in rows)
    return read(Case, row.body).model_copy(update={"entries": entries})


def of(db: Connection, person: str, limit: int) -> tuple[Case, ...]:
    """The person's own, without their entries, the newest first."""
    rows = db.execute(_CASES_OF, {"person": person, "most": limit})
    return tuple(read(Case, row.body) for row in rows)


def alone(db: Connection, person: str) -> None:
    """SQLite has one writer at a time; in PostgreSQL others of the same person wait."""
    if db.dialect.name == "postgresql":
        db.execute(_ALONE, {"person": person})


def recent(db: Connection, limit: int) -> tuple[Case, ...]:
    """Without their entries, the newest first."""
    rows = db.execute(_RECENT, {"most": limit})
    return tuple(read(Case, row.body) for row in rows)


def question(db: Connection, id: str) -> Question | None:
    row = db.execute(_QUESTION, {"question": id}).first()
    return read(Question, row.body) if row else None


def read(kind: type[Known], body: str) -> Known:
    """What a newer version wrote beside what we know is passed over: while it is rolled out both
    serve the same cases. See docs/operators.md for what that asks of a version."""
    return kind.model_validate_json(body, extra="ignore")


def save_question(db: Connection, asked: Question) -> None:
    row = {
        "id": asked.id,
        "person": asked.person.key,
        "at": asked.at.timestamp(),
        "body": asked.model_dump_json(),
    }
    db.execute(_NEW_QUESTION, row)
    given.of_question(db, asked)


def save(db: Connection, source: str, changed: Case) -> None:
    """A new case, or the next version of a known one, with its new entries.

    `source`: the key of the turn that opened it. Raises Repeated when the id is taken, or when
    somebody else changed the case since it was read.
    """
    known = 0
    if changed.version == 1:
        _insert(db, source, changed)
    else:
        known = _update(db, changed)
    if new := changed.entries[known:]:
        db.execute(_NEW_ENTRY, [_entry(changed.id, entry) for entry in new])
        given.of_case(db, changed, known)
    answer = first_answer(changed)
    if answer and answer.number > known:
        due = changed.due_at.timestamp()
        values = {"case": changed.id, "answered": answer.at.timestamp(), "due": due}
        db.execute(_ANSWERED, values)


def first_answer(changed: Case) -> Entry | None:
    """The first text that was sent and did not ask for more."""
    sent = (e for e in changed.entries if e.kind is EntryKind.SENT and not e.correction)
    return next((e for e in sent if not changed.about(e.number, EntryKind.WAITING)), None)


def _insert(db: Connection, source: str, new: Case) -> None:
    if db.execute(_CASE, {"case": new.id}).first():
        raise Repeated(f"the id {new.id} is taken")
    db.execute(_NEW_CASE, {"id": new.id, "source_key": source, **_columns(new)})


def _update(db: Connection, changed: Case) -> int:
    """Returns how many entries are on record already."""
    before = changed.version - 1
    try:
        found = db.execute(_CHANGE, {"case": changed.id, "before": before, **_columns(changed)})
    except IntegrityError as error:
        raise Repeated(changed.id) from error
    if found.rowcount != 1:
        raise Repeated(f"{changed.id} is no longer at version {before}")
    return int(db.execute(_KNOWN, {"case": changed.id}).scalar_one())


def _entry(case: str, entry: Entry) -> dict[str, object]:
    return {
        "case_id": case,
        "number": entry.number,
        "kind": entry.kind,
        "at": entry.at.timestamp(),
        "body": entry.model_dump_json(),
    }


def _columns(case: Case) -> dict[str, object]:
    return {
        "version": case.version,
        "status": case.status,
        "queue": case.queue,
        "requester": case.requester.key,
        "opened_at": case.opened_at.timestamp(),
        "due_at": case.due_at.timestamp(),
        "assignee": case.assignee.key if case.assignee else "",
        "topic": case.topic,
        "workspace": case.requester.workspace,
        "body": case.model_dump_json(exclude={"entries"}),
    }
