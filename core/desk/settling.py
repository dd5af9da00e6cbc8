"""Whose thread it is may not be written down yet when somebody answers in it."""

import asyncio

from core.desk.found import thread_is_known
from core.desk.ports import Store
from core.values.turn import Turn
from core.values.value import NotRecorded

_UNSETTLED = 8  # looks at a thread whose first message may just have arrived
_LOOK_AGAIN = 0.15  # seconds


async def settled(turn: Turn, store: Store) -> None:
    """Wait until it is known whose thread this is.

    Somebody can answer a message before we have written down where it landed; after a crash
    that takes seconds. Raises NotRecorded, so that the platform delivers the turn again.
    """
    for _ in range(_UNSETTLED):
        if await store.read(lambda record: thread_is_known(turn, record)):
            return
        await asyncio.sleep(_LOOK_AGAIN)
    raise NotRecorded("a message of this conversation is still on its way")
