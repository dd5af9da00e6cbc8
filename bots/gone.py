"""A place that the desk was removed from: staff are told when it was theirs."""

import asyncio
import hashlib
from collections.abc import Callable

from bots.database import Database
from bots.logs import noted
from core.desk.ports import AddressBook
from core.desk.take import Desk
from core.values.command import ReportGone
from core.values.place import DESK, ConversationReference
from core.values.turn import Turn
from core.values.value import DeskError

_AGAIN = 5.0  # seconds between tries while the database is away


class Gone:
    """Called with a conversation, or with the team that conversations belong to.

    Teams tells of a removal and does not ask what became of it: while the database is away it is
    tried again here, until `close`.
    """

    def __init__(
        self, desk: Desk, store: Database, book: AddressBook, new_id: Callable[[], str]
    ) -> None:
        self._desk = desk
        self._store = store
        self._book = book
        self._new_id = new_id
        self.again = _AGAIN
        self._waiting: set[asyncio.Task[None]] = set()

    async def __call__(self, place: ConversationReference, why: str) -> None:
        noted("place.gone", place=str(place), why=why)
        if not await self._told(place, why):
            task = asyncio.create_task(self._until_told(place, why))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def close(self) -> None:
        """Nobody tries again from now on; what nobody was told is in the log."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    async def _until_told(self, place: ConversationReference, why: str) -> None:
        try:
            while True:
                await asyncio.sleep(self.again)
                if await self._told(place, why):
                    return
        except asyncio.CancelledError:
            noted("place.gone_not_told", place=str(place), why=why)
            raise

    async def _told(self, place: ConversationReference, why: str) -> bool:
        """Whether it is on record."""
        try:
            await self._tell(place, why)
        except DeskError as error:
            noted("place.gone_not_yet_told", place=str(place), error=type(error).__name__)
            return False
        return True

    async def _tell(self, place: ConversationReference, why: str) -> None:
        routing = await self._store.read(self._desk.routing)
        for name, queue in routing.queues.items():
            if queue.staff and await self._belongs(queue.staff, place):
                await self._mark(queue.staff, why)
                await self._desk.take(self._turn(name, queue.staff, why))

    async def _mark(self, staff: ConversationReference, why: str) -> None:
        """Nothing is sent there any more, until something is heard from there again."""
        known = await self._book.recall(staff) or {}
        await self._book.remember(staff, {**known, "gone": why})

    async def _belongs(self, staff: ConversationReference, place: ConversationReference) -> bool:
        if (staff.platform, staff.tenant) != (place.platform, place.tenant):
            return False
        known = await self._book.recall(staff) or {}
        return place.conversation in (staff.conversation, known.get("team"))

    def _turn(self, queue: str, staff: ConversationReference, why: str) -> Turn:
        """Teams tells of one removal twice: within two minutes the second is the same."""
        alike = hashlib.sha256(f"gone {queue} {staff} {why}".encode()).hexdigest()
        return Turn(
            key=f"gone:{self._new_id()}",
            likeness=alike,
            person=DESK,
            where=staff,
            command=ReportGone(queue=queue, why=why),
        )
