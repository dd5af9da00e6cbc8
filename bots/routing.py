"""Routing on the command line: show it, set it, ask it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import yaml

from adapters.packs.documents import Document, read_yaml
from adapters.packs.loader import load_pack
from adapters.packs.problems import DocumentError, Problem
from adapters.storage.record import SqlRecord
from adapters.triage.sorter import PackSorter
from bots import database
from bots.audit import operator
from bots.settings import Settings
from core.values.audit import Act, Audit
from core.values.pack import Pack
from core.values.routing import Routing

EXPLAINED = {"language", "topic", "queue", "confidence", "article", "why"}
_PERSON = re.compile(r"(slack|teams):[^:\s]+:[^:\s]+")


def pack_of(given: Settings) -> Pack:
    """The knowledge pack that the settings name."""
    return load_pack(given.desk_pack, datetime.now(UTC).date())


async def in_force(given: Settings, pack: Pack) -> Routing:
    """The pack's own routing where there is no database yet; none is made by looking."""
    known = None
    if database.exists(given):
        with closing(database.opened(given)) as store:
            known = await store.read(lambda record: record.routing())
    return known or Routing.model_validate(pack.default_routing)


async def shown(given: Settings) -> str:
    routing = await in_force(given, pack_of(given))
    return yaml.safe_dump(
        routing.model_dump(mode="json", exclude_defaults=True), sort_keys=False, allow_unicode=True
    )


async def put(given: Settings, file: Path) -> int:
    """Raises DocumentError, which names each fault with its line; then nothing is changed."""
    document = read_yaml(file, str(file))
    routing = document.parse(Routing)
    misnamed = list(_unknown_names(document, routing, pack_of(given)))
    if misnamed:
        raise DocumentError(misnamed)
    with closing(database.opened(given)) as store:
        return await store.write(lambda record: _put(record, routing, operator()))


def _put(record: SqlRecord, routing: Routing, by: str) -> int:
    now = datetime.now(UTC)
    version = record.set_routing(routing, by, now)
    record.audit([Audit(at=now, by=by, act=Act.CHANGED, what="routing", detail=f"{version}")])
    return version


def _unknown_names(document: Document, routing: Routing, pack: Pack) -> Iterator[Problem]:
    """A misspelt topic would never match, and a misspelt person would lock everyone out."""
    for index, rule in enumerate(routing.rules):
        for topic in rule.when.topic:
            if topic not in pack.topics:
                text = f"'{topic}' is not a topic; there are: {', '.join(pack.topics)}"
                yield document.problem(text, ("rules", index, "when", "topic"))
    for name, queue in routing.queues.items():
        for person in queue.people:
            if not _PERSON.fullmatch(person):
                text = f"'{person}' is not a person; write slack:TEAM:USER or teams:TENANT:OBJECTID"
                yield document.problem(text, ("queues", name, "people"))


async def put_first(given: Settings, store: database.Database) -> None:
    """On a desk that has no routing yet, `DESK_FIRST_ROUTING` comes into force."""
    known = await store.read(lambda record: record.routing())
    if known or given.desk_first_routing is None:
        return
    first = read_yaml(given.desk_first_routing).parse(Routing)
    await store.write(lambda record: _put(record, first, "first start"))


async def explainer(given: Settings) -> Callable[[str], dict[str, object]]:
    """A function from a question to what the desk makes of it."""
    pack = pack_of(given)
    routing = await in_force(given, pack)
    sort = PackSorter.of(pack, given.desk_pack)

    def explain(question: str) -> dict[str, object]:
        found = sort(question, pack.default_locale, routing)
        return found.model_dump(mode="json", include=EXPLAINED)

    return explain
