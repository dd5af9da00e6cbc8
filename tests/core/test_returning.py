"""What takes the place of a card for who clicked has a way back to the case."""

import pytest

from core.values import command as c
from core.values.place import ConversationReference, Person, Platform
from core.values.routing import Routing
from core.values.search import Hits
from tests.core.given import CASE, NIO, ROUTING, SOFIE, case, decided, deliveries, shown
from tests.core.grid import COMMANDS, a_case
from tests.core.test_memory import FIRST, _past

BACK = c.ShowCase(case=CASE)


@pytest.mark.parametrize("name", ["open_more", "why", "staff_help", "verify"])
def test_there_is_a_button_to_the_case(name: str) -> None:
    about = _past(CASE, "Yes.") if name == "verify" else a_case("open")
    message = shown(decided(SOFIE, COMMANDS[name], where=NIO, found=about))
    assert [b.command for b in message.buttons].count(BACK) == 1


def test_a_draft_in_the_place_of_the_card_has_one_and_in_a_dialog_none() -> None:
    nina = Person(platform=Platform.TEAMS, tenant="T", user="nina", name="Nina")
    there = ConversationReference.from_text("teams:T:19:desk@thread.tacv2")
    routing = ROUTING.model_dump()
    routing["queues"]["nio"]["staff"] = there
    ours = Routing.model_validate(routing)
    in_place = decided(nina, COMMANDS["try"], where=there, found=a_case("open"), routing=ours)
    dialog = decided(SOFIE, COMMANDS["try"], where=NIO, found=a_case("open"))
    assert BACK in [b.command for b in shown(in_place).buttons]
    assert BACK not in [b.command for b in shown(dialog).buttons]


def test_a_past_case_leads_back_to_the_one_at_hand_and_to_the_list() -> None:
    past = _past(FIRST, "Yes.")
    near = decided(SOFIE, c.Alike(case=CASE), where=NIO, found=case(), hits=Hits(cases=(past,)))
    look = c.ShowPast(case=FIRST, of=CASE)
    assert look in [b.command for b in shown(near).buttons]
    message = shown(decided(SOFIE, look, where=NIO, found=past))
    there = [b.command for b in message.buttons]
    assert c.Alike(case=CASE) in there
    assert BACK in there
    alone = shown(decided(SOFIE, c.ShowPast(case=FIRST), where=NIO, found=past))
    assert BACK not in [b.command for b in alone.buttons]


def test_what_was_typed_for_stands_beside_the_card_and_needs_none() -> None:
    (whisper,) = deliveries(decided(SOFIE, c.Say(text="!help"), where=NIO, found=case()))
    assert BACK not in [b.command for b in whisper.message.buttons]
