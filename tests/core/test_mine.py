"""What people may ask about their own data."""

import json
from datetime import timedelta

import pytest

from core.decide.kept import OWN
from core.values import command as c
from core.values.audit import REQUESTER, Act, Audit
from core.values.case import Case, Entry, EntryKind, Hold, Status
from core.values.decision import Decision
from core.values.delivery import Delivery, DeliveryKind
from core.values.holdings import Erasure, Holdings
from core.values.place import DESK
from tests.core.given import ALICE, CASE, LUCAS, NIO, NOW, SOFIE, case, decided, key_of

OTHER = "17Z9-KZFB"
SENT = Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="Yes, by article 7.")
NOTE = Entry(number=3, kind=EntryKind.NOTED, at=NOW, by=SOFIE, text="SECRET note")
EDIT = Entry(number=4, kind=EntryKind.EDITED, at=NOW, by=SOFIE, text="Yes, by article 9.", of=2)
PLACES = ("slack:T0KUL:D0ALICE#1.1", "slack:T0STAFF:C0NIO#2.1", "email::alice@uni.example#<x>")


def told(status: Status = Status.CLOSED, **more: object) -> Case:
    first = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE)
    given = {"version": 2, "why": ("words of Alice",), "entries": (first, SENT, NOTE, EDIT)}
    return case(status, **(given | more))


def asked(command: c.Command, *cases: Case, places: tuple[str, ...] = PLACES) -> Decision:
    mine = Holdings(cases=cases, language="nl", places=places)
    return decided(ALICE, command, holdings=mine, linked=cases)


def erased(*cases: Case, word: str = "erase", withdraw: str = "") -> Decision:
    wish = c.EraseMine.model_validate({"word": word, "withdraw": withdraw})
    return asked(wish, *cases)


def deliveries(decision: Decision, *kinds: DeliveryKind) -> list[Delivery]:
    return [e for e in decision.effects if isinstance(e, Delivery) and e.kind in kinds]


def exported(*cases: Case) -> tuple[Decision, str]:
    made = asked(c.ExportMine(), *cases)
    posts = deliveries(made, DeliveryKind.POST)
    return made, "".join(p.message.quote.text for p in posts[len(cases) :] if p.message.quote)


def test_what_is_kept_is_told_with_what_one_can_do() -> None:
    reply = asked(c.Privacy(), told()).reply
    assert reply is not None
    assert [button.command for button in reply.buttons] == [c.ExportMine(), c.OpenErase()]
    assert "3" in [fact.value for fact in reply.facts]


def test_an_export_is_one_file_in_parts_and_holds_what_is_in_force() -> None:
    decision, text = exported(told(question="Q" * 5000))
    kept = json.loads(text)
    assert kept["cases"][0]["question"] == "Q" * 5000
    assert [entry["text"] for entry in kept["cases"][0]["entries"]][1:] == ["Yes, by article 9."]
    for hidden in ("SECRET", "words of Alice", "article 7"):
        assert hidden not in text
    assert {post.to for post in deliveries(decision, DeliveryKind.POST)} == {ALICE.direct}
    assert [e.act for e in decision.effects if isinstance(e, Audit)] == [Act.EXPORTED]


OF_STAFF = {
    *("version", "why", "assignee", "snoozed_until", "duplicate_of", "duplicates", "experts"),
    *("opened_by", "hold", "kept"),
}


def test_how_staff_work_on_a_case_is_in_no_export() -> None:
    """Each field of a case is on one side; whoever adds one decides on which."""
    assert {*OWN, "status", "question", "entries"} | OF_STAFF == set(Case.model_fields)
    assert not OF_STAFF & set(OWN)
    later = NOW + timedelta(days=9)
    asleep = told(
        Status.SNOOZED,
        snoozed_until=later,
        opened_by=SOFIE,
        assignee=SOFIE,
        experts=(LUCAS,),
        hold=Hold(since=NOW, because="SECRET"),
    )
    _, text = exported(asleep)
    (kept,) = json.loads(text)["cases"]
    assert kept["status"] == "claimed"
    assert not OF_STAFF & kept.keys()
    for hidden in ("SOFIE", "Sofie", "LUCAS", "SECRET", "snoozed", later.date().isoformat()):
        assert hidden not in text
    awake = told(Status.SNOOZED, snoozed_until=later)
    assert json.loads(exported(awake)[1])["cases"][0]["status"] == "open"


