"""The address book of several processes on one database."""

from collections.abc import Mapping
from datetime import timedelta

from adapters.storage.addresses import SqlAddressBook
from core.values.place import ConversationReference
from tests.adapters.storage.conftest import Store
from tests.core.given import ALICE, NOW

CHANNEL = ConversationReference.from_text("teams:t-1:19:abc@thread.tacv2")
HOW = {"service_url": "https://smba.example/", "gone": ""}
GONE = {**HOW, "gone": "the app was removed"}


async def test_a_place_that_is_back_is_back_for_every_process(store: Store) -> None:
    door, other, worker = (SqlAddressBook(store, lambda: NOW) for _ in range(3))
    await door.remember(CHANNEL, HOW)
    await other.remember(CHANNEL, GONE)
    assert await _recalled(worker) == GONE
    await door.remember(CHANNEL, HOW, surely=True)
    assert await _recalled(worker) == await _recalled(other) == await _recalled(door) == HOW


async def test_what_is_known_already_is_not_written_again(store: Store) -> None:
    door, other = (SqlAddressBook(store, lambda: NOW) for _ in range(2))
    await door.remember(CHANNEL, HOW)
    await other.remember(CHANNEL, GONE)
    await door.remember(CHANNEL, HOW)
    assert await _recalled(SqlAddressBook(store, lambda: NOW)) == GONE


async def test_who_was_erased_is_forgotten_in_memory_and_written_down_when_back(
    store: Store,
) -> None:
    at = [NOW]
    book = SqlAddressBook(store, lambda: at[0])
    await book.remember(ALICE.direct, HOW)
    await store.write(lambda record: record.erase(ALICE, "t"))
    at[0] += timedelta(minutes=2)
    assert await book.recall(ALICE.direct) is None
    await book.remember(ALICE.direct, HOW)
    at[0] += timedelta(minutes=2)
    await store.write(lambda record: record.erase(ALICE, "u"))
    await book.remember(ALICE.direct, HOW)
    assert await SqlAddressBook(store, lambda: NOW).recall(ALICE.direct) == HOW


async def _recalled(book: SqlAddressBook) -> Mapping[str, str] | None:
    return await book.recall(CHANNEL)
