"""Between writing and leaving: preview, guard, a second reader, the time for taking back."""

from datetime import timedelta
from time import process_time

import pytest

from core.decide import decide
from core.decide.casework.guarding import findings
from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case, EntryKind, Status
from core.values.decision import Decision, Found
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Message
from core.values.pack import Fact as PackFact
from core.values.place import DESK, Person
from core.values.routing import Routing
from tests.core.given import (
    ALICE,
    CASE,
    LUCAS,
    MARC,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    article,
    case,
    decided,
    deliveries,
    ids,
    key_of,
    shown,
    timers,
    turn,
)

RECALL = timedelta(seconds=20)
THREAD = NIO.under("17.1")


def _routing(**more: object) -> Routing:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"] |= more
    return Routing.model_validate(given)


SLOW = _routing(recall=20)
SECOND = _routing(second_reader=True)
DIRECT = _routing(reply="direct")
FACT = {
    "id": "mail",
    "value": "sta@office.example",
    "source": "page",
    "as_of": NOW.date(),
    "confidence": "high",
}
KNOWING = PACK.model_copy(
    update={
        "articles": {
            "en": {
                **PACK.articles["en"],
                "sta": article("sta", body="You pay 75 % less: EUR 2,074.85, within 30 days."),
            }
        },
        "facts": {
            "mail": PackFact.model_validate(FACT),
            "post": PackFact.model_validate({**FACT, "id": "post", "value": "1210 Brussels"}),
        },
    }
)


def _seen(text: str, about: Case | None = None, linked: tuple[Case, ...] = ()) -> list[str]:
    found = Found(linked=linked)
    scene = Scene(turn(SOFIE, c.Help(), NIO), found, KNOWING, ROUTING, NOW, ids())
    return [f"{f.sign}: {f.seen}" for f in findings(scene, about or case(), text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes, you may. See article 7.", []),
        ("It is 75 % less, EUR 2,074.85, within 30 days.", []),
        ("Write to nio@office.example or sta@office.example.", []),
        ("Ask <@U0MARC> and @sofie first", ["mention: <@U0MARC>", "mention: @sofie"]),
        ("<!channel> look", ["mention: <!channel>"]),
        ("Dear [name], TODO", ["placeholder: [name]", "placeholder: TODO"]),
        ("see [our page](https://office.example)", []),
        ("Dear {name}, tbd ????", ["placeholder: {name}", "placeholder: tbd", "placeholder: ????"]),
        ("Yes.\n// do not tell her why", ["internal: // do not tell her why"]),
        ("Internal: she is late", ["internal: Internal: she is late"]),
        ("As in case 17Z9-KZFB", ["case: 17Z9-KZFB"]),
        (f"As in your case {CASE}", []),
        ("The code is ABCD-1234", []),
        ("Write to ctr@office.example", ["mailbox: ctr@office.example"]),
        ("Write to old@office.example.", ["address: old@office.example"]),
        ("Write to somebody@elsewhere.example", ["foreign: somebody@elsewhere.example"]),
        ("Write to nio@office.exemple", ["foreign: nio@office.exemple"]),
        ("As in case 17Z9KZFB or COMPLETE or 20260504", ["case: 17Z9KZFB"]),
        ("to do: ask Marc. XX days, to be confirmed", [
            "placeholder: to do", "placeholder: XX", "placeholder: to be confirmed"]),
        ("women (XX), na te kijken, à vérifier, noch zu prüfen", [
            "placeholder: na te kijken", "placeholder: à vérifier", "placeholder: noch zu prüfen"]),
        ("Intern - niet sturen\nOK", ["internal: Intern - niet sturen"]),
        ("For internal use only", ["internal: internal use"]),
        ("Come to Square 40, 1060 Brüssel", ["address: 1060 Brüssel"]),
        ("Come to Road 1, 1210 Bruxelles, not 8000 Brugge nor 1000 Leuven", []),
        ("You pay 50 % less", ["percentage: 50 %"]),
        ("You pay 50% less", ["percentage: 50%"]),
        ("EUR 8.299,41 it is", ["amount: EUR 8.299,41"]),
        ("within 60 working days", ["days: 60 working days"]),
        ("binnen 45 kalenderdagen", ["days: 45 kalenderdagen"]),
        ("In 2026 we answered 12 questions", []),
    ],
)  # fmt: skip
def test_the_guard_names_what_it_sees(text: str, expected: list[str]) -> None:
    assert _seen(text) == expected


