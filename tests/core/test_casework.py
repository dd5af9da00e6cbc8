"""What staff do with a case, and who may be staff."""

import pytest

from core.decide.shown import delivery_state
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision
from core.values.delivery import DeliveryKind
from core.values.place import DESK, ConversationReference, Person
from core.values.routing import Routing
from tests.core.given import (
    ALICE,
    CASE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    OTHER_ALICE,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    shown,
    slack_person,
)
from tests.core.grid import ASKED, COMMANDS, SAID, SECRET, a_case, outcome


def _case(status: str, **more: object) -> Case:
    return a_case(status, **({"entries": (ASKED, SAID)} | more))


def test_who_claims_second_is_told_who_was_first() -> None:
    first = decided(SOFIE, c.Claim(case=CASE), where=NIO, found=_case("open"))
    assert first.case is not None
    assert first.case.assignee == SOFIE
    second = decided(MARC, c.Claim(case=CASE), where=NIO, found=first.case)
    assert "name=Sofie Janssens" in shown(second).text.replace("\\", "")
    again = decided(SOFIE, c.Claim(case=CASE), where=NIO, found=first.case)
    assert outcome(again) == "claimed_already"


def test_a_draft_is_sent_once_and_as_it_was_written() -> None:
    first = decided(SOFIE, COMMANDS["send"], where=NIO, found=_case("open"))
    assert first.case is not None
    (to_alice,) = [d for d in deliveries(first) if d.to == ALICE.direct]
    assert to_alice.message.quote is not None
    assert to_alice.message.quote.text == SECRET
    assert (to_alice.reports, to_alice.confirms) == (3, True)
    again = decided(MARC, COMMANDS["send"], where=NIO, found=first.case)
    assert outcome(again) == "sent_already"
    assert outcome(decided(MARC, COMMANDS["keep"], where=NIO, found=first.case)) == "sent_already"


@pytest.mark.parametrize("entry", [0, 1, 3, 99, -1])
def test_only_what_was_said_in_the_thread_can_be_sent(entry: int) -> None:
    decision = decided(SOFIE, c.SendDraft(case=CASE, entry=entry), where=NIO, found=_case("open"))
    assert outcome(decision) == "no_draft"


def test_what_staff_say_is_offered_to_its_author_only() -> None:
    said = c.Say(text=f"{SECRET}-2", message="17.2")
    decision = decided(SOFIE, said, where=NIO.under("17.1"), found=_case("open"))
    (offer,) = deliveries(decision)
    assert (offer.kind, offer.whisper_to) == (DeliveryKind.WHISPER, "U0SOFIE")
    assert offer.to == NIO.under("17.1")
    assert decision.reply is None
    commands = [button.command for button in offer.message.buttons]
    assert commands == [
        c.SendDraft(case=CASE, entry=3),
        c.SendDraft(case=CASE, entry=3, then=c.Then.WAITING),
        c.Preview(case=CASE, entry=3),
        c.KeepInternal(case=CASE, entry=3),
    ]


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
def test_what_staff_say_when_the_case_is_over_is_kept_and_not_offered(status: str) -> None:
    decision = decided(SOFIE, c.Say(text="hm"), where=NIO.under("17.1"), found=_case(status))
    assert decision.case is not None
    assert deliveries(decision) == []


@pytest.mark.parametrize(
    ("person", "where"),
    [(LUCAS, LUCAS.direct), (OTHER_ALICE, OTHER_ALICE.direct)],
)
def test_what_others_say_is_nothing(person: Person, where: ConversationReference) -> None:
    decision = decided(person, c.Say(text="hello"), where=where, found=_case("open"))
    assert decision == Decision()


def test_who_writes_where_the_case_was_before_is_told_that_it_moved() -> None:
    decision = decided(SOFIE, c.Say(text="hm"), where=CTR.under("9.1"), found=_case("open"))
    (word,) = deliveries(decision)
    assert decision.case is None
    assert (word.kind, word.whisper_to) == (DeliveryKind.WHISPER, SOFIE.user)
    assert word.message.title == "refused.moved_title"


def test_saying_nothing_is_nothing() -> None:
    assert decided(SOFIE, c.Say(text=" \n"), where=NIO, found=_case("open")) == Decision()


def test_a_requester_who_says_nothing_adds_nothing() -> None:
    assert decided(ALICE, c.Say(text=" \n"), found=_case("open")) == Decision()


def test_only_the_people_of_a_queue_act_for_it_where_it_names_them() -> None:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"]["people"] = [MARC.key]
    routing = Routing.model_validate(given)
    claim = c.Claim(case=CASE)
    refused = decided(SOFIE, claim, where=NIO, found=_case("open"), routing=routing)
    assert outcome(refused) == "not_found"
    allowed = decided(MARC, claim, where=NIO, found=_case("open"), routing=routing)
    assert outcome(allowed) == "claimed>claimed"


