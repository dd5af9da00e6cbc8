"""The desk is removed from the staff's team while the database is away."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bots.gone import Gone
from core.values.command import ReportGone
from core.values.place import ConversationReference
from core.values.routing import Routing
from core.values.turn import Turn
from core.values.value import NotRecorded
from tests.core.given import ROUTING, ids

STAFF = ConversationReference.from_text("teams:TENANT:19:abc@thread.tacv2")


class Book:
    """Knows nothing, and keeps what it is told."""

    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, str]] = {}

    async def recall(self, place: ConversationReference) -> Mapping[str, str] | None:
        return self.kept.get(place.lane)

    async def remember(
        self, place: ConversationReference, how: Mapping[str, str], *, surely: bool = False
    ) -> None:
        self.kept[place.lane] = how


class Desk:
    """Takes turns; its database is away for so many looks."""

    def __init__(self, away: int) -> None:
        self.away = away
        self.took: list[Turn] = []
        self.told = asyncio.Event()

    async def read(self, work: Callable[[Any], Any]) -> Any:
        self.away -= 1
        if self.away >= 0:
            raise NotRecorded("away")
        return work(None)

    def routing(self, record: object) -> Routing:
        queue = ROUTING.queues["nio"].model_copy(update={"staff": STAFF})
        return ROUTING.model_copy(update={"queues": {"nio": queue}})

    async def take(self, turn: Turn) -> None:
        self.took.append(turn)
        self.told.set()


def gone(desk: Desk, book: Book) -> Gone:
    made = Gone(desk, desk, book, ids("gone"))  # type: ignore[arg-type]
    made.again = 0.0
    return made


async def test_staff_hear_of_it_once_the_database_is_back() -> None:
    desk, book = Desk(away=3), Book()
    told = gone(desk, book)
    await told(STAFF, "the app was removed from the team")
    assert desk.took == []
    async with asyncio.timeout(5):
        await desk.told.wait()
    await told.close()
    (turn,) = desk.took
    assert isinstance(turn.command, ReportGone)
    assert book.kept[STAFF.lane]["gone"]


async def test_an_end_of_the_process_does_not_wait_for_the_database() -> None:
    desk = Desk(away=10**9)
    told = gone(desk, Book())
    await told(STAFF, "removed")
    async with asyncio.timeout(5):
        await told.close()
    assert desk.took == []
