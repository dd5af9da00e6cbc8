"""What operators do with deliveries: look, try again, give up."""

from contextlib import closing
from datetime import UTC, datetime

from adapters.storage.record import SqlRecord
from bots import database
from bots.operations.audit import by_operator
from bots.settings import Settings, Unsafe
from core.values.audit import Act

LINE = "{key}  {state:<8} {tries:>2} tries  {lane}  {case}  {error}"


async def listed(given: Settings, states: tuple[str, ...]) -> list[str]:
    """One line each, oldest first; never what a message says."""
    with closing(database.opened(given)) as store:
        rows = await store.read(lambda record: record.deliveries(states))
    return [LINE.format_map(row) for row in rows]


async def retried(given: Settings, key: str) -> None:
    """Raises Unsafe when there is no failed delivery of that key."""
    await _changed(given, key, ("failed",), "pending")


async def dropped(given: Settings, key: str) -> None:
    """Raises Unsafe when there is no delivery of that key that waits, is unsure or failed."""
    await _changed(given, key, ("pending", "unsure", "failed"), "dropped")


async def held(given: Settings) -> int:
    """After a restore: how many deliveries will not be sent until they are released."""
    with closing(database.opened(given)) as store:
        return await store.write(_held)


def _held(record: SqlRecord) -> int:
    count = record.hold_deliveries()
    record.audit([by_operator(Act.CHANGED, "deliveries.held", str(count))])
    return count


async def released(given: Settings) -> int:
    """What was held after a restore is looked for, and sent where it is not there."""
    now = datetime.now(UTC)
    with closing(database.opened(given)) as store:
        return await store.write(lambda record: _released(record, now))


def _released(record: SqlRecord, now: datetime) -> int:
    count = record.release_deliveries(now)
    record.audit([by_operator(Act.CHANGED, "deliveries.released", str(count))])
    return count


async def _changed(given: Settings, key: str, before: tuple[str, ...], after: str) -> None:
    now = datetime.now(UTC)
    with closing(database.opened(given)) as store:
        done = await store.write(lambda record: _put(record, key, before, after, now))
    if not done:
        states = " or ".join(before)
        raise Unsafe(f"There is no {states} delivery with the key {key}; nothing was changed.")


def _put(record: SqlRecord, key: str, before: tuple[str, ...], after: str, now: datetime) -> bool:
    done = any(record.put_delivery(key, state, after, now) for state in before)
    if done:
        record.audit([by_operator(Act.CHANGED, f"delivery.{after}", key)])
    return done
