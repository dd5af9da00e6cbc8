"""Selections of cases and the counts of a month, on every store."""

from datetime import timedelta

from sqlalchemy import Connection, event

from adapters.storage.audit.chain import UNSEALED
from adapters.storage.record import SqlRecord
from adapters.storage.sqlite import sqlite_engine
from core.values.case import Case, Entry, EntryKind, Question, Status
from core.values.monthly import Kept, Volume
from core.values.selection import Place, Selection
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import save
from tests.core.given import ALICE, LUCAS, NOW, SOFIE, case

DAY = timedelta(days=1)
MONTH = Selection(queues=("nio",), since=NOW - DAY, until=NOW + DAY)


def _sent(days: int) -> tuple[Entry, ...]:
    at = NOW + days * DAY
    return (*case().entries, Entry(number=2, kind=EntryKind.SENT, at=at, by=SOFIE, text="Yes."))


CASES = (
    case(id="AAAA-0001", entries=_sent(1), status=Status.ANSWERED),
    case(id="AAAA-0002", entries=_sent(4), topic="fees", requester=LUCAS),
    case(id="AAAA-0003", due_at=NOW - DAY),
    case(id="AAAA-0004", due_at=NOW - DAY, status=Status.CLOSED),
    case(id="AAAA-0005", queue="ctr"),
    case(id="AAAA-0006", opened_at=NOW - 40 * DAY),
)


async def _with(store: Store, *cases: Case) -> None:
    for each in cases:
        await save(store, new=each, key=each.id)


async def _pages(store: Store, which: Selection, size: int, *, texts: bool = False) -> list[str]:
    found: list[str] = []
    after = Place()
    while True:
        page = await store.read(lambda r, at=after: r.selected(which, at, size, texts=texts))  # type: ignore[misc]
        if not page:
            return found
        found += [f"{each.case.id} {len(each.case.entries)}" for each in page]
        after = page[-1].place


async def test_pages_hold_each_case_once_also_of_the_same_moment(store: Store) -> None:
    await _with(store, *(case(id=f"AAAA-{n:04}") for n in range(7)))
    assert await _pages(store, Selection(), 3) == [f"AAAA-{n:04} 0" for n in range(7)]
    assert await _pages(store, Selection(), 3, texts=True) == [f"AAAA-{n:04} 1" for n in range(7)]


async def test_a_selection_names_states_queues_topics_and_times(store: Store) -> None:
    await _with(store, *CASES)
    for which, ids in (
        (Selection(states=("answered", "closed")), "14"),
        (Selection(queues=("ctr",)), "5"),
        (Selection(topics=("fees",)), "2"),
        (MONTH, "1234"),
        (Selection(until=NOW - DAY), "6"),
    ):
        assert [each[8] for each in await _pages(store, which, 2)] == list(ids)
        count = await store.read(lambda r, asked=which: r.count_selected(asked))  # type: ignore[misc]
        assert count == len(ids)


async def test_a_month_is_counted(store: Store) -> None:
    await _with(store, *CASES)
    volumes = await store.read(lambda record: record.volumes(MONTH))
    assert set(volumes) == {
        Volume(topic="sta", workspace=ALICE.workspace, count=3),
        Volume(topic="fees", workspace=LUCAS.workspace, count=1),
    }
    kept = await store.read(lambda record: record.kept_promises(MONTH, NOW))
    assert kept == Kept(answered=2, in_time=1, overdue=1)
    nothing = Selection(queues=("none",))
    assert await store.read(lambda record: record.kept_promises(nothing, NOW)) == Kept()


async def test_questions_without_an_answer_are_found_by_their_time(store: Store) -> None:
    asked = [
        Question(id=id, person=ALICE, text="?", topic="sta", article=article, at=at)
        for id, article, at in (
            ("q1", None, NOW),
            ("q2", "sta", NOW),
            ("q3", None, NOW - 2 * DAY),
        )
    ]
    await save(store, *asked)
    found = await store.read(lambda record: record.unanswered(NOW - DAY, NOW + DAY, 10))
    assert [question.id for question in found] == ["q1"]


def test_a_month_is_found_by_the_index_of_opening(sqlite_url: str) -> None:
    engine = sqlite_engine(sqlite_url)
    words: list[tuple[str, object]] = []

    def noted(_: Connection, __: object, said: str, given: object, *___: object) -> None:
        words.append((said, given))

    with engine.connect() as db:
        event.listen(db, "before_cursor_execute", noted)
        record = SqlRecord(db, UNSEALED)
        record.volumes(MONTH)
        record.kept_promises(MONTH, NOW)
        record.selected(MONTH, Place(opened_at=5.0, id="x"), 10, texts=False)
        driver = db.connection.driver_connection
        assert driver is not None
        for said, given in [each for each in words if each[0].startswith("SELECT")]:
            steps = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {said}", given)]
            assert any("case_opened" in step for step in steps), steps
    engine.dispose()
