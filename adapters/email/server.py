"""Looks into the desk's mailbox again and again, and hands over what answers a mail of the desk."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from adapters.email.inbound import Reader
from adapters.email.mailbox import Mailbox, Stand
from core.values.message import Message
from core.values.turn import Turn
from core.values.value import DeskError

EVERY = timedelta(seconds=20)  # between two looks
AWAY = timedelta(seconds=60)  # after the mailbox could not be read
FIRST = timedelta(days=30)  # how far back a mailbox is read that was never read before

T = TypeVar("T")
Take = Callable[[Turn], Awaitable[Message | None]]


class Read(Protocol):
    """Remembers how far the mailbox was read."""

    async def stand(self) -> Stand | None: ...

    async def put(self, stand: Stand) -> None: ...


class MailServer:
    """`now` gives the time in UTC; `failed` is told what went wrong, `well` after each good look.

    A mail is passed only after its turn is on record: after a crash it is read again, and its turn
    is known by then. Two desks may read the same mailbox.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        reader: Reader,
        take: Take,
        read: Read,
        *,
        now: Callable[[], datetime],
        failed: Callable[[str, BaseException], None],
        every: timedelta = EVERY,
        away: timedelta = AWAY,
    ) -> None:
        self._mailbox = mailbox
        self._reader = reader
        self._take = take
        self._read = read
        self._now = now
        self._failed = failed
        self._every = every
        self._away = away
        self._thread = ThreadPoolExecutor(1, "mailbox")

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                pause = await self._looked()
                await asyncio.sleep(pause.total_seconds())
        finally:
            self.close()

    def close(self) -> None:
        """A look that is under way ends by itself, within the patience for one answer."""
        self._thread.submit(self._mailbox.close)
        self._thread.shutdown(wait=False)

    async def _looked(self) -> timedelta:
        try:
            await self.look()
        except Exception as error:  # whatever it is, the next look may be better
            self._failed("mailbox", error)
            return max(self._away, self._every)
        return self._every

    async def look(self) -> int:
        """Hand over what is new; returns how many turns were taken.

        Raises MailboxFault when the mailbox cannot be read, NotRecorded when a turn could not be
        put on record: the next look begins with the same mail. So it does after a mail that cannot
        be taken for whatever other reason; those behind it do not wait for it.
        """
        since, taken, well = (self._now() - FIRST).date(), 0, True
        mails = self._mailbox.fresh(await self._read.stand(), since)
        while (found := await self._next(mails)) is not None:
            reached, raw = found
            took = await self._handed_over(raw)
            taken, well = taken + bool(took), well and took is not None
            if well:
                await self._read.put(reached)
        return taken

    async def _handed_over(self, raw: bytes) -> bool | None:
        """Whether there was something to take; None when that failed."""
        turn = await self._aside(self._reader.turn, raw)
        if turn is None:
            return False
        try:
            await self._take(turn)
        except DeskError:
            raise
        except Exception as error:  # whatever it is: the mail stays, and is told of each time
            self._failed("mail", error)
            return None
        return True

    async def _next(self, mails: Iterator[tuple[Stand, bytes]]) -> tuple[Stand, bytes] | None:
        return await self._aside(lambda: next(mails, None))

    async def _aside(self, work: Callable[..., T], *given: object) -> T:
        """In the thread of the mailbox: a hostile mail takes seconds to read."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)
