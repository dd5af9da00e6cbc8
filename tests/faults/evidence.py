"""What a database holds, read past the product's own code paths, for the checker."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from adapters.storage.audit import trail
from adapters.storage.audit.chain import UNSEALED

TWICE = ("may be there twice", "it was sent twice")  # how the desk says it, sent or failed
UNFINISHED = ("pending", "sending", "unsure")


@dataclass(frozen=True)
class CaseRow:
    id: str
    source_key: str
    question: str
    failures: int


@dataclass(frozen=True)
class DeliveryRow:
    key: str
    case: str | None
    lane: str
    slot: str
    kind: str
    state: str
    attempts: int
    error: str

    @property
    def marked(self) -> bool:
        return any(words in self.error for words in TWICE)


@dataclass(frozen=True)
class Evidence:
    cases: tuple[CaseRow, ...]
    deliveries: tuple[DeliveryRow, ...]
    turns: int
    audit: tuple[str, ...] = ()

    def states(self) -> dict[str, int]:
        counted: dict[str, int] = {}
        for row in self.deliveries:
            counted[row.state] = counted.get(row.state, 0) + 1
        return counted


def opened(url: str) -> Engine:
    """Each look uses a connection of its own: servers come and go here."""
    place = make_url(url)
    if place.get_backend_name() == "postgresql":
        place = place.set(drivername="postgresql+psycopg")
    return create_engine(place, poolclass=NullPool)


def evidence(engine: Engine) -> Evidence:
    with engine.connect() as db:
        failed = dict(
            _rows(db, "SELECT case_id, count(*) FROM entry WHERE kind='failed' GROUP BY 1")
        )
        cases = _rows(db, 'SELECT id, source_key, body FROM "case"')
        deliveries = _rows(
            db,
            "SELECT key, case_id, lane, slot, kind, state, attempts, coalesce(error, '') "
            "FROM delivery ORDER BY id",
        )
        turns = _rows(db, "SELECT count(*) FROM turn")[0][0]
        _, faults = trail.verified(db, UNSEALED)
    return Evidence(
        tuple(
            CaseRow(c[0], c[1], json.loads(c[2])["question"], failed.get(c[0], 0)) for c in cases
        ),
        tuple(DeliveryRow(*row) for row in deliveries),
        int(turns),
        tuple(str(fault) for fault in faults),
    )


def unfinished(engine: Engine, states: tuple[str, ...] = UNFINISHED) -> int:
    """Timers wait for their time and hold nobody up: they do not count, but for answers that are
    held for as long as they can be recalled."""
    words = ", ".join(f"'{state}'" for state in states)
    with engine.connect() as db:
        counted = f"SELECT count(*) FROM delivery WHERE state IN ({words})"
        moving = "(kind <> 'timer' OR slot LIKE 'send%')"
        return int(_rows(db, f"{counted} AND {moving}")[0][0])


def _rows(db: Any, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.execute(text(statement))]
