"""In Teams a word to one person stands among others: it goes away once used, nothing else does."""

import pytest

from core.desk.take import Desk
from core.values import command as c
from core.values.case import Case, Entry, EntryKind
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.message import Message
from core.values.place import Person
from core.values.turn import Turn
from tests.core.fakes import MemoryRecord, MemoryStore, knows_nothing
from tests.core.given import ALICE, CASE, NIO, NOW, PACK, ROUTING, SOFIE, case, ids, key_of

WHISPER, CARD = Landed(at=NIO.under("17.9")), Landed(at=NIO.under("17.1"))
DRAFT = Entry(number=2, kind=EntryKind.SAID, at=NOW, by=SOFIE, text="Yes.", message="17.5")
SEND, KEEP = c.SendDraft(case=CASE, entry=2), c.KeepInternal(case=CASE, entry=2)


class World:
    def __init__(self, known: Case) -> None:
        self.record = MemoryRecord(rules=ROUTING)
        self.record.cases = {CASE: known}
        self.record.whispers = {WHISPER.text}
        self.new_id = ids("whispers")
        self.desk = Desk(
            PACK,
            MemoryStore(self.record),
            knows_nothing,
            now=lambda: NOW,
            new_id=self.new_id,
            woken=lambda: None,
        )

    async def clicks(
        self, command: c.Command, on: Landed = WHISPER, who: Person = SOFIE
    ) -> Message | None:
        turn = Turn(
            key=self.new_id(),
            person=who,
            where=NIO.under("17.1"),
            command=command,
            clicked=on.at.thread or "",
        )
        return await self.desk.take(turn)

    @property
    def gone(self) -> list[str]:
        """What is taken back, and where."""
        deletes = [d for d in self.record.waiting if d.kind is DeliveryKind.DELETE]
        assert all(d.to == NIO for d in deletes)
        return [d.at for d in deletes]


@pytest.fixture
def world() -> World:
    return World(case(entries=(*case().entries, DRAFT)))


@pytest.mark.parametrize("command", [SEND, KEEP])
async def test_it_goes_away_once_its_choice_was_made(world: World, command: c.Command) -> None:
    await world.clicks(command)
    assert world.gone == [WHISPER.text]


@pytest.mark.parametrize("command", [c.StaffHelp(case=CASE), c.OpenMore(case=CASE)])
async def test_it_stays_while_something_is_read_and_goes_on_the_way_back(
    world: World, command: c.Command
) -> None:
    shown = await world.clicks(command)
    assert shown
    assert world.gone == []
    (back,) = (b.command for b in shown.buttons if isinstance(b.command, c.ShowCase))
    await world.clicks(back)
    assert world.gone == [WHISPER.text]


async def test_it_stays_where_the_choice_was_refused(world: World) -> None:
    refused = await world.clicks(c.SendDraft(case=CASE, entry=9))
    assert key_of(refused) == "refused.no_draft_title"
    stranger = await world.clicks(SEND, who=ALICE)
    assert stranger is not None
    await world.clicks(SEND)
    assert len(world.gone) == 1
    again = await world.clicks(SEND)
    assert key_of(again) == "refused.sent_already_title"
    assert len(world.gone) == 1


@pytest.mark.parametrize("command", [c.Preview(case=CASE, entry=2), c.OpenAnswer(case=CASE)])
async def test_it_stays_while_there_is_more_to_choose(world: World, command: c.Command) -> None:
    """Also where the click only looks."""
    assert await world.clicks(command) is not None
    assert world.gone == []


async def test_a_look_that_ends_it_puts_it_away_too(world: World) -> None:
    assert await world.clicks(c.ShowCase(case=CASE)) is not None
    assert world.gone == [WHISPER.text]


async def test_a_made_up_click_takes_no_card_away(world: World) -> None:
    """Which message was clicked is what the client says."""
    await world.clicks(SEND, on=CARD)
    assert world.gone == []
    assert any(isinstance(d, Delivery) for d in world.record.waiting), "all else is done"
