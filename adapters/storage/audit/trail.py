"""Proves the audit trail, or names the first row of each chain that is not as it was written."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from adapters.storage import cases
from adapters.storage.audit.chain import BROKEN, START, Seal, chain_of, linked
from adapters.storage.schema import AUDIT, AUDIT_HEAD, CASE, ENTRY
from core.decide.audit import content
from core.values.audit import Audit
from core.values.case import Case, Entry

_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Link:
    """One row as it is stored, or as it was exported."""

    chain: int
    seq: int
    body: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """`seq` is the number of the first bad row of the chain, from 1; 0 where nothing is left."""

    chain: int
    seq: int
    text: str

    def __str__(self) -> str:
        row = f", row {self.seq}" if self.seq else ""
        return f"chain {self.chain}{row}: {self.text}"


@dataclass(slots=True)
class End:
    """How far a chain was found to be sound."""

    seq: int = 0
    hash: str = START


def verified(db: Connection, seal: Seal, anchors: Iterable[Link] = ()) -> tuple[int, list[Fault]]:
    """How many rows there are and the first fault of each chain; `anchors` are rows that were
    exported before and must still be there."""
    ends: dict[int, End] = {}
    faults = {fault.chain: fault for fault in walked(links(db), ends)}
    for fault in (*_heads(db, seal, ends), *_anchored(db, anchors)):
        known = faults.get(fault.chain)
        if known is None or fault.seq < known.seq:
            faults[fault.chain] = fault
    for fault in _entries(db):
        faults.setdefault(fault.chain, fault)
    count = db.execute(select(func.count()).select_from(AUDIT)).scalar_one()
    return int(count), [faults[chain] for chain in sorted(faults)]


def links(db: Connection) -> Iterator[Link]:
    """Every row, chain by chain; what is beside the body is compared with it."""
    rows = db.execution_options(yield_per=_AT_A_TIME).execute(
        select(AUDIT).order_by(AUDIT.c.chain, AUDIT.c.seq)
    )
    for row in rows:
        body = row.body if _agrees(row) else f"{row.body}?"
        yield Link(row.chain, row.seq, body, row.hash)


def _agrees(row: Any) -> bool:
    try:
        line = Audit.model_validate_json(row.body)
    except ValueError:
        return False
    told = (line.case, line.entry, line.at.timestamp())
    return told == (row.case_id, row.entry, row.at)


def walked(rows: Iterable[Link], ends: dict[int, End]) -> Iterator[Fault]:
    """Follow the chains; the first fault of each, and in `ends` how far each is sound."""
    bad: set[int] = set()
    for row in rows:
        end = ends.setdefault(row.chain, End())
        if row.chain in bad:
            continue
        fault = _broken(row, end)
        if fault:
            bad.add(row.chain)
            yield fault
        else:
            end.seq, end.hash = row.seq, row.hash


def _broken(row: Link, end: End) -> Fault | None:
    if row.seq != end.seq + 1:
        return Fault(row.chain, end.seq + 1, f"it is missing; row {row.seq} comes next")
    if linked(row.chain, row.seq, end.hash, row.body) != row.hash:
        return Fault(row.chain, row.seq, f"it is not what was written there: {row.body[:200]}")
    return None


def _heads(db: Connection, seal: Seal, ends: dict[int, End]) -> Iterator[Fault]:
    """Each chain ends where its sealed head says."""
    heads = {row.chain: row for row in db.execute(select(AUDIT_HEAD))}
    for chain in sorted(ends.keys() | heads.keys()):
        head, end = heads.get(chain), ends.get(chain, End())
        if head is None:
            yield Fault(chain, end.seq, "the head of the chain is missing")
        elif head.seq > end.seq:
            yield Fault(chain, end.seq + 1, f"it is missing; there were {head.seq} rows")
        elif (head.seq, head.hash) != (end.seq, end.hash):
            yield Fault(chain, head.seq + 1, f"the head of the chain ends at row {head.seq}")
        elif head.seal.startswith(BROKEN):
            yield Fault(chain, head.seq + 1, f"the head was found {head.seal}")
        elif not seal.vouches(head.seal, chain, head.seq, head.hash):
            yield Fault(chain, head.seq + 1, "the head is not sealed with DESK_SECRET_KEY")


def _anchored(db: Connection, anchors: Iterable[Link]) -> Iterator[Fault]:
    for anchor in anchors:
        here = and_(AUDIT.c.chain == anchor.chain, AUDIT.c.seq == anchor.seq)
        if db.execute(select(AUDIT.c.hash).where(here)).scalar() != anchor.hash:
            yield Fault(anchor.chain, anchor.seq, "it is not the row that was exported")


def _entries(db: Connection) -> Iterator[Fault]:
    """What stands in the cases is what the trail says; erased texts prove nothing any more."""
    told = and_(AUDIT.c.case_id == ENTRY.c.case_id, AUDIT.c.entry == ENTRY.c.number)
    rows = db.execution_options(yield_per=_AT_A_TIME).execute(
        select(
            ENTRY.c.case_id,
            ENTRY.c.body,
            CASE.c.body.label("case"),
            AUDIT.c.body.label("line"),
            AUDIT.c.chain,
            AUDIT.c.seq,
        )
        .select_from(ENTRY)
        .join(CASE, CASE.c.id == ENTRY.c.case_id)
        .outerjoin(AUDIT, told)
    )
    for row in rows:
        entry = cases.read(Entry, row.body)
        where = f"entry {entry.number} of case {row.case_id}"
        if row.line is None and entry.salt:
            yield Fault(chain_of(row.case_id), 0, f"{where} is not in the trail")
        elif row.line and not _says(row, entry):
            yield Fault(row.chain, row.seq, f"{where} is not the text that was written")


def _says(row: Any, entry: Entry) -> bool:
    line = Audit.model_validate_json(row.line)
    case = cases.read(Case, row.case)
    if not entry.salt:
        return not entry.text
    return content(case, entry) == line.content


def exported(db: Connection, *, since: float = 0.0, case: str = "") -> Iterator[dict[str, object]]:
    """Rows in the order of time, for JSON lines. `since` is in seconds since 1970."""
    wanted = select(AUDIT).where(AUDIT.c.at >= since)
    if case:
        wanted = wanted.where(AUDIT.c.case_id == case)
    ordered = wanted.order_by(AUDIT.c.at, AUDIT.c.chain, AUDIT.c.seq)
    for row in db.execution_options(yield_per=_AT_A_TIME).execute(ordered):
        yield {
            "chain": row.chain, "seq": row.seq, "hash": row.hash, "line": json.loads(row.body)
        }  # fmt: skip


def newest(db: Connection, limit: int, case: str = "") -> tuple[Audit, ...]:
    """The last lines, the newest first; of one case, if it is named."""
    wanted = select(AUDIT.c.body).where(AUDIT.c.case_id == case) if case else select(AUDIT.c.body)
    order = (AUDIT.c.at.desc(), AUDIT.c.chain, AUDIT.c.seq.desc())
    rows = db.execute(wanted.order_by(*order).limit(limit))
    return tuple(Audit.model_validate_json(row.body) for row in rows)


def read_back(line: Mapping[str, Any]) -> Link:
    """An exported row, with the very text that its hash was made of. Raises KeyError, TypeError."""
    body = json.dumps(line["line"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Link(int(line["chain"]), int(line["seq"]), body, str(line["hash"]))


def sealed_again(db: Connection, seal: Seal) -> None:
    """Put the present key's seal on every head, in the caller's transaction."""
    for row in db.execute(select(AUDIT_HEAD).with_for_update()).all():
        signed = seal.sign(row.chain, row.seq, row.hash)
        db.execute(update(AUDIT_HEAD).where(AUDIT_HEAD.c.chain == row.chain).values(seal=signed))