def test_what_the_requester_named_may_be_named_too() -> None:
    asked = case(question="May I write to ethics@uni.example?")
    assert _seen("Yes, write to Ethics@uni.example.", asked) == []
    assert _seen("Yes, write to ethics@uni.example.") == ["foreign: ethics@uni.example"]


def test_a_name_of_one_requester_must_not_go_to_others() -> None:
    other = case(id="17Z9-KZFB", requester=LUCAS, origin=LUCAS.direct)
    assert _seen("Dear Alice Peeters, yes.", case(), (other,)) == ["person: Alice Peeters"]
    assert _seen("Dear Alice Peeters, yes.") == []


@pytest.mark.parametrize("piece", ["a", "\n", "1", "a.b", "[", "@a", "a@", "1 ", "// "])
def test_long_texts_are_looked_at_in_time(piece: str) -> None:
    before = process_time()
    _seen(piece * (40_000 // len(piece)))
    assert process_time() - before < 2.0, "no pattern goes over a text again and again"


def _said(text: str, routing: Routing = ROUTING) -> Decision:
    said = c.Say(text=text)
    return decided(SOFIE, said, where=THREAD, found=case(), routing=routing, pack=KNOWING)


def _case(decision: Decision) -> Case:
    assert decision.case is not None
    return decision.case


def _to_alice(decision: Decision) -> list[Delivery]:
    return [d for d in deliveries(decision) if d.to.lane == ALICE.direct.lane]


def _next(
    before: Case,
    command: c.Command,
    who: Person = SOFIE,
    routing: Routing = ROUTING,
    **more: object,
) -> Decision:
    place = DESK.direct if who == DESK else NIO
    return decided(who, command, where=place, found=before, routing=routing, pack=KNOWING, **more)  # type: ignore[arg-type]


def test_what_the_guard_saw_is_asked_once_and_then_sent() -> None:
    draft = _case(_said("50 % less, TODO"))
    asked = _next(draft, c.SendDraft(case=CASE, entry=2))
    assert key_of(asked.reply) == "guard.title"
    assert {f.label for f in shown(asked).facts} >= {"guard.placeholder", "guard.percentage"}
    assert asked.case is None
    assert _to_alice(asked) == []
    sure = next(b.command for b in shown(asked).buttons if b.label == "guard.sure")
    assert sure is not None
    assert len(_to_alice(_next(draft, sure))) == 1


def test_a_form_that_is_held_up_by_the_guard_loses_nothing() -> None:
    asked = _next(case(), c.Answer(case=CASE, text="TODO: say yes"))
    assert key_of(asked.reply) == "guard.title"
    assert [e.text for e in _case(asked).entries if e.kind is EntryKind.SAID] == ["TODO: say yes"]
    assert _to_alice(asked) == []


def test_the_preview_is_what_arrives() -> None:
    draft = _case(_said("Yes, by article 7."))
    preview = shown(_next(draft, c.Preview(case=CASE, entry=2)))
    (sent,) = _to_alice(_next(draft, c.SendDraft(case=CASE, entry=2)))
    mine = {"buttons": (), "facts": (), "summary": ""}
    assert preview.model_copy(update=mine) == sent.message.model_copy(update=mine)


def test_nothing_leaves_before_the_time_for_taking_back_is_over() -> None:
    held = _next(case(), c.Answer(case=CASE, text="Yes."), routing=SLOW)
    new = _case(held)
    assert new.status is Status.OPEN
    assert _to_alice(held) == []
    (slot,) = (s for s in timers(held) if s.startswith("send:"))
    at, command = timers(held)[slot]
    assert at == NOW + RECALL
    assert command is not None
    gone = _next(new, command, DESK, SLOW, now=at)
    (to_alice,) = _to_alice(gone)
    assert to_alice.message.quote is not None
    assert to_alice.message.quote.text == "Yes."
    assert _case(gone).entries[-1].by == SOFIE
    assert _case(gone).status is Status.ANSWERED
    assert _to_alice(_next(_case(gone), command, DESK, SLOW, now=at)) == [], "once"


def test_what_was_taken_back_is_a_draft_again() -> None:
    new = _case(_next(case(), c.Answer(case=CASE, text="Yes."), routing=SLOW))
    back = _next(new, c.Recall(case=CASE, entry=3), MARC, SLOW)
    assert key_of(back.reply) == "held.recalled_title"
    command = c.SendHeld(case=CASE, entry=3)
    assert _to_alice(_next(_case(back), command, DESK, SLOW, now=NOW + RECALL)) == []
    again = _next(_case(back), c.Recall(case=CASE, entry=3), MARC, SLOW)
    assert key_of(again.reply) == "refused.recalled_already_title"
    resent = _next(_case(back), c.SendDraft(case=CASE, entry=2), SOFIE, SLOW)
    assert _case(resent).entries[-1].kind is EntryKind.HELD


@pytest.mark.parametrize(("replaces", "stays"), [("", True), ("1700", False), ("1711", True)])
def test_an_offer_in_the_place_of_a_card_that_is_redrawn_stands_beside_it(
    replaces: str, *, stays: bool
) -> None:
    held = _case(_next(case(), c.Answer(case=CASE, text="Yes."), routing=SLOW))
    taken = turn(MARC, c.Recall(case=CASE, entry=3), NIO.under("1700"), replaces=replaces)
    back = decide(taken, Found(case=held), PACK, SLOW, NOW, ids("recall"))
    whispers = [d for d in deliveries(back) if d.kind is DeliveryKind.WHISPER]
    assert back.reply
    offer = back.reply if stays else whispers[0].message
    assert [type(b.command) for b in offer.buttons] == [c.SendDraft, c.KeepInternal]
    assert len(whispers) == (0 if stays else 1)
    if not stays:
        assert not back.reply.buttons
        assert (whispers[0].to, whispers[0].whisper_to) == (NIO.under("1700"), MARC.user)


def test_who_takes_back_too_late_is_offered_a_correction() -> None:
    new = _case(_next(case(), c.Answer(case=CASE, text="Yes."), routing=SLOW))
    gone = _case(_next(new, c.SendHeld(case=CASE, entry=3), DESK, SLOW, now=NOW + RECALL))
    late = _next(gone, c.Recall(case=CASE, entry=3), SOFIE, SLOW)
    assert key_of(late.reply) == "held.gone_title"
    assert [b.label for b in shown(late).buttons] == ["button.correct"]


def test_answers_keep_their_order_whatever_goes_off_first() -> None:
    first = _case(_next(case(), c.Answer(case=CASE, text="One."), routing=SLOW))
    both = _case(_next(first, c.Answer(case=CASE, text="Two."), MARC, SLOW))
    numbers = [e.number for e in both.entries if e.kind is EntryKind.HELD]
    later = _next(both, c.SendHeld(case=CASE, entry=numbers[1]), DESK, SLOW, now=NOW + RECALL)
    texts = [d.message.quote.text for d in _to_alice(later) if d.message.quote]
    assert texts == ["One.", "Two."]
    earlier = c.SendHeld(case=CASE, entry=numbers[0])
    assert _to_alice(_next(_case(later), earlier, DESK, SLOW, now=NOW + RECALL)) == []


def test_closing_lets_a_held_answer_out_first() -> None:
    new = _case(_next(case(), c.Answer(case=CASE, text="Yes."), routing=SLOW))
    closed = _next(new, c.Close(case=CASE, outcome=c.Outcome.ANSWERED), SOFIE, SLOW)
    assert [key_of(d.message) for d in _to_alice(closed)] == ["answer.title", "case.closed_title"]
    assert _case(closed).status is Status.CLOSED


def test_a_withdrawn_case_gets_no_held_answer() -> None:
    new = _case(_next(case(), c.Answer(case=CASE, text="Yes."), routing=SLOW))
    gone = decided(ALICE, c.Withdraw(case=CASE), found=new, routing=SLOW)
    late = _next(_case(gone), c.SendHeld(case=CASE, entry=3), DESK, SLOW, now=NOW + RECALL)
    assert _to_alice(late) == []
    assert _case(late).entries[-1].kind is EntryKind.RECALLED


def test_a_second_person_sends_where_the_queue_wants_one() -> None:
    asked = _next(case(), c.Answer(case=CASE, text="Yes."), routing=SECOND)
    assert key_of(asked.reply) == "second.asked_title"
    assert _to_alice(asked) == []
    (note,) = (d.message for d in deliveries(asked) if d.under == "card")
    send = next(b.command for b in note.buttons if isinstance(b.command, c.SendDraft))
    own = _next(_case(asked), send, SOFIE, SECOND)
    assert key_of(own.reply) == "second.asked_title"
    assert _to_alice(own) == []
    assert len(_to_alice(_next(_case(asked), send, MARC, SECOND))) == 1


def test_a_second_reader_can_be_wanted_for_some_topics() -> None:
    fees = _routing(second_reader=["fees"])
    assert len(_to_alice(_next(case(), c.Answer(case=CASE, text="Yes."), routing=fees))) == 1
    held = _next(case(topic="fees"), c.Answer(case=CASE, text="Yes."), routing=fees)
    assert _to_alice(held) == []


def test_a_direct_queue_sends_replies_and_keeps_what_is_marked() -> None:
    assert len(_to_alice(_said("Yes, by article 7.", routing=DIRECT))) == 1
    kept = _said("// I doubt it", routing=DIRECT)
    assert deliveries(kept) == []
    assert _case(kept).entries[-1].kind is EntryKind.SAID
    for text in ("!note hm", "!clam", "!nonsense here"):
        assert _to_alice(_said(text, routing=DIRECT)) == []
    doubted = _said("TODO", routing=DIRECT)
    assert _to_alice(doubted) == []
    (whisper,) = deliveries(doubted)
    assert key_of(whisper.message) == "guard.title"


UNSEEN = {
    "soft hyphen": "\u00ad",
    "mark": "\u200e",
    "joiner": "\u2060",
    "blank": "\u2800",
    "two": " \u200d\ufe0f",
}


@pytest.mark.parametrize("before", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_makes_no_answer_of_a_note(before: str) -> None:
    """It comes along with what is copied; in such a queue what follows would be sent."""
    for text in (
        "// I doubt it",
        "!note hm",
        "!clam",
        "! note hm",
        "\uff0f\uff0f no",
        "\uff01note hm",
    ):
        assert _to_alice(_said(before + text, routing=DIRECT)) == [], text
    kept = _case(_said(f"{before}!note hm", routing=DIRECT)).entries[-1]
    assert (kept.kind, kept.text) == (EntryKind.NOTED, "hm")
    below = _said(f"Yes.\n{before}// but I doubt it", routing=DIRECT)
    assert _to_alice(below) == []
    assert key_of(deliveries(below)[0].message) == "guard.title"
    assert len(_to_alice(_said(f"{before}Yes, by article 7.", routing=DIRECT))) == 1


def test_asking_for_more_stops_the_clock_and_says_so() -> None:
    asked = _next(case(), c.Answer(case=CASE, text="Which one?", then=c.Then.WAITING))
    new = _case(asked)
    assert (new.status, new.waiting_since) == (Status.WAITING, NOW)
    (to_alice,) = _to_alice(asked)
    assert key_of(to_alice.message) == "answer.asks"
    assert "answer.clock_stops" in to_alice.message.text
    assert set(timers(asked)) == {"nudge"}


def _message(decision: Decision) -> Message:
    (found,) = (d.message for d in deliveries(decision) if d.whisper_to)
    return found


def test_the_offer_can_be_sent_as_a_question() -> None:
    offer = _message(_said("Which one?"))
    labels = [b.label for b in offer.buttons]
    assert labels == ["draft.send", "draft.send_question", "draft.preview", "draft.keep"]
