"""Pages of a selection of cases, in the order in which they were opened; memory stays flat."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, select, tuple_

from adapters.storage.schema import CASE, ENTRY
from core.values.case import Case, Entry
from core.values.selection import Place, Selected, Selection

_FOUND = (CASE.c.id, CASE.c.opened_at, CASE.c.body, CASE.c.answered_at, CASE.c.answer_due)


def page(
    db: Connection, which: Selection, after: Place, limit: int, *, texts: bool
) -> tuple[Selected, ...]:
    """The next ones after that place; with their entries where texts are asked for."""
    there = tuple_(literal(after.opened_at), literal(after.id))
    place = tuple_(CASE.c.opened_at, CASE.c.id) > there
    rows = db.execute(
        select(*_FOUND)
        .where(place, *conditions(which))
        .order_by(CASE.c.opened_at, CASE.c.id)
        .limit(limit)
    ).all()
    entries = _entries(db, [row.id for row in rows]) if texts else {}
    return tuple(_selected(row, tuple(entries.get(row.id, ()))) for row in rows)


def count(db: Connection, which: Selection) -> int:
    return int(
        db.execute(select(func.count()).select_from(CASE).where(*conditions(which))).scalar_one()
    )


def conditions(which: Selection) -> list[ColumnElement[bool]]:
    named = (
        (CASE.c.status, which.states),
        (CASE.c.queue, which.queues),
        (CASE.c.topic, which.topics),
    )
    # Hidden from the planner: SQLite would read all cases that a queue ever had, to find a month.
    found: list[ColumnElement[bool]] = [
        func.coalesce(column, "").in_(values) for column, values in named if values
    ]
    if which.since:
        found.append(CASE.c.opened_at >= which.since.timestamp())
    if which.until:
        found.append(CASE.c.opened_at < which.until.timestamp())
    return found


def _entries(db: Connection, ids: Sequence[str]) -> dict[str, list[Entry]]:
    rows = db.execute(
        select(ENTRY.c.case_id, ENTRY.c.body)
        .where(ENTRY.c.case_id.in_(ids))
        .order_by(ENTRY.c.case_id, ENTRY.c.number)
    )
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(Entry.model_validate_json(row.body))
    return found


def _selected(row: Any, entries: tuple[Entry, ...]) -> Selected:
    case = Case.model_validate_json(row.body)
    return Selected.model_construct(
        case=case.model_copy(update={"entries": entries}) if entries else case,
        place=Place(opened_at=row.opened_at, id=row.id),
        answered_at=_moment(row.answered_at),
        answer_due=_moment(row.answer_due),
    )


def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)
