"""Names for admins: asked once, in time, and without them the pages come all the same."""

import asyncio

import pytest

from bots.checks import directory
from bots.checks.directory import Directory
from core.values.place import ConversationReference, Platform

ALICE, BOB = "slack:T0:U0ALICE", "slack:T0:U0BOB"


class Names:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.late = asyncio.Event()

    async def name(self, place: ConversationReference) -> str:
        self.asked.append(place.conversation)
        if place.conversation == "U0BOB":
            await self.late.wait()
        if place.conversation == "U0BROKEN":
            raise RuntimeError
        return "" if place.conversation == "U0NOBODY" else f"  {place.conversation}\n name "

    async def is_outsider(self, person: ConversationReference) -> bool:
        return person.conversation == "U0GUEST"


async def test_a_name_is_asked_for_once_and_again_when_it_is_old() -> None:
    now, names = [0.0], Names()
    book = Directory({Platform.SLACK: names}, lambda: now[0])
    assert await book.names([ALICE]) == {ALICE: "U0ALICE name"}
    assert await book.names([ALICE]) == {ALICE: "U0ALICE name"}
    now[0] = 10_000.0
    await book.names([ALICE])
    assert names.asked == ["U0ALICE", "U0ALICE"]


async def test_what_is_late_broken_or_unknown_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names()
    monkeypatch.setattr(directory, "PATIENCE", 0.05)
    book = Directory({Platform.SLACK: names})
    keys = [ALICE, BOB, "slack:T0:U0BROKEN", "slack:T0:U0NOBODY", "teams:t:u", "nonsense"]
    assert await book.names(keys) == {ALICE: "U0ALICE name"}
    names.late.set()
    assert BOB in await book.names(keys), "asked again: it was only late"


async def test_outsiders_are_told() -> None:
    book = Directory({Platform.SLACK: Names()})
    asked = [ALICE, "slack:T0:U0GUEST", "teams:t:U0GUEST"]
    assert await book.outsiders(asked) == ("slack:T0:U0GUEST",)
