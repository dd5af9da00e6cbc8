"""Roles from outside of chat: the first admins at start, and admins on the command line."""

from contextlib import closing
from datetime import UTC, datetime

from adapters.storage.record import SqlRecord
from bots import database
from bots.operations.audit import operator
from bots.operations.two_people import agreed
from bots.settings import Settings, Unsafe
from core.values.audit import Act, Audit
from core.values.office import Office


async def seed(given: Settings, store: database.Database) -> None:
    """On a desk that has no admin yet, those of `DESK_ADMINS` become the first."""
    if not given.admins:
        return
    await store.write(lambda record: _seeded(record, given.admins))


def _seeded(record: SqlRecord, admins: tuple[str, ...]) -> None:
    office, _ = record.office()
    if not office.admins:
        _put(record, office.model_copy(update={"admins": admins}), "first start")


def _put(record: SqlRecord, office: Office, by: str) -> None:
    now = datetime.now(UTC)
    version = record.set_office(office, by, now)
    record.audit([Audit(at=now, by=by, act=Act.CHANGED, what="roles", detail=f"{version}")])


async def admins(given: Settings) -> tuple[str, ...]:
    with closing(database.opened(given)) as store:
        return (await store.read(lambda record: record.office()))[0].admins


async def add(given: Settings, person: str, alone: str = "") -> None:
    """Raises Unsafe where two people are needed and nobody says why one must do."""
    with closing(database.opened(given)) as store:
        await store.write(lambda record: _changed(record, person, alone, there=True))


async def remove(given: Settings, person: str, alone: str = "") -> None:
    """Raises Unsafe for the last admin, for somebody who is none, and as `add` does."""
    with closing(database.opened(given)) as store:
        await store.write(lambda record: _changed(record, person, alone, there=False))


def _changed(record: SqlRecord, person: str, alone: str, *, there: bool) -> None:
    agreed(record, "roles", alone)
    office, _ = record.office()
    left = tuple(key for key in office.admins if key != person)
    if not there and person not in office.admins:
        raise Unsafe(f"{person} is no admin; nothing was changed. See: python -m bots admins list")
    if not there and not left:
        raise Unsafe("The last admin cannot be removed: add another one first.")
    admins = (*left, person) if there else left
    _put(record, office.model_copy(update={"admins": admins}), operator())
