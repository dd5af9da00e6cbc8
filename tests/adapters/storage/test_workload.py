"""The staff queue as the stores give it: who has what, in the order of the due times."""

from datetime import datetime, timedelta

from sqlalchemy import select

from adapters.storage.record import SqlRecord
from adapters.storage.schema import CASE as CASES
from core.decide.clockwork import AWAITING
from core.values.case import Case, Entry, EntryKind, Status
from core.values.place import Person
from core.values.workload import COUNTED, Workload
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import changed, save
from tests.core.given import ALICE, MARC, NOW, SOFIE, case

DAY = timedelta(days=1)
ENDS = {"nio": NOW + timedelta(hours=14)}


async def _with(store: Store, *cases: Case) -> None:
    for each in cases:
        await save(store, new=each, key=each.id)


async def _work(
    store: Store, person: Person = SOFIE, ends: dict[str, datetime] = ENDS, limit: int = 5
) -> Workload:
    return await store.read(lambda record: record.workload(person.key, ends, NOW, limit))


def _case(number: int, status: Status = Status.OPEN, due: timedelta = DAY, **more: object) -> Case:
    return case(status, id=f"AAAA-{number:04}", due_at=NOW + due, **more)


async def test_each_part_holds_what_it_says(store: Store) -> None:
    await _with(
        store,
        _case(1),
        _case(2, Status.CLAIMED, assignee=SOFIE),
        _case(3, Status.CLAIMED, -DAY, assignee=MARC),
        _case(4, Status.OPEN, timedelta(hours=3)),
        _case(5, Status.WAITING, -DAY, assignee=SOFIE),
        _case(6, Status.CLOSED, -DAY, assignee=SOFIE),
        _case(7, Status.REOPENED, timedelta(hours=20)),
        _case(8, Status.SNOOZED, -2 * DAY),
        _case(9, queue="ctr"),
    )
    work = await _work(store)
    ids = {name: [c.id[-1] for c in part.cases] for name, part in work if hasattr(part, "cases")}
    assert ids == {
        "mine": ["5", "2"],
        "unclaimed": ["4", "7", "1"],
        "due": ["4"],
        "overdue": ["8", "3"],
        "waiting": ["5"],
    }
    assert work.unclaimed.count == 3


async def test_long_lists_are_cut_and_counted(store: Store) -> None:
    await _with(store, *(_case(n, due=n * timedelta(minutes=1)) for n in range(1, 8)))
    work = await _work(store, limit=3)
    assert [c.id[-1] for c in work.unclaimed.cases] == ["1", "2", "3"]
    assert work.unclaimed.count == 7
    assert work.due.count == 7


async def test_nobody_counts_for_ever(store: Store) -> None:
    row = {"version": 1, "status": "open", "queue": "nio", "requester": "r", "opened_at": 0.0}
    body = case().model_dump_json(exclude={"entries"})

    def filled(record: SqlRecord) -> None:
        rows = [
            {"id": f"{n:09}", "source_key": f"{n}", "due_at": float(n), "body": body, **row}
            for n in range(COUNTED + 50)
        ]
        record.connection.execute(CASES.insert(), rows)

    await store.write(filled)
    work = await _work(store)
    assert work.unclaimed.count == COUNTED + 1
    assert len(work.unclaimed.cases) == 5


async def test_without_queues_there_is_nothing(store: Store) -> None:
    await _with(store, _case(1))
    assert (await _work(store, ends={})).is_empty


def test_the_states_are_those_of_the_rules() -> None:
    from adapters.storage.overview import workload

    assert set(workload.AWAITING) == set(AWAITING)


async def test_when_the_first_answer_was_given_stays_on_record(store: Store) -> None:
    """A request for more is no answer; what was due then is kept when the due time moves."""
    asked = _case(1)
    more = Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="Which?")
    waits = Entry(number=3, kind=EntryKind.WAITING, at=NOW, by=SOFIE, of=2)
    sent = Entry(number=4, kind=EntryKind.SENT, at=NOW + DAY, by=SOFIE, text="Yes.")
    waiting = asked.model_copy(update={"version": 2, "entries": (*asked.entries, more, waits)})
    answered = waiting.model_copy(update={"version": 3, "entries": (*waiting.entries, sent)})
    later = changed(answered, due_at=NOW + 9 * DAY)

    def found(record: SqlRecord) -> tuple[float | None, float | None]:
        row = record.connection.execute(select(CASES.c.answered_at, CASES.c.answer_due)).one()
        return (row.answered_at, row.answer_due)

    await _with(store, asked)
    await save(store, new=waiting)
    assert await store.read(found) == (None, None)
    await save(store, new=answered)
    await save(store, new=later)
    assert await store.read(found) == ((NOW + DAY).timestamp(), asked.due_at.timestamp())


async def test_columns_follow_the_case(store: Store) -> None:
    await _with(store, _case(1))
    await save(store, new=changed(_case(1), assignee=MARC, topic="fees"))
    which = select(CASES.c.assignee, CASES.c.topic, CASES.c.workspace)
    row = await store.read(lambda record: record.connection.execute(which).one())
    assert tuple(row) == (MARC.key, "fees", ALICE.workspace)


async def test_what_is_promised_comes_a_page_at_a_time_also_at_one_due_time(store: Store) -> None:
    await _with(
        store,
        _case(1),
        _case(2, Status.WAITING),
        _case(3, Status.SNOOZED),
        _case(4, Status.OPEN, 2 * DAY),
        _case(5, Status.ANSWERED),
        _case(6, Status.OPEN, -DAY),
        _case(7, queue="ctr"),
    )
    seen, since, after = [], NOW, ""
    while page := await store.read(lambda r, s=since, a=after: r.promised("nio", s, a, 2)):  # type: ignore[misc]
        seen += [each.id[-1] for each in page]
        since, after = page[-1].due_at, page[-1].id
    assert seen == ["1", "2", "3", "4"]
