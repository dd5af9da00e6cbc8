"""Who asks the same once more is told of the open case, and nothing that was typed is lost."""

import time
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from core.decide import decide
from core.decide.doubled import nearly_the_same
from core.values import command as c
from core.values.case import Case, EntryKind, Question, Status
from core.values.decision import Decision, Found
from core.values.file import File
from core.values.place import Person, Platform
from core.values.turn import Hears, Turn
from tests.core.fakes import MemoryRecord
from tests.core.given import (
    ALICE,
    CASE,
    LUCAS,
    NIO,
    NOW,
    PACK,
    ROUTING,
    case,
    decided,
    deliveries,
    ids,
    key_of,
    shown,
    turn,
)
from tests.core.test_search import _desk

ASKED = "May qubits heal a purple zebra?"
FORM = c.Escalate(question=ASKED, topic="sta", organisation="KU Leuven", consent="yes")
OPEN = case(question=ASKED)


def _again(*mine: Case, form: c.Escalate = FORM, **more: Any) -> Decision:
    return decided(ALICE, form, mine=mine, **more)


def _kept(decision: Decision) -> Question:
    (kept,) = (effect for effect in decision.effects if isinstance(effect, Question))
    return kept


def test_nothing_is_opened_and_the_choice_stands_in_the_own_conversation() -> None:
    decision = _again(OPEN)
    kept = _kept(decision)
    assert decision.case is None
    assert (kept.text, kept.form, kept.person) == (ASKED, FORM, ALICE)
    (post,) = deliveries(decision)
    assert (post.to, post.message, post.case) == (ALICE.direct, decision.reply, CASE)
    assert not post.internal
    assert [b.command for b in shown(decision).buttons] == [
        c.AddAsked(case=CASE, question=kept.id),
        c.EscalateKept(question=kept.id),
        c.ShowCase(case=CASE),
    ]
    assert "double.text" in shown(decision).text


@pytest.mark.parametrize(
    "mine",
    [
        (),
        (case(Status.CLOSED, question=ASKED),),
        (case(Status.WITHDRAWN, question=ASKED),),
        (case(question=ASKED, opened_at=NOW - timedelta(minutes=61)),),
        (case(question=ASKED, requester=LUCAS),),
        (case(question="May qubits heal a purple horse?"),),
    ],
)
def test_all_else_opens_a_case(mine: tuple[Case, ...]) -> None:
    assert _again(*mine).case


@pytest.mark.parametrize("state", [s for s in Status if s not in ("closed", "withdrawn")])
def test_every_case_that_is_not_over_counts(state: Status) -> None:
    assert _again(case(state, question=ASKED)).case is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ASKED, ASKED, True),
        (ASKED, "  may QUBITS heal: a purple zebra", True),
        (ASKED, "May qubits heal a purpel zebra?", True),
        ("Is our app for wounds a device?", "Is our app for wounds a device? Thanks!", False),
        ("Are we allowed to start our trial?", "Are we not allowed to start our trial?", False),
        ("What does a type I scientific advice cost?", "…type II scientific advice cost?", False),
        ("Fee for 2025 of our scientific advice", "Fee for 2026 of our scientific advice", False),
        ("", "", False),
        ("?", "!", False),
    ],
)
def test_only_typing_may_differ(one: str, other: str, same: bool) -> None:
    assert nearly_the_same(one, other) is same
    assert nearly_the_same(other, one) is same


def test_long_texts_are_compared_quickly() -> None:
    long = " ".join(f"word{n * 7919 % 1000} and" for n in range(1_000))
    began = time.process_time()
    assert nearly_the_same(long, f"{long} again")
    assert not nearly_the_same(long, long.replace("and", "or"))
    assert time.process_time() - began < 0.5