def test_a_requester_among_staff_has_both_roles() -> None:
    own = _case("open", requester=SOFIE, origin=SOFIE.direct)
    assert outcome(decided(SOFIE, COMMANDS["claim"], where=NIO, found=own)) == "claimed>claimed"
    assert outcome(decided(SOFIE, COMMANDS["reply"], where=NIO, found=own)) == "replied>open"
    assert outcome(decided(SOFIE, COMMANDS["show"], found=own)) == "case.title"


def test_rerouting_moves_card_mail_and_history_and_leaves_no_text_behind() -> None:
    decision = decided(SOFIE, COMMANDS["reroute"], where=NIO, found=_case("open"))
    there = [d for d in deliveries(decision) if d.to == CTR]
    assert [d.slot or d.under for d in there] == ["card", "card"]
    assert "qubits" in there[0].model_dump_json()
    assert SECRET in there[1].model_dump_json()
    (left,) = [d for d in deliveries(decision) if d.to == NIO]
    assert left.kind is DeliveryKind.UPDATE
    assert "qubits" not in left.model_dump_json()
    assert left.message.buttons == ()
    assert not any(d.to == ALICE.direct for d in deliveries(decision))


def test_rerouting_to_a_queue_that_is_gone_is_refused() -> None:
    decision = decided(SOFIE, c.Reroute(case=CASE, queue="x"), where=NIO, found=_case("open"))
    assert outcome(decision) == "no_queue"


def test_rerouting_to_the_same_queue_does_not_speak_of_reopening() -> None:
    decision = decided(SOFIE, c.Reroute(case=CASE, queue="nio"), where=NIO, found=_case("open"))
    assert outcome(decision) != "over"


@pytest.mark.parametrize("name", ["claim", "answer", "reroute", "close"])
def test_everything_internal_is_marked_so_that_it_goes_to_private_conversations_only(
    name: str,
) -> None:
    decision = decided(SOFIE, COMMANDS[name], where=NIO, found=_case("open"))
    cards = [d for d in deliveries(decision) if d.to in (NIO, CTR) and SECRET in str(d.message)]
    assert all(d.internal for d in cards)


@pytest.mark.parametrize("command", [c.Say(text="hm"), COMMANDS["claim"]])
def test_redraws_and_offers_are_internal(command: c.Command) -> None:
    decision = decided(SOFIE, command, where=NIO.under("17.1"), found=_case("open"))
    assert all(d.internal for d in deliveries(decision) if d.to.root == NIO)


def _report(state: str, to: str, entry: int = 1, error: str = "") -> c.ReportDelivery:
    return c.ReportDelivery.model_validate(
        {"case": CASE, "entry": entry, "to": to, "state": state, "error": error}
    )


def test_a_delivered_answer_shows_on_the_card() -> None:
    decision = decided(DESK, _report("sent", ALICE.direct.lane), found=_case("open"))
    assert decision.case is not None
    voice = Voice(PACK, "en")
    assert delivery_state(voice, decision.case, ASKED).startswith("delivery.sent")
    assert delivery_state(voice, _case("open"), ASKED) == "delivery.pending"
    (redrawn,) = deliveries(decision)
    assert (redrawn.kind, redrawn.to) == (DeliveryKind.UPDATE, NIO)


def test_an_answer_that_does_not_arrive_is_told_in_the_thread_and_by_mail() -> None:
    report = _report("failed", ALICE.direct.lane, error="the app was removed")
    told = deliveries(decided(DESK, report, found=_case("open")))
    assert [(d.to.lane, d.kind) for d in told] == [
        (NIO.lane, DeliveryKind.UPDATE),
        (NIO.lane, DeliveryKind.POST),
        ("email::nio@office.example", DeliveryKind.POST),
    ]
    assert all("the app was removed" in d.model_dump_json() for d in told)


def test_a_card_that_does_not_arrive_is_told_by_the_other_roads() -> None:
    told = deliveries(decided(DESK, _report("failed", NIO.lane), found=_case("open")))
    assert [d.to.lane for d in told] == [CTR.lane, "email::nio@office.example"]
    assert SECRET not in told[0].model_dump_json()


def test_a_mail_that_does_not_arrive_is_told_in_the_staff_conversations() -> None:
    report = _report("failed", "email::nio@office.example")
    told = deliveries(decided(DESK, report, found=_case("open")))
    assert {d.to.lane for d in told} == {NIO.lane, CTR.lane}


@pytest.mark.parametrize("person", [ALICE, SOFIE, slack_person("", "desk", "Innovation Desk")])
def test_nobody_but_the_desk_reports_deliveries(person: Person) -> None:
    decision = decided(person, _report("failed", NIO.lane), where=NIO, found=_case("open"))
    assert outcome(decision) == "not_found"


def test_what_did_not_reach_its_staff_is_told_to_others_among_themselves() -> None:
    lost = {"case": CASE, "entry": 1, "to": NIO.lane, "state": "failed", "error": "archived"}
    told = decided(DESK, c.ReportDelivery.model_validate(lost), found=case())
    assert [d.internal for d in deliveries(told) if d.to == CTR] == [True]
    assert [d.internal for d in deliveries(told) if d.to.lane == "email::nio@office.example"] == [
        False
    ]
