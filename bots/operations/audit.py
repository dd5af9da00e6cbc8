"""The audit trail on the command line: prove it, export it, seal it anew."""

import getpass
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from adapters.storage.audit import trail
from bots import database
from bots.settings import Settings, Unsafe
from core.values.audit import Act, Audit


def operator() -> str:
    """Who works on the command line, as the audit trail names them."""
    return f"command line:{getpass.getuser()}"


def by_operator(act: Act, what: str, detail: str = "", case: str | None = None) -> Audit:
    return Audit(at=datetime.now(UTC), by=operator(), act=act, what=what, detail=detail, case=case)


def verify(given: Settings, against: Path | None) -> tuple[int, list[str]]:
    """How many rows there are, and the first bad row of each chain."""
    anchors = list(_anchors(against)) if against else []
    with database.inspected(given) as connection:
        count, faults = trail.verified(connection, database.seal(given), anchors)
    return count, [str(fault) for fault in faults]


def _anchors(file: Path) -> Iterator[trail.Link]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            yield trail.read_back(json.loads(line))
        except (ValueError, KeyError, TypeError):
            raise Unsafe(f"{file}:{number}: this is not a line of `audit export`") from None


async def export(given: Settings, since: datetime | None, case: str) -> list[str]:
    """JSON lines. That somebody exported the trail is in the trail."""
    scope = case or (f"since {since:%Y-%m-%d}" if since else "everything")
    line = by_operator(Act.EXPORTED, "audit", scope)
    with closing(database.opened(given)) as store:
        await store.write(lambda record: record.audit([line]))
    start = since.replace(tzinfo=since.tzinfo or UTC).timestamp() if since else 0.0
    with database.inspected(given) as connection:
        rows = trail.exported(connection, since=start, case=case)
        return [json.dumps(row, ensure_ascii=False) for row in rows]


async def seal(given: Settings) -> None:
    """After DESK_SECRET_KEY was changed. Raises Unsafe when a row itself is wrong."""
    with database.inspected(given) as connection:
        ends: dict[int, trail.End] = {}
        faults = [str(fault) for fault in trail.walked(trail.links(connection), ends)]
    if faults:
        raise Unsafe("The trail is not sound, so it is not sealed:\n" + "\n".join(faults))
    with closing(database.opened(given)) as store:
        await store.write(lambda record: record.seal_again())
        await store.write(lambda record: record.audit([by_operator(Act.CHANGED, "audit.seal")]))
