"""Two members of staff at one case: who comes second sees it before anything is sent twice."""

from datetime import timedelta

import pytest

from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision
from core.values.place import DESK
from tests.core.given import (
    ALICE,
    CASE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    NOW,
    SOFIE,
    case,
    decided,
    deliveries,
    key_of,
    shown,
    timers,
)
from tests.core.test_safe_send import SECOND, SLOW

THREAD = NIO.under("17.1")


def _case(decision: Decision) -> Case:
    assert decision.case is not None
    return decision.case


def _sends(decision: Decision) -> bool:
    return any(delivery.to == ALICE.direct for delivery in deliveries(decision))


def _opened(person: object, now: Case) -> dict[str, object]:
    form = shown(decided(person, c.OpenAnswer(case=CASE), where=NIO, found=now)).form  # type: ignore[arg-type]
    assert form is not None
    return form.command


def _filled(command: dict[str, object], text: str, **more: object) -> c.Answer:
    return c.Answer.model_validate({**command, "text": text, **more})


@pytest.mark.parametrize("act", ["send", "preview"])
def test_two_open_the_form_and_the_second_is_asked_before_it_sends(act: str) -> None:
    sofies, marcs = _opened(SOFIE, case()), _opened(MARC, case())
    first = decided(SOFIE, _filled(sofies, "Yes."), where=NIO, found=case())
    assert _sends(first)
    second = decided(MARC, _filled(marcs, "No.", act=act), where=NIO, found=_case(first))
    assert not _sends(second)
    asked = shown(second)
    assert (asked.title, asked.text) == ("guard.title", "guard.text_overtaken")
    (fact,) = [fact for fact in asked.facts if fact.label == "guard.answered"]
    assert fact.value.startswith("Sofie Janssens, ")
    kept = _case(second)
    assert kept.entries[-1].text == "No.", "nothing typed is lost"
    sure = asked.buttons[0].command
    assert isinstance(sure, c.SendDraft)
    assert _sends(decided(MARC, sure, where=NIO, found=kept))


def test_the_same_where_the_first_answer_can_still_be_taken_back() -> None:
    marcs = _opened(MARC, case())
    held = decided(
        SOFIE, _filled(_opened(SOFIE, case()), "Yes."), where=NIO, found=case(), routing=SLOW
    )
    second = decided(MARC, _filled(marcs, "No."), where=NIO, found=_case(held), routing=SLOW)
    assert key_of(second.reply) == "guard.title"
    entry = next(e.number for e in _case(held).entries if e.kind == "held")
    back = decided(
        SOFIE, c.Recall(case=CASE, entry=entry), where=NIO, found=_case(held), routing=SLOW
    )
    after = decided(MARC, _filled(marcs, "No."), where=NIO, found=_case(back), routing=SLOW)
    assert _case(after).entries[-1].kind == "held", "what was taken back answers nothing"


def test_a_draft_that_a_colleagues_answer_overtook() -> None:
    drafted = _case(decided(SOFIE, c.Say(text="Yes."), where=THREAD, found=case()))
    number = drafted.entries[-1].number
    answered = _case(
        decided(MARC, _filled(_opened(MARC, drafted), "No."), where=NIO, found=drafted)
    )
    send = c.SendDraft(case=CASE, entry=number)
    asked = decided(SOFIE, send, where=NIO, found=answered)
    assert shown(asked).text == "guard.text_overtaken"
    assert _sends(
        decided(SOFIE, c.SendDraft(case=CASE, entry=number, sure=True), where=NIO, found=answered)
    )


def test_nobody_is_asked_about_own_answers_nor_about_older_ones() -> None:
    first = _case(decided(SOFIE, c.Say(text="Yes."), where=THREAD, found=case()))
    second = _case(decided(SOFIE, c.Say(text="And more."), where=THREAD, found=first))
    sent = _case(decided(SOFIE, c.SendDraft(case=CASE, entry=2), where=NIO, found=second))
    assert _sends(decided(SOFIE, c.SendDraft(case=CASE, entry=3), where=NIO, found=sent))
    later = decided(MARC, _filled(_opened(MARC, sent), "More."), where=NIO, found=sent)
    assert _sends(later)
    old_form = c.Answer(case=CASE, text="From a form of the last version.")
    assert _sends(decided(MARC, old_form, where=NIO, found=sent))


def test_who_is_given_a_case_is_told_and_nobody_else() -> None:
    people = (SOFIE, MARC)
    given = decided(SOFIE, c.Assign(case=CASE, to=MARC.key), where=NIO, found=case(), people=people)
    (told,) = [d for d in deliveries(given) if d.to == MARC.direct]
    assert told.message.title == f"assigned.you_title case={CASE}"
    assert told.message.quote is None
    assert [b.command for b in told.message.buttons] == [c.ShowCase(case=CASE)]
    own = decided(SOFIE, c.Assign(case=CASE, to=SOFIE.key), where=NIO, found=case(), people=people)
    assert not [d for d in deliveries(own) if d.to == SOFIE.direct]


def test_who_asks_for_a_second_reader_twice_asks_once() -> None:
    drafted = _case(decided(SOFIE, c.Say(text="Yes."), where=THREAD, found=case()))
    send = c.SendDraft(case=CASE, entry=2)
    asked = decided(SOFIE, send, where=NIO, found=drafted, routing=SECOND)
    assert [d.to.root for d in deliveries(asked)] == [NIO]
    again = decided(SOFIE, send, where=NIO, found=_case(asked), routing=SECOND)
    assert (again.case, deliveries(again)) == (None, [])
    assert key_of(again.reply) == "second.asked_title"
    assert _sends(decided(MARC, send, where=NIO, found=_case(asked), routing=SECOND))


def test_staff_are_told_who_is_left_out_because_a_linked_case_ended_meanwhile() -> None:
    linked = case(id="17Z9-KZFB", requester=LUCAS, origin=LUCAS.direct, duplicate_of=CASE)
    first = case(duplicates=("17Z9-KZFB",))
    held = decided(
        SOFIE,
        _filled(_opened(SOFIE, first), "Yes."),
        where=NIO,
        found=first,
        linked=(linked,),
        routing=SLOW,
    )
    at, command = timers(held)["send:3"]
    assert command is not None
    closed = _case(
        decided(
            MARC,
            c.Close(case=linked.id, outcome=c.Outcome.REFERRED),
            where=NIO,
            found=linked,
            now=NOW + timedelta(seconds=5),
        )
    )
    gone = decided(DESK, command, found=_case(held), linked=(closed,), now=at, routing=SLOW)
    assert _sends(gone)
    titles = [key_of(d.message) for d in deliveries(gone) if d.to.root == NIO]
    assert "held.left_out_title" in titles
    before = decided(DESK, command, found=_case(held), linked=(linked,), now=at, routing=SLOW)
    assert "held.left_out_title" not in [key_of(d.message) for d in deliveries(before)]


def test_a_click_where_the_case_was_before_says_where_it_is() -> None:
    moved = _case(
        decided(SOFIE, c.Reroute(case=CASE, queue="ctr", because="a → b"), where=NIO, found=case())
    )
    for command in (c.Claim(case=CASE), c.OpenAnswer(case=CASE), c.ShowCase(case=CASE)):
        told = decided(MARC, command, where=NIO, found=moved)
        assert key_of(told.reply) == "refused.moved_away_title"
        assert told.case is None
        assert key_of(decided(MARC, command, where=CTR, found=case()).reply) == (
            "refused.not_found_title"
        )
        assert key_of(decided(LUCAS, command, found=moved).reply) == "refused.not_found_title"
