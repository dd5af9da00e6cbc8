"""Workspaces in which the app is installed: who may come in, and their tokens, encrypted.

Tokens are never in clear in the database, in its log or in a backup; each is bound to its row.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from adapters.storage.addresses import SqlStore
from adapters.storage.cipher import Cipher
from adapters.storage.record import SqlRecord
from adapters.storage.schema import INSTALLATION, USED_STATE
from adapters.storage.standing import NOT_IN_THE_BODY, bare, installed
from core.values.audit import Act, Audit
from core.values.installation import Installation, Standing, Tokens
from core.values.value import DeskError

_T = INSTALLATION.c
MOST_WAITING = 200  # workspaces that nobody has judged yet
_CLOCKS = timedelta(seconds=2)  # Slack tells times in whole seconds
STATES_KEPT = timedelta(hours=1)  # an installation's state lives for ten minutes


class SqlInstallations:
    """On any of our stores; raises NotRecorded when that does, and Undecipherable. `now` is in
    UTC."""

    def __init__(self, store: SqlStore, cipher: Cipher, now: Callable[[], datetime]) -> None:
        self._store = store
        self._cipher = cipher
        self._now = now

    async def find(self, id: str) -> Installation | None:
        """`id` is `platform:tenant`."""
        row = await self._store.read(lambda record: _row(record.connection, id))
        return self._read(row) if row else None

    async def all(self) -> tuple[Installation, ...]:
        """In the order of their ids; without tokens."""
        return await self._store.read(lambda record: installed(record.connection))

    async def installed(self, new: Installation) -> Installation:
        """Keep a new installation, or a repeated one: what the admins decided of it stays.

        Raises DeskError when too many wait already: anybody can install the app somewhere.
        """
        sealed = self._sealed(new.id, new.tokens)
        values = {"body": _body(new), "sealed": sealed, "removed_at": None, "renewing_until": 0}

        def keep(record: SqlRecord) -> Installation:
            db = record.connection
            known = update(INSTALLATION).where(_T.id == new.id).values(**values)
            if db.execute(known).rowcount == 0:
                _refuse_too_many(db)
                standing = new.standing.value
                db.execute(insert(INSTALLATION).values(id=new.id, standing=standing, **values))
            record.audit([self._line("workspace installed", new.id)])
            row = _row(db, new.id)
            assert row is not None
            return bare(row)

        kept = await self._store.write(keep)
        return kept.model_copy(update={"tokens": new.tokens})

    async def judge(self, id: str, standing: Standing, by: str) -> Installation | None:
        """An admin lets a workspace in, or does not. None where there is no such workspace."""
        change = (
            update(INSTALLATION)
            .where(_T.id == id)
            .values(standing=standing.value, judged_by=by[:300])
        )

        def put(record: SqlRecord) -> Installation | None:
            if record.connection.execute(change).rowcount:
                record.audit([self._line(f"workspace {standing.value}", id, by)])
            row = _row(record.connection, id)
            return bare(row) if row else None

        return await self._store.write(put)

    async def removed(self, id: str, at: datetime) -> Installation | None:
        """The app was removed at that time: its tokens are forgotten.

        Safe to repeat. None where it is not known, or was installed again since: news of a removal
        may arrive late, and must not close what is new.
        """

        def close(record: SqlRecord) -> Installation | None:
            db = record.connection
            row = _row(db, id)
            if row is None or bare(row).since - _CLOCKS > at:
                return None
            if row.removed_at is None:
                gone = {"removed_at": at.timestamp(), "sealed": None}
                db.execute(update(INSTALLATION).where(_T.id == id).values(**gone))
                record.audit([self._line("workspace removed", id)])
            again = _row(db, id)
            return bare(again) if again else None

        return await self._store.write(close)

    async def renewing(self, id: str, seconds: float) -> bool:
        """Take the right to renew a token for so long; False while another process has it."""
        now = self._now().timestamp()
        claim = (
            update(INSTALLATION)
            .where(_T.id == id, _T.renewing_until <= now, _T.removed_at.is_(None))
            .values(renewing_until=now + seconds)
        )
        return await self._store.write(lambda r: r.connection.execute(claim).rowcount == 1)

    async def renewed(self, id: str, tokens: Tokens | None) -> None:
        """Keep the new pair, or give the right back (None) after a renewal that failed."""
        values: dict[str, Any] = {"renewing_until": 0}
        if tokens:
            values["sealed"] = self._sealed(id, tokens)
        change = update(INSTALLATION).where(_T.id == id, _T.removed_at.is_(None)).values(**values)
        await self._store.write(lambda record: record.connection.execute(change).rowcount)

    async def use_state(self, id: str) -> bool:
        """Whether this is the first use; later ones are refused. Old ones are forgotten."""
        now = self._now()

        def use(db: Connection) -> bool:
            old = (now - STATES_KEPT).timestamp()
            db.execute(delete(USED_STATE).where(USED_STATE.c.at < old))
            if db.execute(select(USED_STATE.c.id).where(USED_STATE.c.id == id)).first():
                return False
            db.execute(insert(USED_STATE).values(id=id, at=now.timestamp()))
            return True

        try:
            return await self._store.write(lambda record: use(record.connection))
        except IntegrityError:
            return False

    async def sealed_anew(self) -> int:
        """Seal with the present key what a former one sealed. Returns how many that were."""

        def anew(db: Connection) -> int:
            rows = db.execute(select(_T.id, _T.sealed).where(_T.sealed.is_not(None))).all()
            old = [(row.id, row.sealed) for row in rows if not self._cipher.is_current(row.sealed)]
            for id, sealed in old:
                text = self._cipher.sealed(self._cipher.opened(sealed, _of(id)), _of(id))
                db.execute(update(INSTALLATION).where(_T.id == id).values(sealed=text))
            return len(old)

        return await self._store.write(lambda record: anew(record.connection))

    def _line(self, what: str, id: str, by: str = "slack") -> Audit:
        """For the audit trail: workspaces are known by their ids."""
        return Audit(at=self._now(), by=by, act=Act.CHANGED, what=what, detail=id)

    def _sealed(self, id: str, tokens: Tokens | None) -> str | None:
        if tokens is None:
            return None
        kept = {
            "access": tokens.access.get_secret_value(),
            "refresh": tokens.refresh.get_secret_value() if tokens.refresh else None,
            "expires_at": tokens.expires_at.timestamp() if tokens.expires_at else None,
        }
        return self._cipher.sealed(json.dumps(kept), _of(id))

    def _read(self, row: Row[Any]) -> Installation:
        found = bare(row)
        if not row.sealed:
            return found
        kept = json.loads(self._cipher.opened(row.sealed, _of(row.id)))
        tokens = Tokens(
            access=SecretStr(kept["access"]),
            refresh=SecretStr(kept["refresh"]) if kept["refresh"] else None,
            expires_at=kept["expires_at"],
        )
        return found.model_copy(update={"tokens": tokens})


def _refuse_too_many(db: Connection) -> None:
    waiting = select(func.count()).select_from(INSTALLATION).where(_T.standing == "pending")
    if (db.execute(waiting).scalar() or 0) >= MOST_WAITING:
        raise DeskError(
            f"{MOST_WAITING} workspaces wait to be let in, which is the most that the desk keeps. "
            "Accept or refuse some of them: python -m bots workspaces list"
        )


def _of(id: str) -> str:
    return f"installation {id}"


def _row(db: Connection, id: str) -> Row[Any] | None:
    return db.execute(select(INSTALLATION).where(_T.id == id)).first()


def _body(it: Installation) -> str:
    return it.model_dump_json(exclude=NOT_IN_THE_BODY)
