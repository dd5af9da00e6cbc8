"""Routing and office: each in versions that stay readable, and the drafts of admins."""

import functools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from adapters.storage.schema import DRAFT, OFFICE, ROUTING
from core.desk.ports import Repeated
from core.values.office import Draft, DropDraft, Office, PutOffice, PutRouting, Version
from core.values.routing import Routing

T = TypeVar("T")
_ROUTING = select(ROUTING.c.body).order_by(ROUTING.c.version.desc()).limit(1)
_OFFICE = select(OFFICE.c.version, OFFICE.c.body).order_by(OFFICE.c.version.desc()).limit(1)
_VERSION = select(ROUTING.c.body).where(ROUTING.c.version == bindparam("version"))


def newest(db: Connection, table: Table) -> int:
    """The number of the version in force; 0 before the first."""
    return int(db.execute(select(func.max(table.c.version))).scalar() or 0)


def routing(db: Connection, version: int | None = None) -> Routing | None:
    """That version, or the newest that this desk can read; the same words are read only once."""
    if version is not None:
        body = db.execute(_VERSION, {"version": version}).scalar()
        return _routing_from(str(body)) if body is not None else None
    body = db.execute(_ROUTING).scalar()
    if body is None:
        return None
    return _routing_from(str(body)) or _last_good(db, ROUTING, _routing_from)


def unreadable(db: Connection) -> int | None:
    """The number of the newest routing when this desk cannot read it."""
    last = newest(db, ROUTING)
    return last if last and routing(db, last) is None else None


def _last_good(db: Connection, table: Table, read: Callable[[str], T | None]) -> T | None:
    bodies = db.execute(select(table.c.body).order_by(table.c.version.desc())).scalars()
    return next((known for body in bodies if (known := read(str(body))) is not None), None)


@functools.lru_cache(maxsize=8)
def _routing_from(body: str) -> Routing | None:
    """None for what a newer version of the desk, or somebody's hand, wrote."""
    try:
        return Routing.model_validate_json(body)
    except ValidationError:
        return None


def versions(db: Connection, limit: int) -> tuple[Version, ...]:
    """The newest first."""
    rows = db.execute(
        select(ROUTING.c.version, ROUTING.c.at, ROUTING.c.by)
        .order_by(ROUTING.c.version.desc())
        .limit(limit)
    )
    return tuple(
        Version(number=row.version, at=datetime.fromtimestamp(row.at, UTC), by=row.by)
        for row in rows
    )


def office(db: Connection) -> tuple[Office, int]:
    """The office in force and the newest version; an empty one before the first. Where the newest
    cannot be read, the last good one is in force."""
    row = db.execute(_OFFICE).first()
    if row is None:
        return Office(), 0
    known = _office_from(row.body) or _last_good(db, OFFICE, _office_from)
    return known or Office(), int(row.version)


@functools.lru_cache(maxsize=4)
def _office_from(body: str) -> Office | None:
    try:
        return Office.model_validate_json(body)
    except ValidationError:
        return None


def drafts(db: Connection) -> tuple[Draft, ...]:
    rows = db.execute(select(DRAFT.c.body).order_by(DRAFT.c.at.desc()))
    return tuple(Draft.model_validate_json(row.body) for row in rows)


def keep(db: Connection, effects: Iterable[object], by: str, now: datetime) -> None:
    """What admins decided. Raises Repeated when somebody else was faster."""
    for effect in effects:
        match effect:
            case PutRouting():
                put_routing(db, effect, by, now)
            case PutOffice():
                put_office(db, effect, by, now)
            case Draft():
                _keep_draft(db, effect)
            case DropDraft():
                db.execute(delete(DRAFT).where(DRAFT.c.owner == effect.owner))


def put_routing(db: Connection, put: PutRouting, by: str, now: datetime) -> int:
    """The number of the new version. Raises Repeated when `base` is no longer in force."""
    return _put(db, ROUTING, put.base, put.routing.model_dump_json(exclude_defaults=True), by, now)


def put_office(db: Connection, put: PutOffice, by: str, now: datetime) -> int:
    """The number of the new version. Raises Repeated when `base` is no longer in force."""
    return _put(db, OFFICE, put.base, put.office.model_dump_json(exclude_defaults=True), by, now)


def _put(db: Connection, table: Table, base: int, body: str, by: str, now: datetime) -> int:
    if newest(db, table) != base:
        raise Repeated(f"{table.name} {base} is no longer in force")
    row = {"version": base + 1, "at": now.timestamp(), "by": by, "body": body}
    try:
        db.execute(insert(table).values(**row))
    except IntegrityError as error:
        raise Repeated(f"{table.name} {base + 1} is there already") from error
    return base + 1


def _keep_draft(db: Connection, draft: Draft) -> None:
    db.execute(delete(DRAFT).where(DRAFT.c.owner == draft.owner))
    row = {
        "owner": draft.owner,
        "at": draft.at.timestamp(),
        "body": draft.model_dump_json(exclude_defaults=True),
    }
    db.execute(insert(DRAFT).values(**row))
