"""Rating an answer: by the requester alone, in every state, and never more than a rating."""

import pytest

from core.decide.audit import audited, with_salts
from core.decide.cards import answer_message, staff_card
from core.decide.own_view import case_view
from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values import command as c
from core.values.audit import Act, Audit
from core.values.case import Case, Entry, EntryKind, Status
from core.values.decision import Decision, Found
from core.values.delivery import DeliveryKind
from core.values.message import Message
from core.values.place import ConversationReference
from tests.core.given import (
    ALICE,
    CASE,
    LUCAS,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    ids,
    key_of,
    shown,
    turn,
)
from tests.core.given import timers as timers_of

VOICE = Voice(PACK, "en")
ASKED = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE)
SENT = Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="Yes.")
GOOD, BAD = c.Score.HELPFUL, c.Score.UNHELPFUL


def _answered(status: Status = Status.ANSWERED, *more: Entry, **given: object) -> Case:
    return case(status, version=2, entries=(ASKED, SENT, *more), **given)


def _rated(score: c.Score = GOOD, comment: str = "", found: Case | None = None) -> Decision:
    command = c.Rate(case=CASE, entry=2, score=score, comment=comment)
    return decided(ALICE, command, found=found or _answered())


def _labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


@pytest.mark.parametrize("status", Status)
def test_a_rating_is_taken_in_every_state_and_changes_none(status: Status) -> None:
    before = _answered(status)
    done = _rated(found=before)
    assert done.case is not None
    assert done.case.rating is not None
    assert (done.case.rating.score, done.case.rating.of, done.case.rating.at) == (GOOD, 2, NOW)
    assert (
        done.case.model_copy(update={"rating": None, "version": 2, "entries": before.entries})
        == before
    ), "nothing else of the case has changed"
    assert timers_of(done) == {}
    assert key_of(done.reply) == "rate.thanks_helpful_title"


def test_staff_see_it_on_the_card_and_in_the_thread_with_the_words_inert() -> None:
    words = "<!channel> *no* [x](https://evil.example)"
    done = _rated(BAD, words)
    note, card = (d for d in deliveries(done) if d.to.root == NIO)
    assert key_of(note.message) == "thread.rated_unhelpful"
    assert note.message.quote is not None
    assert note.message.quote.text == words
    assert note.under == "card"
    (fact,) = (f for f in card.message.facts if f.label == "card.rating")
    assert fact.value == f"rate.unhelpful: {words}"
    assert words not in card.message.text + note.message.text + note.message.summary


def test_the_answer_shows_what_was_chosen_and_how_to_change_it() -> None:
    before = answer_message(VOICE, _answered(), SENT)
    assert _labels(before)[-3:] == ["rate.helpful", "rate.partly", "rate.unhelpful"]
    done = _rated()
    (answer,) = (d for d in deliveries(done) if d.to == ALICE.direct)
    assert (answer.kind, answer.slot) == (DeliveryKind.UPDATE, "answer-2")
    assert _labels(answer.message)[-1] == "button.rate"
    assert ("rate.yours", "rate.helpful") in [(f.label, f.value) for f in answer.message.facts]
    assert done.case is not None
    assert "button.rate" in _labels(case_view(VOICE, done.case))
    assert "rate.partly" in _labels(case_view(VOICE, _answered(Status.CLOSED)))


def test_it_can_be_changed_and_a_second_click_on_the_same_changes_nothing() -> None:
    once = _rated(BAD, "No source.").case
    assert once is not None
    again = _rated(BAD, found=once)
    assert again.case is None
    assert again.effects == ()
    other = _rated(GOOD, found=once).case
    assert other is not None
    assert other.rating is not None
    assert (other.rating.score, other.rating.comment) == (GOOD, "")
    assert [e.text for e in other.entries if e.kind is EntryKind.RATED] == ["No source.", ""]
    form = shown(decided(ALICE, c.OpenRate(case=CASE, entry=2), found=once)).form
    assert form is not None
    assert [field.initial for field in form.fields] == ["unhelpful", "No source."]


@pytest.mark.parametrize(
    ("who", "where", "key"),
    [
        (LUCAS, LUCAS.direct, "refused.not_found"),
        (SOFIE, NIO, "refused.requester_only"),
        (SOFIE, SOFIE.direct, "refused.not_found"),
    ],
)
@pytest.mark.parametrize(
    "command", [c.Rate(case=CASE, entry=2, score=GOOD), c.OpenRate(case=CASE, entry=2)]
)
def test_nobody_else_may_rate(
    who: object, where: ConversationReference, key: str, command: c.Command
) -> None:
    done = decided(who, command, where=where, found=_answered())  # type: ignore[arg-type]
    assert done.refused == key
    assert done.case is None
    assert done.effects == ()


def test_who_is_staff_and_asked_may_rate_the_own_case() -> None:
    own = _answered(requester=SOFIE, origin=SOFIE.direct)
    done = decided(SOFIE, c.Rate(case=CASE, entry=2, score=GOOD), where=NIO, found=own)
    assert done.case is not None


@pytest.mark.parametrize(
    "more",
    [
        (Entry(number=3, kind=EntryKind.WAITING, at=NOW, by=SOFIE, of=2),),
        (Entry(number=3, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=2),),
    ],
)
def test_a_question_of_the_office_and_a_withdrawn_answer_are_not_rated(
    more: tuple[Entry, ...],
) -> None:
    found = _answered(Status.WAITING, *more)
    for entry in (0, 2, 1, 99):
        command = c.Rate(case=CASE, entry=entry, score=GOOD)
        assert decided(ALICE, command, found=found).refused == "refused.no_answer"
    assert "rate.helpful" not in _labels(answer_message(VOICE, found, SENT))
    assert "rate.helpful" not in _labels(case_view(VOICE, found))


def test_without_a_number_the_newest_answer_is_meant() -> None:
    newer = Entry(number=3, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="No.")
    done = decided(ALICE, c.Rate(case=CASE, score=BAD), found=_answered(Status.OPEN, newer))
    assert done.case is not None
    assert done.case.rating is not None
    assert done.case.rating.of == 3


@pytest.mark.parametrize("words", ["Thanks!", "helpful", "Very helpful, thank you", "5"])
def test_words_do_not_rate(words: str) -> None:
    done = decided(ALICE, c.Say(text=words), found=_answered())
    assert done.case is not None
    assert done.case.rating is None


def test_the_trail_names_no_requester_and_holds_the_words_as_a_hash_alone() -> None:
    command = c.Rate(case=CASE, entry=2, score=BAD, comment="CANARY")
    scene = Scene(turn(ALICE, command), Found(case=_answered()), PACK, ROUTING, NOW, ids("t"))
    done = with_salts(scene, decided(ALICE, command, found=_answered()))
    (line,) = audited(scene, done)
    assert isinstance(line, Audit)
    assert (line.act, line.what, line.by, line.entry) == (Act.CHANGED, "rated", "requester", 3)
    assert line.content
    assert "CANARY" not in line.model_dump_json()
    assert ALICE.user not in line.model_dump_json()


def test_a_card_without_a_rating_says_nothing_of_one() -> None:
    scene = Scene(turn(SOFIE, c.Help(), NIO), Found(), PACK, ROUTING, NOW, ids("t"))
    assert "card.rating" not in [f.label for f in staff_card(scene, _answered()).facts]
