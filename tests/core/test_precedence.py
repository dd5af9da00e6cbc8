"""People first: a round of deliveries waits while turns are being taken, and not for ever."""

import asyncio

import pytest

from core.desk import precedence
from core.desk.precedence import Precedence
from core.values import command as c
from core.values.message import Message
from core.values.turn import Turn
from tests.core.given import ALICE

TURN = Turn(key="k", person=ALICE, where=ALICE.direct, command=c.Help())


class Held:
    """A turn that ends when it is told to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def take(self, turn: Turn) -> Message | None:
        await self.go.wait()
        return None


async def test_nobody_waits_for_nobody() -> None:
    async with asyncio.timeout(1):
        await Precedence().given()


async def test_deliveries_wait_until_the_last_turn_is_taken() -> None:
    people, held = Precedence(), Held()
    turns = [asyncio.ensure_future(people.first(held.take)(TURN)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting = asyncio.create_task(people.given())
    await asyncio.sleep(0)
    assert not waiting.done()
    held.go.set()
    await asyncio.gather(*turns)
    async with asyncio.timeout(1):
        await waiting


async def test_deliveries_go_on_when_turns_never_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "MOST", 0.01)
    people, held = Precedence(), Held()
    turn = asyncio.ensure_future(people.first(held.take)(TURN))
    await asyncio.sleep(0)
    async with asyncio.timeout(1):
        await people.given()
    assert not turn.done()
    held.go.set()
    await turn


async def test_a_turn_that_fails_is_over() -> None:
    async def fails(turn: Turn) -> Message | None:
        raise ValueError("on purpose")

    people = Precedence()
    with pytest.raises(ValueError, match="on purpose"):
        await people.first(fails)(TURN)
    async with asyncio.timeout(1):
        await people.given()
