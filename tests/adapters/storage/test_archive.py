"""Former versions of the pack's content stay readable, on every database."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from adapters.storage.archive import Edition, editions, keep, read
from adapters.storage.record import SqlRecord
from core.values.pack import Article
from tests.adapters.storage.conftest import Store
from tests.core.given import PACK, article

THEN = datetime(2026, 5, 4, 8, tzinfo=UTC)
LATER = THEN + timedelta(days=30)


def _kept(found: Iterable[Edition]) -> Callable[[SqlRecord], int]:
    given = list(found)
    return lambda record: keep(record.connection, given)


def _read(id: str = "", version: str = "") -> Callable[[SqlRecord], list[Edition]]:
    return lambda record: read(record.connection, id, version)


def test_everything_with_a_version_is_an_edition() -> None:
    kinds = {each.kind for each in editions(PACK, THEN)}
    assert kinds == {"article", "tree", "timelines", "glossary"}
    assert len({each.key for each in editions(PACK, THEN)}) == len(list(editions(PACK, THEN)))


async def test_a_changed_article_keeps_its_former_version(store: Store) -> None:
    first = list(editions(PACK, THEN))
    assert await store.write(_kept(first)) == len(first)
    assert await store.write(_kept(editions(PACK, LATER))) == 0
    changed = article("sta", body="Other words.", version="v2")
    shelf = {"en": {**PACK.articles["en"], "sta": changed}}
    newer = PACK.model_copy(update={"articles": shelf})
    assert await store.write(_kept(editions(newer, LATER))) == 1
    found = await store.read(_read("sta"))
    assert [(each.version, each.at) for each in found] == [("v2", LATER), ("v1", THEN)]
    old = Article.model_validate_json(found[1].body)
    assert old == PACK.articles["en"]["sta"]


async def test_a_version_is_found_by_its_beginning(store: Store) -> None:
    await store.write(_kept(editions(PACK, THEN)))
    assert [each.id for each in await store.read(_read("sta", "v"))] == ["sta"]
    assert await store.read(_read("sta", "%")) == []
    assert await store.read(_read("nonsense")) == []


async def test_two_processes_that_start_together_write_each_version_once(store: Store) -> None:
    one = list(editions(PACK, THEN))
    counts = await asyncio.gather(*(store.write(_kept(one)) for _ in range(4)))
    assert sum(counts) == len(one)
    assert len(await store.read(_read())) == len(one)
