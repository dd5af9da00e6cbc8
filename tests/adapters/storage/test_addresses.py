"""The address book of several processes on one database."""

from collections.abc import Mapping

from adapters.storage.addresses import SqlAddressBook
from core.values.place import ConversationReference
from tests.adapters.storage.conftest import Store
from tests.core.given import NOW

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


async def _recalled(book: SqlAddressBook) -> Mapping[str, str] | None:
    return await book.recall(CHANNEL)
