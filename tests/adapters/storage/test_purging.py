"""What is kept for long enough is shredded: no open case, no held one, nothing that is younger."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from adapters.storage.audit import trail
from adapters.storage.privacy import purging
from adapters.storage.privacy.purging import AT_A_TIME, Terms
from adapters.storage.record import SqlRecord
from adapters.storage.schema import DELIVERY, QUESTION
from core.values.case import Case, Entry, EntryKind, Hold, Question, Status
from core.values.command import Outcome
from core.values.delivery import DeliveryState
from core.values.ids import case_id
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import claimed, delivery, landed, new_id, save, settled
from tests.core.given import ALICE, NOW, case

YEARS = timedelta(days=3 * 365)
LATER = NOW + YEARS
DUE = Terms({"nio": LATER - timedelta(days=365), "ctr": None}, LATER - timedelta(days=365))


async def kept(store: Store, status: Status = Status.CLOSED, **more: object) -> str:
    """A case of years ago, unless it is said otherwise."""
    first = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE, salt="s")
    given: dict[str, object] = {"id": case_id(new_id()), "outcome": Outcome.ANSWERED, "version": 1}
    last = more.pop("last", NOW)
    over = Entry(number=2, kind=EntryKind.CLOSED, at=last, by=ALICE, text="words", salt="t")
    made = case(status, **(given | {"entries": (first, over)} | more))
    sent = delivery(case=made.id, message=delivery().message)
    await save(store, sent, new=made)
    return made.id


async def purged(store: Store, terms: Terms = DUE) -> list[str]:
    gone: list[str] = []
    after: str | None = ""
    while after is not None:
        page = await store.read(lambda r: purging.page(r.connection, terms, after or ""))  # noqa: B023
        tokens = [new_id()[:16] for _ in page.due]

        def shred(record: SqlRecord) -> list[Case]:
            return purging.shred(record.connection, page.due, terms, tokens)  # noqa: B023

        gone += [each.id for each in await store.write(shred)]
        after = page.last
    return gone


async def found(store: Store, id: str) -> Case:
    case = await store.read(lambda record: record.case(id))
    assert case is not None
    return case


async def test_the_words_go_and_the_skeleton_stays(store: Store) -> None:
    id = await kept(store)
    assert await purged(store) == [id]
    bare = await found(store, id)
    assert (bare.question, bare.organisation, bare.requester.name) == ("", "", "")
    assert (bare.status, bare.queue, bare.topic, bare.outcome) == (
        "closed", "nio", "sta", "answered",
    )  # fmt: skip
    assert [(e.kind, e.text, e.salt) for e in bare.entries] == [
        ("asked", "", ""),
        ("closed", "", ""),
    ]
    assert ALICE.user not in bare.model_dump_json()
    assert await purged(store) == [], "once"


@pytest.mark.parametrize(
    "status", [s for s in Status if s not in (Status.CLOSED, Status.WITHDRAWN)]
)
async def test_no_open_case_is_touched(store: Store, status: Status) -> None:
    id = await kept(store, status)
    assert await purged(store) == []
    assert (await found(store, id)).question


async def test_a_held_case_is_kept_and_named(store: Store) -> None:
    id = await kept(store, hold=Hold(since=NOW, because="court"))
    page = await store.read(lambda record: purging.page(record.connection, DUE, ""))
    assert (page.due, page.held) == ((), (id,))
    assert await purged(store) == []


async def test_a_hold_that_comes_while_the_purge_runs_is_obeyed(store: Store) -> None:
    id = await kept(store)
    page = await store.read(lambda record: purging.page(record.connection, DUE, ""))
    assert page.due == (id,)
    old = await found(store, id)
    hold = {"version": 2, "hold": Hold(since=NOW, because="court")}
    await save(store, new=old.model_copy(update=hold))
    gone = await store.write(lambda r: purging.shred(r.connection, page.due, DUE, ["t"]))
    assert gone == []
    assert (await found(store, id)).question


async def test_the_last_thing_that_happened_counts(store: Store) -> None:
    await kept(store, last=LATER - timedelta(days=364))
    assert await purged(store) == []


async def test_queues_have_their_own_terms(store: Store) -> None:
    await kept(store, queue="ctr")
    gone = await kept(store, queue="no longer there")
    assert await purged(store) == [gone]
    assert await purged(store, Terms({"nio": None}, None)) == []


async def test_more_than_a_page(store: Store) -> None:
    ids = [await kept(store) for _ in range(AT_A_TIME + 3)]
    assert sorted(await purged(store)) == sorted(ids)


async def test_the_trail_stays_sound(store: Store) -> None:
    await kept(store)
    await purged(store)
    seal = store._seal
    _, faults = await store.read(lambda record: trail.verified(record.connection, seal))
    assert [fault for fault in faults if "is not in the trail" not in fault.text] == []


async def test_loose_questions_and_messages_go_and_what_waits_stays(store: Store) -> None:
    asked = Question(id=new_id(), person=ALICE, text="words", topic="sta", article=None, at=NOW)
    await save(store, asked, delivery(case=None), delivery(case=None))
    sent = (await claimed(store))[0]
    await settled(store, sent, landed())

    def count(record: SqlRecord) -> tuple[int, int]:
        db = record.connection
        return tuple(  # type: ignore[return-value]
            int(db.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (QUESTION, DELIVERY)
        )

    async def forget(before: datetime) -> int:
        return await store.write(lambda record: purging.forget(record.connection, before))

    assert await forget(NOW) == 0
    assert await forget(LATER) == 2
    assert await store.read(count) == (0, 1)
    left = await store.read(
        lambda r: r.connection.execute(select(DELIVERY.c.state)).scalars().all()
    )
    assert left == [DeliveryState.PENDING]
