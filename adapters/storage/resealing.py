"""Seals with the present key what another one sealed, or nobody, while the desk runs.

Each row is compared and swapped: what somebody changed meanwhile is left alone, since the desk has
sealed it anew itself. Killed half-way it is begun again, and passes over what is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Row,
    Table,
    Text,
    and_,
    case,
    select,
    tuple_,
    type_coerce,
    update,
)

from adapters.storage.cipher import Cipher, Undecipherable, is_sealed
from adapters.storage.schema import METADATA
from adapters.storage.sealed import Sealed, opened

AT_A_TIME = 200  # rows of a transaction: the desk's turns come in between

Of = Column[Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a column in the order of their keys. `old` are those that the present key did
    not seal; `last` is where the next page begins after, None at the end."""

    of: Of
    old: tuple[tuple[Key, str], ...]
    read: int
    last: Key | None


@dataclass(frozen=True, slots=True)
class Sealing:
    """`done` rows were sealed anew; `closed` ones no key opens."""

    done: int = 0
    closed: int = 0

    def __add__(self, other: "Sealing") -> "Sealing":
        return Sealing(self.done + other.done, self.closed + other.closed)


def columns() -> Iterator[Of]:
    """All that hold texts of people."""
    for table in METADATA.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, Sealed))


def page(db: Connection, of: Of, cipher: Cipher, after: Key | None) -> Page:
    """Only what must be sealed anew leaves the database."""
    table, raw = of.table, type_coerce(of, Text)
    assert isinstance(table, Table)
    old = case((raw.startswith(cipher.mark, autoescape=True), None), else_=raw).label("old")
    keys = tuple(table.primary_key.columns)
    wanted = select(*keys, old).order_by(*keys).limit(AT_A_TIME)
    if after is not None:
        wanted = wanted.where(tuple_(*keys) > after)
    rows = db.execute(wanted).all()
    found = tuple((_key(row), row.old) for row in rows if row.old is not None)
    return Page(of, found, len(rows), _key(rows[-1]) if len(rows) == AT_A_TIME else None)


def _key(row: Row[Any]) -> Key:
    return tuple(row)[:-1]


def seal(db: Connection, page: Page, cipher: Cipher) -> Sealing:
    """What cannot be opened is left as it stands, and counted."""
    assert isinstance(page.of.type, Sealed)
    done = closed = 0
    for key, kept in page.old:
        try:
            plain = opened(kept, page.of.type.of, cipher) if is_sealed(kept) else kept
        except Undecipherable:
            closed += 1
        else:
            done += _swapped(db, page.of, key, kept, plain)
    return Sealing(done, closed)


def _swapped(db: Connection, of: Of, key: Key, kept: str, plain: str) -> int:
    """Writing through the column seals; 0 when somebody was faster."""
    table = of.table
    assert isinstance(table, Table)
    here = and_(*(part == value for part, value in zip(table.primary_key, key, strict=True)))
    row = update(table).where(here, type_coerce(of, Text) == kept)
    return db.execute(row.values({of.name: plain})).rowcount
