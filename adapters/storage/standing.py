"""How workspaces stand: which installed the app, and what the desk's admins decided of each."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select, update

from adapters.storage.schema import INSTALLATION
from core.desk.ports import Repeated
from core.values.installation import Installation, Verdict

_T = INSTALLATION.c
NOT_IN_THE_BODY = {"tokens", "standing", "removed_at", "judged_by"}  # columns of their own


def installed(db: Connection) -> tuple[Installation, ...]:
    """In the order of their ids; without tokens."""
    return tuple(bare(row) for row in db.execute(select(INSTALLATION).order_by(_T.id)))


def bare(row: Row[Any]) -> Installation:
    """Without tokens."""
    kept = json.loads(row.body)
    own = {name: getattr(row, name) for name in ("standing", "removed_at", "judged_by")}
    return Installation.model_validate(kept | own)


def keep(db: Connection, effects: Iterable[object], by: str) -> None:
    """Raises Repeated when another admin was faster."""
    for effect in effects:
        if isinstance(effect, Verdict):
            _judge(db, effect, by)


def _judge(db: Connection, verdict: Verdict, by: str) -> None:
    stands = (_T.id == verdict.id, _T.standing == verdict.seen.value, _T.removed_at.is_(None))
    values = {"standing": verdict.standing.value, "judged_by": by[:300]}
    if db.execute(update(INSTALLATION).where(*stands).values(**values)).rowcount != 1:
        raise Repeated(f"{verdict.id} does not stand as it was seen")
