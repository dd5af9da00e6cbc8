"""What staff change of what they wrote: words for the desk never reach a requester by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.casework.words import read_typed
from core.values import command as c
from core.values.case import Case, EntryKind, Status
from core.values.decision import Decision
from core.values.delivery import DeliveryKind
from core.values.place import DESK
from core.values.routing import Routing
from tests.core.given import (
    ALICE,
    CASE,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    STEADY,
    case,
    decided,
    deliveries,
    key_of,
)

THREAD = NIO.under("17.1")
WORDS = (
    "!note he is a crank",
    "!noet he is a crank",
    "!tell do not answer him",
    "!reroute ctr because he is a crank",
    "!close answered",
    "!reopen because he is a crank",
    "! note he is a crank",
    "! this is odd",
    "!qwertz",
    "!assign marc",
    "\n !notitie hij zeurt",
)


def _routing(**more: object) -> Routing:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"] |= more
    return Routing.model_validate(given)


CONFIRM, DIRECT, SLOW = ROUTING, _routing(reply="direct"), _routing(recall=20)


def _next(before: Case, command: c.Command, routing: Routing = CONFIRM) -> Decision:
    return decided(SOFIE, command, where=THREAD, found=before, routing=routing)


def _after(before: Case, command: c.Command, routing: Routing = CONFIRM) -> Case:
    return _next(before, command, routing).case or before


def _says(text: str) -> c.Say:
    return c.Say(text=text, message="17.5")


def _edits(text: str) -> c.Edited:
    return c.Edited(text=text, message="17.5")


def _to_alice(decision: Decision) -> list[str]:
    """The words of staff on their way to her."""
    return [
        d.message.quote.text
        for d in deliveries(decision)
        if d.to == ALICE.direct and d.message.quote
    ]


def _whispered(decision: Decision) -> list[str]:
    return [key_of(d.message) for d in deliveries(decision) if d.kind is DeliveryKind.WHISPER]


def _sent() -> Case:
    drafted = _after(case(), _says("Yes, they do."))
    return _after(drafted, c.SendDraft(case=CASE, entry=drafted.entries[-1].number))


@pytest.mark.parametrize("words", WORDS)
def test_what_was_sent_stays_when_it_is_changed_into_a_word_for_the_desk(words: str) -> None:
    changed = _next(_sent(), _edits(words))
    assert _to_alice(changed) == []
    assert _whispered(changed) == ["typed.in_change_title"]
    assert changed.case is None, "neither followed nor done"


@pytest.mark.parametrize("words", ["!!! important", "!7 is wrong", "// he is a crank"])
def test_what_looks_like_a_word_waits_for_its_author(words: str) -> None:
    changed = _next(_sent(), _edits(words))
    assert _to_alice(changed) == []
    assert _whispered(changed) == ["guard.title"]


def test_a_changed_answer_follows_without_the_word_before_it() -> None:
    assert _to_alice(_next(_sent(), _edits("!answer No, they do not."))) == ["No, they do not."]


@pytest.mark.parametrize("words", WORDS)
def test_a_draft_changed_into_a_word_for_the_desk_is_no_draft_any_more(words: str) -> None:
    drafted = _after(case(), _says("Yes, they do."))
    number = drafted.entries[-1].number
    changed = _next(drafted, _edits(words))
    assert _whispered(changed) == ["typed.in_change_title"], "nothing is offered"
    assert changed.case is not None
    assert words.strip() not in changed.case.model_dump_json()
    old_offer = _next(changed.case, c.SendDraft(case=CASE, entry=number, sure=True))
    assert key_of(old_offer.reply) == "refused.no_draft_title"
    again = _next(changed.case, _edits("Yes, they do."))
    assert _whispered(again) == ["draft.title"], "and a text is a draft again"


def test_what_could_still_be_taken_back_is_when_it_becomes_a_word() -> None:
    drafted = _after(case(), _says("Yes, they do."), SLOW)
    held = _after(drafted, c.SendDraft(case=CASE, entry=drafted.entries[-1].number), SLOW)
    number = held.entries[-1].number
    changed = _after(held, _edits("!note he is a crank"), SLOW)
    assert [e.kind for e in changed.entries[-2:]] == [EntryKind.DELETED, EntryKind.RECALLED]
    assert _to_alice(decided(DESK, c.SendHeld(case=CASE, entry=number), found=changed)) == []


def test_the_word_taken_away_from_a_note_is_no_act_of_sending() -> None:
    """Also where what is written in the thread is sent at once."""
    noted = _after(case(), _says("!note he is a crank"), DIRECT)
    changed = _next(noted, _edits("he is a crank"), DIRECT)
    assert _to_alice(changed) == []
    assert _whispered(changed) == ["draft.title"]
    again = _next(noted, _edits("!note he is no crank"), DIRECT)
    assert (_whispered(again), again.case) == (["typed.in_change_title"], None)


@pytest.mark.parametrize("words", ["!note he is a crank", "Yes.\n!note he is a crank", " !!!"])
def test_the_guard_knows_words_for_the_desk(words: str) -> None:
    answered = _next(case(), c.Answer(case=CASE, text=words))
    assert _to_alice(answered) == []
    assert key_of(answered.reply) == "guard.title"


TEXTS = st.sampled_from((*WORDS, "!answer Yes.", "!ask Which?", "!answer !note x", "Yes.", "// hm"))
ACTS = st.one_of(
    TEXTS.map(_says),
    TEXTS.map(_edits),
    TEXTS.map(_edits),
    st.just(c.Deleted(message="17.5")),
    st.builds(c.SendDraft, case=st.just(CASE), entry=st.integers(2, 9)),
    st.builds(c.SendHeld, case=st.just(CASE), entry=st.integers(2, 9)),
)


@given(st.lists(ACTS, min_size=2, max_size=12), st.sampled_from([CONFIRM, DIRECT, SLOW]))
@STEADY
def test_no_sequence_of_changes_lets_a_word_for_the_desk_out(
    acts: list[c.Command], routing: Routing
) -> None:
    known = case()
    for act in acts:
        who = DESK if isinstance(act, c.SendHeld) else SOFIE
        done = decided(who, act, where=THREAD, found=known, routing=routing, now=NOW)
        for text in _to_alice(done):
            assert read_typed(text, known, PACK) is None, text
            assert not text.startswith(("//", "!")), text
        known = done.case or known
    assert known.status is not Status.WITHDRAWN
