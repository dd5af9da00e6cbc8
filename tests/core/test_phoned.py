"""A requester who is called back answers by phone: staff write it down, and the clock goes on."""

from datetime import timedelta

import pytest

from core.decide.evidence.case_record import case_record
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Status
from core.values.delivery import DeliveryKind
from core.values.place import ConversationReference, Person, Platform
from tests.core.fakes import texts
from tests.core.given import (
    ALICE,
    CASE,
    MARC,
    NIO,
    NOW,
    PACK,
    SOFIE,
    case,
    decided,
    deliveries,
    key_of,
    shown,
    timers,
)

CALLER = Person(platform=Platform.EMAIL, tenant="", user="jo@lab.example", name="Jo")
MAILBOX = ConversationReference.mailbox("jo@lab.example")
LATER = NOW + timedelta(days=2)
SAID = "It is the blue one."


def _waiting(**more: object) -> Case:
    given = {
        "requester": CALLER,
        "origin": MAILBOX,
        "opened_by": SOFIE,
        "waiting_since": NOW,
        "entries": (Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=CALLER),),
    }
    return case(Status.WAITING, **(given | more))


def test_it_is_on_record_as_the_callers_words_and_the_clock_goes_on() -> None:
    before = _waiting()
    decision = decided(SOFIE, c.Phoned(case=CASE, text=SAID), where=NIO, found=before, now=LATER)
    new = decision.case
    assert new
    said = new.entries[-1]
    assert (said.kind, said.by, said.to, said.text) == (EntryKind.REPLIED, CALLER, SOFIE, SAID)
    assert (new.status, new.waiting_since) == (Status.OPEN, None)
    assert new.due_at > before.due_at
    assert new.promise
    assert new.promise.stopped == 2, "the working days that ended meanwhile"
    assert "remind" in timers(decision)
    assert key_of(decision.reply) == "phoned.done_title"


def test_the_caller_gets_a_copy_and_staff_and_mailbox_see_who_wrote_it_down() -> None:
    decision = decided(SOFIE, c.Phoned(case=CASE, text=SAID), where=NIO, found=_waiting())
    by_place: dict[str, list[str]] = {}
    for each in deliveries(decision):
        if each.kind is DeliveryKind.POST:
            by_place.setdefault(str(each.to), []).append(texts(each.message))
    (copy,) = by_place[str(MAILBOX)]
    assert "case.written_down" in copy
    assert SAID in copy
    assert "Sofie" not in copy
    (note,) = by_place[str(NIO)]
    assert "thread.phoned name=Jo to=Sofie Janssens" in note


def test_typed_words_leave_only_after_a_look_at_them() -> None:
    typed = decided(SOFIE, c.Say(text=f"!phoned {SAID}"), where=NIO, found=_waiting())
    assert typed.case
    assert typed.case.status is Status.WAITING
    (offer,) = deliveries(typed)
    assert offer.kind is DeliveryKind.WHISPER
    keep = c.Phoned(case=CASE, entry=2)
    assert keep in [b.command for b in offer.message.buttons]
    kept = decided(SOFIE, keep, where=NIO, found=typed.case)
    assert kept.case
    assert [e.kind for e in kept.case.entries[1:]] == [EntryKind.SAID, EntryKind.REPLIED]
    again = decided(MARC, keep, where=NIO, found=kept.case)
    assert (again.refused, again.case) == ("refused.phoned_already", None)
    moved = decided(SOFIE, c.Reroute(case=CASE, queue="ctr"), where=NIO, found=kept.case)
    notes = [texts(d.message) for d in deliveries(moved)]
    assert sum(SAID in note for note in notes) == 1, "told once to those who get the case"


@pytest.mark.parametrize("words", ["TODO ask again", "<@U0MARC> says so", "as in 17Z9-KZFB"])
def test_what_is_hardly_theirs_is_asked_once_more(words: str) -> None:
    odd = decided(SOFIE, c.Phoned(case=CASE, text=words), where=NIO, found=_waiting())
    assert shown(odd).title == "guard.title"
    assert deliveries(odd) == []
    mine = decided(SOFIE, c.Phoned(case=CASE, text="We have 75 %."), where=NIO, found=_waiting())
    assert mine.case, "figures are the caller's own"
    assert mine.case.status is Status.OPEN


def test_thanks_by_phone_let_the_clock_go_on_too() -> None:
    decision = decided(SOFIE, c.Phoned(case=CASE, text="Thank you!"), where=NIO, found=_waiting())
    assert decision.case
    assert decision.case.status is Status.OPEN, "whoever writes it down says that it is an answer"


@pytest.mark.parametrize("who", [ALICE, MARC])
def test_nobody_else_puts_words_into_their_mouth(who: Person) -> None:
    theirs = _waiting(requester=ALICE, origin=ALICE.direct)
    decision = decided(who, c.Phoned(case=CASE, text=SAID), found=theirs)
    assert decision.refused
    assert decision.case is None


def test_the_record_says_that_it_was_said_by_phone() -> None:
    decision = decided(SOFIE, c.Phoned(case=CASE, text=SAID), where=NIO, found=_waiting())
    assert decision.case
    told = case_record(Voice(PACK, "en"), decision.case, {}, NOW).told
    assert (told[-1].kind, told[-1].by) == ("by_phone", "requester")
    view = shown(decided(CALLER, c.ShowCase(case=CASE), found=decision.case))
    assert any(fact.label.startswith("case.phoned") for fact in view.facts)