def test_what_does_not_fit_into_messages_is_said_and_nothing_is_sent() -> None:
    decision = asked(c.ExportMine(), told(question="Q" * 300_000))
    assert key_of(decision.reply) == "mine.too_long_title"
    assert decision.effects == ()


@pytest.mark.parametrize("word", ["", "no", "eras", "yes"])
def test_another_word_erases_nothing(word: str) -> None:
    decision = erased(told(), word=word)
    assert key_of(decision.reply) == "mine.not_word_title"
    assert (decision.effects, decision.case) == ((), None)


def test_a_case_that_is_held_keeps_everything_and_its_reason_is_not_told() -> None:
    held = told(hold=Hold(since=NOW, because="SECRET reason"))
    for decision in (erased(held, told(id=OTHER)), asked(c.OpenErase(), held)):
        assert key_of(decision.reply) == "mine.kept_title"
        lines = [e for e in decision.effects if isinstance(e, Audit)]
        assert len(lines) == len(decision.effects)
        assert [(line.act, line.by, line.case) for line in lines] == [
            (Act.REFUSED, REQUESTER, CASE)
        ]
        assert "SECRET" not in decision.model_dump_json()


def test_open_cases_are_withdrawn_only_with_consent_and_staff_hear_of_it() -> None:
    still_open = told(Status.CLAIMED, assignee=SOFIE)
    assert key_of(erased(still_open).reply) == "mine.not_withdrawn_title"
    assert erased(still_open).effects == ()
    decision = erased(still_open, withdraw="yes")
    assert decision.case is not None
    assert (decision.case.status, decision.case.assignee) == (Status.WITHDRAWN, None)
    notice = next(d for d in deliveries(decision, DeliveryKind.POST) if d.to == NIO)
    assert CASE in notice.message.text.replace("\\", "")
    assert still_open.question not in notice.message.model_dump_json()
    assert notice.internal


def test_several_open_cases_are_withdrawn_at_once() -> None:
    cases = (told(Status.OPEN), told(Status.OPEN, id=OTHER))
    decision = erased(*cases, withdraw="yes")
    assert decision.case is not None
    assert [each.id for each in (decision.case, *decision.others)] == [CASE, OTHER]


def test_what_stands_on_platforms_is_taken_back_and_mails_are_named() -> None:
    decision = erased(told())
    gone = deliveries(decision, DeliveryKind.DELETE)
    assert [each.at for each in gone] == list(PLACES[:2])
    assert decision.reply is not None
    assert "alice@uni.example (1)" in [fact.value for fact in decision.reply.facts]
    wish = next(e for e in decision.effects if isinstance(e, Erasure))
    assert {each.slot for each in gone} == {wish.token}
    timer = deliveries(decision, DeliveryKind.TIMER)[0]
    assert timer.command == c.FinishErasing(person=ALICE, token=wish.token, at=NOW)


def test_the_trail_says_that_it_was_erased_and_not_who_it_was() -> None:
    lines = [e for e in erased(told()).effects if isinstance(e, Audit)]
    assert [(line.act, line.by, line.case) for line in lines] == [(Act.ERASED, REQUESTER, CASE)]
    assert ALICE.user not in "".join(line.model_dump_json() for line in lines)


def test_only_the_desk_itself_finishes_an_erasure() -> None:
    command = c.FinishErasing(person=ALICE, token="t", at=NOW)
    assert decided(SOFIE, command) == Decision()
    done = decided(DESK, command).effects
    assert done == (Erasure(person=ALICE, token="t", before=NOW),)


def test_who_asked_nothing_can_ask_too() -> None:
    assert asked(c.Privacy()).reply is not None
    assert key_of(erased().reply) == "mine.erased_title"


def test_what_is_just_on_its_way_is_told_and_a_mail_is_named() -> None:
    mine = Holdings(cases=(told(),), unsure=("slack:T0STAFF:C0NIO", "email::nio@office.example"))
    done = decided(ALICE, c.EraseMine(word="erase"), holdings=mine, linked=mine.cases).reply
    assert done is not None
    facts = {fact.label: fact.value for fact in done.facts}
    assert facts["mine.sought"] == "1"
    assert facts["mine.undeletable"] == "nio@office.example (1)"


def test_who_is_back_is_judged_by_when_it_was_erased() -> None:
    """Not by when the timer goes off: what came in between is new."""
    wish = c.FinishErasing(person=ALICE, token="t", at=NOW - timedelta(days=1))
    (erasure,) = decided(DESK, wish).effects
    assert isinstance(erasure, Erasure)
    assert erasure.before == NOW - timedelta(days=1)
