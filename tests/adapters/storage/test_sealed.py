"""Texts at rest: encrypted with the key, readable with a former one, sealed anew at work."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from sqlalchemy import Text, select, type_coerce, update

from adapters.storage import keys, resealing
from adapters.storage.audit.chain import UNSEALED
from adapters.storage.cipher import Cipher, Undecipherable
from adapters.storage.postgres import PostgresStore
from adapters.storage.record import SqlRecord
from adapters.storage.resealing import AT_A_TIME, Of, Sealing
from adapters.storage.schema import CASE as CASES
from adapters.storage.schema import DELIVERY, ENTRY, QUESTION, TURN
from adapters.storage.sqlite import SqliteStore
from core.values.case import Case
from core.values.command import Help
from core.values.decision import Decision
from core.values.value import NotRecorded
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import changed, claimed, delivery, new_id, opened, save, turn
from tests.core.given import ALICE, CASE, NOW, case

OLD, NEW = "old key " * 5, "new key " * 5
Opens = Callable[..., Store]


@pytest.fixture(params=["sqlite", "postgres"])
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Opens]:
    """Opens one database with the given keys, the present one first."""
    url = request.getfixturevalue(f"{request.param}_url")
    kind = SqliteStore if request.param == "sqlite" else PostgresStore
    made: list[Store] = []

    def opens(*secrets: str) -> Store:
        made.append(kind(url, UNSEALED, Cipher(secrets) if secrets else None))
        return made[-1]

    yield opens
    for store in made:
        store.close()


async def raw(store: Store) -> list[str]:
    """What a thief of the database reads."""

    def read(record: SqlRecord) -> list[str]:
        found = []
        for of in resealing.columns():
            rows = record.connection.execute(select(type_coerce(of, Text))).scalars()
            found += [row for row in rows if row is not None]
        return found

    return await store.read(read)


async def rotated(store: Store, *secrets: str) -> Sealing:
    cipher = Cipher(secrets)
    total = Sealing()
    for of in resealing.columns():
        total += await over(store, of, cipher)
    return total


async def over(store: Store, of: Of, cipher: Cipher) -> Sealing:
    total, after = Sealing(), None
    while True:
        page = await store.read(
            lambda record: resealing.page(record.connection, of, cipher, after)  # noqa: B023
        )
        total += await store.write(
            lambda record: resealing.seal(record.connection, page, cipher)  # noqa: B023
        )
        after = page.last
        if after is None:
            return total


async def filled(store: Store) -> Case:
    new = await opened(store, delivery())
    await save(store, new=changed(new))
    return new


async def found(store: Store) -> Case | None:
    return await store.read(lambda record: record.case(CASE))


async def test_what_people_wrote_is_not_to_be_read_in_the_database(desk: Opens) -> None:
    store = desk(NEW)
    await filled(store)
    kept = await raw(store)
    assert len(kept) >= 4
    assert all(text.startswith("1.") for text in kept)
    again = await found(store)
    assert again is not None
    assert again.question == case().question
    assert [entry.text for entry in again.entries][-1] == "hm"
    assert (await claimed(store))[0].delivery.message.title == "T"


async def test_without_a_key_texts_stay_plain(desk: Opens) -> None:
    store = desk()
    await filled(store)
    assert all(text.startswith("{") for text in await raw(store))


async def test_texts_from_before_the_key_are_read_and_then_sealed(desk: Opens) -> None:
    await filled(desk())
    store = desk(NEW)
    assert (await found(store)) is not None
    done = await rotated(store, NEW)
    assert done.done == len(await raw(store))
    assert all(text.startswith("1.") for text in await raw(store))
    assert (await rotated(store, NEW)) == Sealing()
    assert (await found(store)) is not None


async def test_after_the_rotation_nobody_needs_the_former_key(desk: Opens) -> None:
    await filled(desk(OLD))
    both = desk(NEW, OLD)
    assert (await found(both)) is not None
    await rotated(both, NEW, OLD)
    only = desk(NEW)
    again = await found(only)
    assert again is not None
    assert again.entries[-1].text == "hm"
    assert [each.delivery.message.title for each in await claimed(only)] == ["T"]


async def test_a_missing_key_is_an_error_that_loses_nothing(desk: Opens) -> None:
    await filled(desk(OLD))
    before = await raw(desk(OLD))
    for other in (desk(NEW), desk()):
        with pytest.raises(Undecipherable, match="Nothing was changed") as told:
            await found(other)
        assert isinstance(told.value, NotRecorded)  # the platform delivers the turn again
    assert await raw(desk(OLD)) == before


async def test_a_delivery_waits_for_its_key_without_using_up_its_tries(desk: Opens) -> None:
    await filled(desk(OLD))
    other = desk(NEW)
    later = NOW
    for _ in range(12):
        assert await claimed(other, later) == []
        later += timedelta(minutes=1)
    sent = await claimed(desk(NEW, OLD), later)
    assert [(each.delivery.message.title, each.tries) for each in sent] == [("T", 1)]


async def test_the_rotation_overwrites_nothing_that_changed_meanwhile(desk: Opens) -> None:
    await filled(desk(OLD))
    store, cipher = desk(NEW, OLD), Cipher((NEW, OLD))
    page = await store.read(
        lambda record: resealing.page(record.connection, CASES.c.body, cipher, None)
    )
    now = await found(store)
    assert now is not None
    await save(store, new=changed(now, topic="cta"))
    done = await store.write(lambda record: resealing.seal(record.connection, page, cipher))
    assert done == Sealing()
    again = await found(store)
    assert again is not None
    assert (again.topic, again.version) == ("cta", now.version + 1)


async def test_many_rows_are_walked_in_pages_beside_a_desk_at_work(desk: Opens) -> None:
    old = desk(OLD)
    ids = [new_id() for _ in range(2 * AT_A_TIME + 1)]

    def fill(record: SqlRecord) -> None:
        for id in ids:
            record.save(turn(Help(), id), Decision(reply=delivery().message), NOW)

    await old.write(fill)
    store = desk(NEW, OLD)
    busy = [save(store, key=new_id()) for _ in range(20)]
    done, *_ = await asyncio.gather(over(store, TURN.c.reply, Cipher((NEW, OLD))), *busy)
    assert done == Sealing(done=len(ids))
    assert (await over(store, TURN.c.reply, Cipher((NEW, OLD)))) == Sealing()


async def test_a_text_that_was_changed_from_outside_is_named_and_left(desk: Opens) -> None:
    store = desk(OLD)
    await filled(store)

    def flip(record: SqlRecord) -> None:
        kept = record.connection.execute(select(type_coerce(ENTRY.c.body, Text))).scalars().all()
        bad = type_coerce(kept[-1][:-3] + "AAA", Text)
        here = ENTRY.c.number == len(kept)
        record.connection.execute(update(ENTRY).where(here).values(body=bad))

    await store.write(flip)
    with pytest.raises(Undecipherable, match="changed from outside"):
        await found(store)
    done = await rotated(desk(NEW, OLD), NEW, OLD)
    assert done.closed == 1
    assert done.done == len(await raw(store)) - 1


async def test_a_text_cannot_be_moved_to_another_column(desk: Opens) -> None:
    store = desk(NEW)
    await filled(store)

    def move(record: SqlRecord) -> None:
        kept = record.connection.execute(select(type_coerce(ENTRY.c.body, Text))).scalars().first()
        record.connection.execute(update(CASES).values(body=type_coerce(kept, Text)))

    await store.write(move)
    with pytest.raises(Undecipherable):
        await found(store)


@pytest.mark.parametrize("of", [CASES.c.body, DELIVERY.c.message, QUESTION.c.body])
def test_nobody_searches_in_vain_for_what_is_encrypted(of: Of) -> None:
    with pytest.raises(TypeError, match="encrypted"):
        _ = of == "x"
    with pytest.raises(TypeError, match="encrypted"):
        of.contains("x")
    assert of.is_not(None) is not None


async def test_a_desk_that_lacks_a_key_hears_it_before_it_begins(desk: Opens) -> None:
    def introduce(record: SqlRecord) -> None:
        keys.introduce(record.connection, NOW)

    await desk(OLD).write(introduce)
    for other in (desk(), desk(NEW)):
        with pytest.raises(Undecipherable, match="is not set"):
            await other.write(introduce)
    both = desk(NEW, OLD)
    await both.write(introduce)
    assert len(await desk(OLD).read(lambda record: keys.lacking(record.connection))) == 1
    await both.write(lambda record: keys.retire(record.connection, Cipher((NEW,))))
    await desk(NEW).write(introduce)


async def test_what_is_erased_is_found_though_it_is_sealed(desk: Opens) -> None:
    store = desk(NEW)
    await filled(store)
    await store.write(lambda record: record.erase(ALICE, "token"))
    again = await found(store)
    assert again is not None
    assert again.question == ""
