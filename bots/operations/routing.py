"""Routing on the command line: show it, set it, ask it, rehearse it, go back."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import yaml

from adapters.packs.documents import Document, read_yaml
from adapters.packs.problems import DocumentError, Problem
from adapters.patterns import re2
from adapters.storage.record import SqlRecord
from bots import database
from bots.operations.audit import operator
from bots.operations.two_people import agreed
from bots.prepared import pack_alone, prepared
from bots.settings import Settings, Unsafe
from core.decide.routes import Moved, differences, faults, rehearsed
from core.desk.ports import Repeated
from core.values.audit import Act, Audit
from core.values.office import Draft, Version
from core.values.pack import Pack
from core.values.routing import Routing

EXPLAINED = {"language", "topic", "queue", "confidence", "article", "why"}
MOST_VERSIONS = 100


def pack_of(given: Settings) -> Pack:
    """The knowledge pack that the settings name."""
    return pack_alone(given.desk_pack, datetime.now(UTC).date())


async def in_force(given: Settings, pack: Pack) -> Routing:
    """The pack's own routing where there is no database yet; none is made by looking."""
    known = None
    if database.exists(given):
        with closing(database.opened(given)) as store:
            known = await store.read(lambda record: record.routing())
    return known or Routing.model_validate(pack.default_routing)


async def shown(given: Settings, version: int | None) -> str:
    """As YAML that `put` reads back to the very same routing. Raises Unsafe for no such version."""
    if version is None:
        return as_yaml(await in_force(given, pack_of(given)))
    with closing(database.opened(given)) as store:
        routing = await store.read(lambda record: record.routing_of(version))
    if routing is None:
        raise Unsafe(f"There is no version {version}; see: python -m bots routing history")
    return as_yaml(routing)


def as_yaml(routing: Routing) -> str:
    kept = routing.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)


def read(given: Settings, file: Path) -> Routing:
    """Raises DocumentError, which names each fault with its line."""
    document = read_yaml(file, str(file))
    routing = document.parse(Routing)
    misnamed = list(_named(document, routing, pack_of(given)))
    if misnamed:
        raise DocumentError(misnamed)
    return routing


def _named(document: Document, routing: Routing, pack: Pack) -> Iterator[Problem]:
    for fault in faults(routing, pack, re2.problem):
        where = ".".join(map(str, fault.trail))
        yield document.problem(f"{where}: {fault}", fault.trail)


async def put(given: Settings, file: Path, alone: str = "") -> int | None:
    """The number of the version that is in force now; None where two people are needed: then it is
    a draft, which an admin activates in chat. Raises DocumentError; then nothing is changed."""
    routing = read(given, file)
    with closing(database.opened(given)) as store:
        return await store.write(lambda record: _wanted(record, routing, "routing", alone))


def _wanted(record: SqlRecord, routing: Routing, what: str, alone: str) -> int | None:
    if not record.office()[0].two_people:
        return _put(record, routing, operator(), what)
    if alone.strip():
        agreed(record, what, alone)
        return _put(record, routing, operator(), what)
    now, base = datetime.now(UTC), record.routing_version()
    record.put_draft(Draft(owner=operator(), base=base, at=now, routing=routing))
    line = f"draft on {base}"
    record.audit([Audit(at=now, by=operator(), act=Act.CHANGED, what=what, detail=line)])
    return None


def _put(record: SqlRecord, routing: Routing, by: str, what: str = "routing") -> int:
    now = datetime.now(UTC)
    version = record.set_routing(routing, by, now)
    record.audit([Audit(at=now, by=by, act=Act.CHANGED, what=what, detail=f"{version}")])
    return version


async def put_first(given: Settings, store: database.Database) -> None:
    """On a desk that has no routing yet, `DESK_FIRST_ROUTING` comes into force. Of processes that
    start at the same time one is the first."""
    known = await store.read(lambda record: record.routing())
    if known or given.desk_first_routing is None:
        return
    first = read_yaml(given.desk_first_routing).parse(Routing)
    with suppress(Repeated):
        await store.write(lambda record: record.routing() or _put(record, first, "first start"))


async def rehearsal(
    given: Settings, file: Path, last: int
) -> tuple[int, tuple[Moved, ...], tuple[str, ...]]:
    """How many cases were tried, which would move, and what differs from the routing in force."""
    new = read(given, file)
    old = await in_force(given, pack_of(given))
    with closing(database.opened(given)) as store:
        cases = await store.read(lambda record: record.recent_cases(last))
    return len(cases), rehearsed(cases, old, new, re2.matching), differences(old, new)


async def history(given: Settings) -> tuple[Version, ...]:
    """The newest first."""
    with closing(database.opened(given)) as store:
        return await store.read(lambda record: record.versions(MOST_VERSIONS))


async def roll_back(given: Settings, version: int, alone: str = "") -> int | None:
    """The routing of that version comes into force again, as a new version; as `put` does."""
    with closing(database.opened(given)) as store:
        return await store.write(lambda record: _again(record, version, alone))


def _again(record: SqlRecord, version: int, alone: str) -> int | None:
    routing = record.routing_of(version)
    if routing is None:
        raise Unsafe(f"There is no version {version}; see: python -m bots routing history")
    return _wanted(record, routing, f"routing.rollback to {version}", alone)


async def explainer(given: Settings) -> Callable[[str], dict[str, object]]:
    """A function from a question to what the desk makes of it."""
    pack, sort = prepared(given.desk_pack, datetime.now(UTC).date())
    routing = await in_force(given, pack)

    def explain(question: str) -> dict[str, object]:
        found = sort(question, pack.default_locale, routing)
        return found.model_dump(mode="json", include=EXPLAINED)

    return explain
