"""What waits for staff: shown to whoever is in the staff conversation now, wherever they ask."""

from datetime import timedelta

import pytest

from core.desk import witness
from core.values import command as c
from core.values.case import Status
from core.values.place import Membership
from core.values.workload import COUNTED, Part, Workload
from tests.core.fakes import texts
from tests.core.given import (
    ALICE,
    CASE,
    LUCAS,
    MARC,
    NIO,
    NOW,
    ROUTING,
    SOFIE,
    case,
    decided,
    key_of,
    shown,
)
from tests.core.test_witness import Office

MINE = case(Status.CLAIMED, id="17Z9-KZFB", assignee=SOFIE, due_at=NOW + timedelta(days=1))


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(witness, "BELIEVED", 0.0)
    office = Office()
    office.record.cases = {CASE: case(), MINE.id: MINE}
    return office


def _buttons(message: object) -> list[str]:
    return [button.label for button in getattr(message, "buttons", ())]


async def test_staff_see_their_queue_in_the_staff_conversation(office: Office) -> None:
    reply = await office.take(SOFIE, c.StaffQueue(), NIO)
    assert key_of(reply) == "queue.title"
    assert "queue.mine count=1" in reply.text  # type: ignore[union-attr]
    assert f"queue.claim case={CASE}" in _buttons(reply)
    assert MINE.id in _buttons(reply)


async def test_and_in_their_own_conversation(office: Office) -> None:
    reply = await office.take(SOFIE, c.StaffQueue())
    assert key_of(reply) == "queue.title"
    assert office.roster.asked == [SOFIE.key, SOFIE.key]  # of both staff conversations


async def test_what_is_someone_elses_is_not_mine(office: Office) -> None:
    reply = await office.take(MARC, c.StaffQueue())
    assert MINE.id not in _buttons(reply)


@pytest.mark.parametrize(
    ("says", "key"),
    [
        (Membership.STRANGER, "refused.no_queues"),
        (Membership.UNKNOWN, "refused.cannot_check"),
    ],
)
async def test_who_is_not_staff_now_is_refused_and_it_is_on_record(
    office: Office, says: Membership, key: str
) -> None:
    office.roster.says = says
    reply = await office.take(SOFIE, c.StaffQueue())
    assert key_of(reply) == f"{key}_title"
    assert CASE not in texts(reply)
    assert office.refusals == [key]


async def test_nobody_of_another_workspace_is_asked_about(office: Office) -> None:
    reply = await office.take(ALICE, c.StaffQueue())
    assert key_of(reply) == "refused.no_queues_title"
    assert office.roster.asked == []


async def test_who_is_not_on_the_list_of_a_queue_does_not_see_it(office: Office) -> None:
    nio = ROUTING.queues["nio"].model_copy(update={"people": (MARC.key,)})
    queues = {"nio": nio}
    rules = ROUTING.rules[1:]
    office.record.rules = ROUTING.model_copy(update={"queues": queues, "rules": rules})
    reply = await office.take(SOFIE, c.StaffQueue())
    assert key_of(reply) == "refused.no_queues_title"
    seen = await office.take(MARC, c.StaffQueue())
    assert CASE in texts(seen)


async def test_the_home_page_of_staff_shows_both(office: Office) -> None:
    own = case(id="2B9X-4MTV", requester=SOFIE)
    office.record.cases[own.id] = own
    home = await office.take(SOFIE, c.Home())
    said = texts(home)
    assert "queue.title" in said
    assert "cases.title" in said
    assert own.id in said


async def test_the_home_page_of_a_researcher_is_the_same_as_ever(office: Office) -> None:
    home = await office.take(LUCAS, c.Home())
    assert "queue." not in texts(home)
    office.roster.says = Membership.UNKNOWN
    assert "queue." not in texts(await office.take(SOFIE, c.Home()))


async def test_a_case_is_read_and_claimed_in_private(office: Office) -> None:
    card = await office.take(SOFIE, c.ShowCase(case=CASE))
    assert key_of(card) == "card.title"
    assert [type(b.command) for b in card.buttons if b.command] == [c.Claim]  # type: ignore[union-attr]
    reply = await office.take(SOFIE, c.Claim(case=CASE))
    assert f"queue.claimed case={CASE}" in texts(reply).replace("\\", "")
    claimed = office.record.cases[CASE]
    assert claimed.assignee == SOFIE
    again = await office.take(MARC, c.Claim(case=CASE))
    assert key_of(again) == "refused.claimed_by_title"


async def test_nothing_else_is_done_in_private(office: Office) -> None:
    for command in (
        c.OpenAnswer(case=CASE),
        c.Answer(case=CASE, text="Yes."),
        c.Close(case=CASE, outcome=c.Outcome.ANSWERED),
    ):
        reply = await office.take(SOFIE, command)
        assert key_of(reply) == "refused.not_found_title"
    assert office.record.cases[CASE] == case()


@pytest.mark.parametrize("says", [Membership.STRANGER, Membership.UNKNOWN])
@pytest.mark.parametrize("do", ["claim", "case"])
async def test_who_was_removed_sees_no_case_in_private(
    office: Office, says: Membership, do: str
) -> None:
    office.roster.says = says
    command = c.COMMAND.validate_python({"do": do, "case": CASE})
    there = await office.take(SOFIE, command)
    nowhere = await office.take(SOFIE, c.ShowCase(case="0000-0000"))
    assert there == nowhere
    assert office.record.cases[CASE] == case()


async def test_a_card_in_a_channel_that_others_see_gives_staff_nothing(office: Office) -> None:
    elsewhere = NIO.model_copy(update={"conversation": "C0TOWNHALL"})
    reply = await office.take(SOFIE, c.Claim(case=CASE), elsewhere)
    assert key_of(reply) == "refused.not_found_title"


def test_long_lists_say_how_many_more() -> None:
    five = tuple(case(id=id) for id in ("17Z9-KZFB", "2B9X-4MTV"))
    work = Workload(
        unclaimed=Part(cases=five, count=14), overdue=Part(cases=five, count=COUNTED + 1)
    )
    reply = shown(decided(SOFIE, c.StaffQueue(), where=NIO, work=work))
    said = reply.text.replace("\\", "")
    assert "queue.more count=12" in said
    assert f"queue.many count={COUNTED}" in said


def test_nothing_to_do_is_said() -> None:
    reply = shown(decided(SOFIE, c.StaffQueue(), where=NIO, work=Workload()))
    assert "queue.nothing" in reply.text.replace("\\", "")
    assert reply.buttons == ()
