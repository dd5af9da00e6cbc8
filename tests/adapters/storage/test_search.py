"""Past cases are found by their words on every database, and no database holds the words."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from adapters.storage.audit.chain import Seal
from adapters.storage.blind import Blind, folded
from adapters.storage.postgres import PostgresStore
from adapters.storage.schema import CASE_SEARCH, DELIVERY
from adapters.storage.sqlite import SqliteStore
from core.desk.upkeep import Upkeep
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Status
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.ids import case_id
from core.values.message import Message
from core.values.search import Wanted
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import delivery, new_id, save, turn
from tests.core.given import ALICE, NOW, SOFIE, case

NIO_ONLY = frozenset({"nio"})
KEY, NEXT = "the first key of the tests, long enough", "the second key of the tests, long enough"


def _entry(number: int, kind: EntryKind, text: str, of: int | None = None) -> Entry:
    return Entry(number=number, kind=kind, at=NOW, by=SOFIE, text=text, of=of)


async def _kept(store: Store, question: str, *entries: Entry, **more: Any) -> Case:
    asked = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE)
    new = case(id=case_id(new_id()), question=question, entries=(asked, *entries), **more)
    await save(store, new=new)
    return new


async def _found(store: Store, text: str = "", **more: object) -> list[str]:
    wanted = Wanted.model_validate({"text": text, "queues": NIO_ONLY, **more})
    hits = await store.read(lambda record: record.found(wanted, 0, 10))
    return [each.id for each in hits.cases]


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("reduction", True),  # singular of what was asked
        ("REDUCTIONS", True),
        ("reductions company", True),  # in any order, in different texts
        ("société", True),  # accents or none
        ("societe", True),
        ("scheme", True),  # the answer
        ("phoned", True),  # the note
        ("leuven", True),  # the organisation
        ("draft", False),  # said in the thread, never sent
        ("withdrawn", False),  # an answer that was deleted
        ("wrong", False),  # the text before an edit
        ("right", True),
        ("reductions elephants", False),
        ("reduc", False),  # whole words only: a hash has no beginning
    ],
)
async def test_a_case_is_found_by_its_words_as_they_stand(
    store: Store, words: str, fits: bool
) -> None:
    known = await _kept(
        store,
        "Which reductions are there for a small company (société)?",
        _entry(2, EntryKind.SAID, "draft"),
        _entry(3, EntryKind.SENT, "You fall under the scheme."),
        _entry(4, EntryKind.NOTED, "She phoned twice."),
        _entry(5, EntryKind.SENT, "withdrawn"),
        _entry(6, EntryKind.DELETED, "", of=5),
        _entry(7, EntryKind.REPLIED, "wrong"),
        _entry(8, EntryKind.EDITED, "right", of=7),
        organisation="KU Leuven",
    )
    await _kept(store, "Something else")
    assert await _found(store, words) == ([known.id] if fits else [])


async def test_filters_and_queues_decide_together_with_the_words(store: Store) -> None:
    fees = await _kept(store, "May qubits heal?", topic="fees")
    cta = await _kept(store, "May qubits heal twice?", topic="cta", queue="ctr")
    gone = await _kept(store, "May qubits heal thrice?", queue="of-old", status=Status.CLOSED)
    assert await _found(store, "qubits") == [fees.id]
    assert await _found(store, "qubits", queues=frozenset({"nio", "ctr"})) == [cta.id, fees.id]
    assert await _found(store, "qubits", queues=frozenset({"ctr"}), others=True) == [
        gone.id,
        fees.id,
    ]
    assert await _found(store, "qubits", queues=frozenset(), others=True, states=("closed",)) == [
        gone.id
    ]
    assert await _found(store, topics=("fees", "sta")) == [fees.id]
    assert await _found(store, university="slack:T0KUL") == [fees.id]
    assert await _found(store, university="t0gent") == []
    named = {"slack:T0KUL": "Leuven, research", "slack:T0GENT": "Gent, research"}
    assert await _found(store, university="research leuven", named=named) == [fees.id]
    assert await _found(store, university="gent", named=named) == []
    assert await _found(store, fees.id) == [fees.id]
    assert await _found(store, "qubits", queues=frozenset()) == []
    assert await _found(store, "?!") == []
    assert await _found(store, "?!", queues=frozenset(), others=True) == []


async def test_what_changes_is_found_as_it_is_now(store: Store) -> None:
    old = await _kept(store, "May qubits heal?")
    answer = _entry(2, EntryKind.SENT, "Never on Sundays.")
    new = old.model_copy(
        update={"version": 2, "status": Status.ANSWERED, "entries": (*old.entries, answer)}
    )
    assert await _found(store, "sundays") == []
    assert await _found(store, answered=True) == []
    await save(store, new=new)
    assert await _found(store, "sundays qubits", states=("answered",), answered=True) == [old.id]
    assert await _found(store, "qubits", states=("open",)) == []


async def test_the_newest_come_first_page_by_page(store: Store) -> None:
    ids = [(await _kept(store, "qubits")).id for _ in range(5)]
    wanted = Wanted(text="qubit", queues=NIO_ONLY)
    first = await store.read(lambda r: r.found(wanted, 0, 3))
    second = await store.read(lambda r: r.found(wanted, 3, 3))
    assert [c.id for c in (*first.cases, *second.cases)] == ids[::-1]
    assert (first.more, second.more) == (True, False)


async def test_the_nearest_answered_cases_share_rare_words(store: Store) -> None:
    answer = _entry(2, EntryKind.SENT, "Yes.")
    for n in range(6):
        await _kept(store, f"Which reduction applies to company number {n}?", answer)
    near = await _kept(store, "Reductions for zebrafish studies of a spin-off?", answer)
    nearer = await _kept(store, "Zebrafish studies: which voucher, which reduction?", answer)
    await _kept(store, "Zebrafish studies and vouchers, unanswered")
    await _kept(store, "Zebrafish studies with vouchers elsewhere", answer, queue="ctr")
    asked = await _kept(store, "Which vouchers are there for studies on zebrafish?")
    within = Wanted(queues=NIO_ONLY, answered=True)
    hits = await store.read(lambda r: r.alike(asked, within, 2))
    assert [each.id for each in hits.cases] == [nearer.id, near.id]
    alone = asked.model_copy(update={"question": "Submarines, helicopters?"})
    assert (await store.read(lambda r: r.alike(alone, within, 2))).cases == ()


async def test_what_is_surely_near_shares_much_of_all_words(store: Store) -> None:
    answer = _entry(2, EntryKind.SENT, "Yes.")
    for n in range(6):
        await _kept(store, f"Which reduction applies to company number {n}?", answer)
    near = await _kept(store, "Vouchers for zebrafish studies of a spin-off?", answer)
    await _kept(store, "Vouchers for zebrafish studies, elsewhere", answer, queue="ctr")
    await _kept(store, "Vouchers for zebrafish studies, unanswered")
    within = Wanted(queues=NIO_ONLY, answered=True)

    async def surely(question: str) -> tuple[str, ...]:
        asked = near.model_copy(update={"id": "9999-9999", "question": question})
        return await store.read(lambda r: r.near(asked, within, 3))

    assert await surely("Are there vouchers for zebrafish studies?") == (near.id,)
    assert await surely("Studies on antimatter, helicopters, submarines") == (), "one word of four"
    itself = await store.read(lambda r: r.near(near, within, 3))
    assert near.id not in itself


@pytest.fixture(params=["sqlite", "postgres"])
def keyed(request: pytest.FixtureRequest) -> tuple[str, type[Store]]:
    kind: type[Store] = SqliteStore if request.param == "sqlite" else PostgresStore
    return request.getfixturevalue(f"{request.param}_url"), kind


async def test_after_a_change_of_keys_all_is_found_and_indexed_anew_bit_by_bit(
    keyed: tuple[str, type[Store]],
) -> None:
    url, kind = keyed
    store = kind(url, Seal(KEY))
    ids = [(await _kept(store, f"qubits {n}")).id for n in range(5)]
    store.close()
    store = kind(url, Seal(NEXT))
    assert await _found(store, "qubits") == [], "another key alone finds nothing"
    store.close()
    store = kind(url, Seal(NEXT, KEY))
    assert await _found(store, "qubits") == ids[::-1]
    assert await store.write(lambda r: r.index_again(2)) == 2
    assert await _found(store, "qubits") == ids[::-1]
    assert await Upkeep(store, now=lambda: NOW, failed=_fails).index() == 3
    assert not await store.read(lambda r: r.unindexed())
    store.close()
    store = kind(url, Seal(NEXT))
    assert await _found(store, "qubits") == ids[::-1]
    store.close()


def _fails(what: str, error: BaseException) -> None:
    raise error


async def test_cases_from_before_the_index_are_filled_in(store: Store) -> None:
    old = await _kept(store, "May qubits heal?")
    unmade = CASE_SEARCH.update().values(key="", words="")
    await store.write(lambda r: r.connection.execute(unmade) and None)
    assert await _found(store, "qubits") == []
    assert await Upkeep(store, now=lambda: NOW, failed=_fails).index() == 1
    assert await _found(store, "qubits") == [old.id]


async def test_the_file_holds_no_word_of_a_case(tmp_path: Path, sqlite_url: str) -> None:
    store = SqliteStore(sqlite_url, Seal(KEY))
    known = await _kept(store, "Zebrafish?", _entry(2, EntryKind.NOTED, "ocelot"))
    assert await _found(store, "zebrafish ocelots") == [known.id]
    tables = ("case_search", "case_words", "case_words_data", "case_words_idx")
    rows = await store.read(
        lambda r: [str(r.connection.exec_driver_sql(f"SELECT * FROM {t}").all()) for t in tables]
    )
    for word in ("zebra", "ocelot", "T0KUL", "open", "nio"):
        assert word.lower() not in " ".join(rows).lower().replace("'open'", "")
    store.close()


async def test_an_erased_person_leaves_nothing_in_the_index_nor_in_lists(store: Store) -> None:
    known = await _kept(store, "May qubits heal?", status=Status.CLOSED)
    other = await _kept(store, "Lucas asks about qubits", requester=SOFIE, status=Status.CLOSED)
    shown = Message(title="Past cases", text="qubits heal")
    listed: Delivery = delivery(case=None, message=shown, mentions=(known.id, other.id))
    searched = turn(c.Search(words="qubits"), "search-1").model_copy(update={"person": SOFIE})
    decision = Decision(reply=shown, effects=(listed,), mentions=(known.id,))
    await store.write(lambda r: r.save(searched, decision, NOW))
    await store.write(lambda r: r.erase(ALICE, "0" * 8))
    assert await _found(store, "qubits") == [other.id]
    ids = await store.read(
        lambda r: r.connection.execute(select(CASE_SEARCH.c.case_id)).scalars().all()
    )
    assert ids == [other.id]
    answered = await store.read(lambda r: r.answered(searched, NOW))
    assert answered is not None
    assert answered.reply is None
    assert "qubits" not in str(await _messages(store))


async def _messages(store: Store) -> list[str]:
    return await store.read(
        lambda r: list(r.connection.execute(select(DELIVERY.c.message)).scalars())
    )


def test_the_words_of_one_key_say_nothing_with_another() -> None:
    known = case(question="May qubits heal?")
    first, second = Blind(KEY).document(known).split(), Blind(NEXT).document(known).split()
    assert len(first) == len(second)
    assert not set(first) & set(second)
    assert Blind(KEY).id != Blind(NEXT).id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Été à Œuvre", ["ete", "a", "oeuvre"]),
        ("GRÖSSE größe", ["grosse", "grosse"]),
        ("75 % of EUR 8,299.41", ["75", "of", "eur", "8", "299", "41"]),
        ("a\u202eb\u200bc", ["a", "b", "c"]),
        ("  _ - !", []),
        ("x" * 100, ["x" * 40]),
        ("\U0001f9ec 日本", ["日本"]),
    ],
)
def test_words_are_small_and_bare(text: str, words: list[str]) -> None:
    assert folded(text) == words


async def test_a_case_that_a_version_without_an_index_opened_is_found_all_the_same(
    keyed: tuple[str, type[Store]],
) -> None:
    """While a newer version is rolled out, the one before it opens cases too."""
    url, kind = keyed
    store = kind(url, Seal(KEY))
    ids = [(await _kept(store, f"qubits {n}")).id for n in range(3)]
    unknown = delete(CASE_SEARCH).where(CASE_SEARCH.c.case_id != ids[0])
    await store.write(lambda record: record.connection.execute(unknown).rowcount)
    assert await store.read(lambda record: record.unindexed())
    assert await Upkeep(store, now=lambda: NOW, failed=_fails).index() == 2
    assert sorted(await _found(store, "qubits")) == sorted(ids)
    await store.write(lambda record: record.erase(ALICE, "t"))
    assert not await store.read(lambda record: record.unindexed()), "nobody indexes who is erased"
    store.close()