def test_adding_it_is_information_to_the_open_case_with_its_files() -> None:
    file = File(name="plan.pdf", size=1, platform=Platform.SLACK, tenant="T0KUL")
    kept = _kept(_again(OPEN)).model_copy(update={"files": (file,)})
    command = c.AddAsked(case=CASE, question=kept.id)
    added = decided(ALICE, command, found=OPEN, kept=kept)
    assert added.case
    last = added.case.entries[-1]
    assert (last.kind, last.text) == (EntryKind.REPLIED, ASKED)
    assert [(each.name, each.size) for each in last.files] == [("plan.pdf", 1)]
    assert NIO in [post.to for post in deliveries(added)]
    again = decided(ALICE, command, found=added.case, kept=kept)
    assert (again.case, key_of(again.reply)) == (None, "double.added_already_title")


def test_a_case_of_its_own_is_opened_once_with_all_that_was_filled_in() -> None:
    kept = _kept(_again(OPEN)).model_copy(update={"mailbox": "alice@kul.example"})
    command = c.EscalateKept(question=kept.id)
    opened = decided(ALICE, command, kept=kept, mine=(OPEN.model_copy(update=EARLIER),)).case
    assert opened
    assert (opened.question, opened.organisation) == (ASKED, "KU Leuven")
    assert (opened.mailbox, opened.origin) == ("alice@kul.example", ALICE.direct)
    again = decided(ALICE, command, kept=kept, mine=(opened, OPEN))
    assert (again.case, key_of(again.reply)) == (None, "double.opened_already_title")


EARLIER = {"opened_at": NOW - timedelta(minutes=2)}


@pytest.mark.parametrize(
    "command", [c.AddAsked(case=CASE, question="x"), c.EscalateKept(question="x")]
)
def test_what_is_no_longer_kept_is_said(command: c.Command) -> None:
    gone = decided(ALICE, command, found=OPEN)
    assert (gone.case, key_of(gone.reply)) == (None, "double.gone_title")


def test_where_both_would_stand_in_one_conversation_one_is_enough() -> None:
    def told(form_in: dict[str, object], *mine: Case) -> Decision:
        done = turn(ALICE, FORM).model_copy(update={"direct": True, **form_in})
        return decide(done, Found(mine=mine), PACK, ROUTING, NOW, ids())

    for mine, title in (((), "receipt.title"), ((OPEN,), "double.title")):
        in_place = told({"replaces": "m1"}, *mine)
        assert key_of(in_place.reply) == title
        assert shown(in_place).buttons == ()
        assert shown(in_place).quote is None
        as_message = told({"hears": Hears.AS_MESSAGE}, *mine)
        assert as_message.reply is None
        for decision in (in_place, as_message):
            own = [post for post in deliveries(decision) if post.to == ALICE.direct]
            assert len(own) == 1
            assert own[0].message.buttons


async def test_only_who_asked_can_choose() -> None:
    desk, record = _at_a_desk()
    await desk.take(_turn(ALICE, FORM))
    await desk.take(_turn(ALICE, FORM))
    (number,), (kept,) = record.cases, record.questions
    for command in (c.EscalateKept(question=kept), c.AddAsked(case=number, question=kept)):
        told = await desk.take(_turn(LUCAS, command))
        assert key_of(told) in ("double.gone_title", "refused.not_found_title")
    assert len(record.cases) == 1
    assert len(record.cases[number].entries) == 1


async def test_a_double_click_is_one_case_and_nothing_is_lost() -> None:
    desk, record = _at_a_desk()
    await desk.take(_turn(ALICE, FORM))
    told = await desk.take(_turn(ALICE, FORM))
    assert key_of(told) == "double.title"
    (number,), (kept,) = record.cases, record.questions.values()
    assert kept.text == ASKED
    await desk.take(_turn(ALICE, c.AddAsked(case=number, question=kept.id)))
    assert record.cases[number].entries[-1].text == ASKED
    await desk.take(_turn(ALICE, c.EscalateKept(question=kept.id)))
    await desk.take(_turn(ALICE, c.EscalateKept(question=kept.id)))
    assert len(record.cases) == 2


NUMBERS = count()


def _turn(who: Person, command: c.Command) -> Turn:
    return turn(who, command, key=f"k{next(NUMBERS)}")


def _at_a_desk() -> tuple[Any, MemoryRecord]:
    record = MemoryRecord(rules=ROUTING)
    return _desk(record), record
