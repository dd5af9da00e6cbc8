"""The audit trail: rows chained by hash, so that none can be changed, moved or taken out unseen.

There are a few chains, each with one head row: whoever appends holds the head until the commit, and
turns about different cases seldom wait for each other. A case is always in the same chain. The head
says how long the chain is and is sealed with a key that the database does not hold: without the key
nobody can rewrite a chain or shorten it. See docs/adr.
"""

import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from adapters.storage.blind import Blind
from adapters.storage.schema import AUDIT, AUDIT_HEAD
from core.values.audit import Audit

CHAINS = 16
START = "0" * 64
BROKEN = "broken"
_PURPOSE = b"innovation desk: head of an audit chain"


class Seal:
    """Signs heads with the first secret and knows the signatures of all. Without any secret the
    signature only guards against accidents. `blind` makes words of the search index unreadable with
    the same secrets."""

    def __init__(self, *secrets: str) -> None:
        given = [secret.encode() for secret in secrets if secret] or [b""]
        self._keys = [hmac.digest(secret, _PURPOSE, "sha256") for secret in given]
        self.is_secret = any(secrets)
        self.blind = Blind(*secrets)

    def sign(self, chain: int, seq: int, hash: str) -> str:
        return self._signed(self._keys[0], chain, seq, hash)

    def vouches(self, seal: str, chain: int, seq: int, hash: str) -> bool:
        if seq == 0 and not seal:
            return hash == START
        signed = (self._signed(key, chain, seq, hash) for key in self._keys)
        return any(hmac.compare_digest(seal, each) for each in signed)

    @staticmethod
    def _signed(key: bytes, chain: int, seq: int, hash: str) -> str:
        return hmac.new(key, f"{chain}\n{seq}\n{hash}".encode(), "sha256").hexdigest()


# Statements are put together once; that is half of what a row costs.
_LAST = select(func.max(AUDIT.c.seq)).where(AUDIT.c.chain == bindparam("of")).scalar_subquery()
_HEAD = (
    select(AUDIT_HEAD, _LAST.label("last"))
    .where(AUDIT_HEAD.c.chain == bindparam("of"))
    .with_for_update(of=AUDIT_HEAD)
)
_ADD = insert(AUDIT)
_MOVE = (
    update(AUDIT_HEAD)
    .where(AUDIT_HEAD.c.chain == bindparam("of"))
    .values(seq=bindparam("to"), hash=bindparam("hash"), seal=bindparam("seal"))
)

UNSEALED = Seal()
"""For a desk without a secret: the simulator, the tests."""


def chain_of(case: str | None) -> int:
    """What belongs to no case is in the first chain."""
    return zlib.crc32(case.encode()) % CHAINS if case else 0


def linked(chain: int, seq: int, previous: str, body: str) -> str:
    """The hash of a row: over its place, the row before it, and every character of its body."""
    return hashlib.sha256(f"{chain}\n{seq}\n{previous}\n{body}".encode()).hexdigest()


def canonical(line: Audit) -> str:
    """The same line has the same text everywhere: sorted names, no spaces, nothing empty."""
    told = line.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def append(db: Connection, lines: Sequence[Audit], seal: Seal) -> None:
    """Call it last in a transaction: the heads are held from here until the commit. They are taken
    in sorted order, so that nobody waits in a circle."""
    by_chain: dict[int, list[Audit]] = {}
    for line in lines:
        by_chain.setdefault(chain_of(line.case), []).append(line)
    for chain in sorted(by_chain):
        _extend(db, chain, by_chain[chain], seal)


def _extend(db: Connection, chain: int, lines: Iterable[Audit], seal: Seal) -> None:
    seq, hash, broken = _head(db, chain, seal)
    rows = []
    for line in lines:
        body = canonical(line)
        seq, hash = seq + 1, linked(chain, seq + 1, hash, body)
        rows.append(_row(chain, seq, line, body, hash))
    db.execute(_ADD, rows if len(rows) > 1 else rows[0])
    signed = broken or seal.sign(chain, seq, hash)
    db.execute(_MOVE, {"of": chain, "to": seq, "hash": hash, "seal": signed})


def _row(chain: int, seq: int, line: Audit, body: str, hash: str) -> dict[str, Any]:
    return {
        "chain": chain,
        "seq": seq,
        "at": line.at.timestamp(),
        "case_id": line.case,
        "entry": line.entry,
        "body": body,
        "hash": hash,
    }


def _head(db: Connection, chain: int, seal: Seal) -> tuple[int, str, str]:
    """Where the chain ends, ours until the commit, and whether somebody tampered with it.

    A head that somebody forged, took away or put back stops no turn, but no new seal covers it up.
    """
    row = db.execute(_HEAD, {"of": chain}).first()
    if row is None:
        db.execute(insert(AUDIT_HEAD).values(chain=chain, seq=0, hash=START, seal=""))
        return _found_end(db, chain)
    if row.last and row.last > row.seq:
        return _found_end(db, chain)
    if row.seal.startswith(BROKEN):
        return row.seq, row.hash, row.seal
    known = seal.vouches(row.seal, chain, row.seq, row.hash)
    return row.seq, row.hash, "" if known else f"{BROKEN} at {row.seq}"


def _found_end(db: Connection, chain: int) -> tuple[int, str, str]:
    """The end as the rows show it: the beginning of a chain, or what is left of one."""
    end = select(AUDIT.c.seq, AUDIT.c.hash).where(AUDIT.c.chain == chain)
    row = db.execute(end.order_by(AUDIT.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash, f"{BROKEN} at {row.seq}") if row else (0, START, "")
