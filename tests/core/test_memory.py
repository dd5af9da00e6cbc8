"""Nearest past answers and what differs in them; ready answers inside a case."""

from typing import Any

import pytest

from core.decide.memory.canned import unknown_placeholders
from core.values import admin as a
from core.values import command as c
from core.values.audit import Act, Audit
from core.values.case import Case, Entry, EntryKind, Status
from core.values.decision import Decision
from core.values.office import Administration, Office, ReadyAnswer
from core.values.search import Hits
from tests.core.fakes import MemoryRecord, texts
from tests.core.given import (
    ALICE,
    CASE,
    CTR,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    article,
    case,
    decided,
    deliveries,
    key_of,
    shown,
    turn,
)
from tests.core.test_search import _desk

FIRST, SECOND, THIRD = "17Z9-KZFB", "2222-2222", "3333-3333"


def _past(id: str, *answers: str, **more: Any) -> Case:
    asked = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE)
    sent = (
        Entry(number=n, kind=EntryKind.SENT, at=NOW, by=SOFIE, text=text)
        for n, text in enumerate(answers, 2)
    )
    return case(Status.ANSWERED, id=id, topic="fees", entries=(asked, *sent), **more)


def _alike(*hits: Case, **more: Any) -> Decision:
    return decided(
        SOFIE,
        c.Alike(case=CASE),
        where=NIO,
        found=case(topic="fees"),
        hits=Hits(cases=hits),
        **more,
    )


def _facts(decision: Decision) -> dict[str, str]:
    return {fact.label: fact.value for fact in shown(decision).facts}


def test_at_most_three_answered_cases_of_the_own_queue_are_shown() -> None:
    hits = (
        _past(FIRST),  # was never answered
        _past("9999-9999", "Not mine.", queue="ctr"),
        _past(CASE, "The case itself."),
        *(_past(f"{n}{n}{n}{n}-0000", f"Answer {n}.") for n in range(4, 9)),
    )
    decision = _alike(*hits)
    assert [b.command for b in shown(decision).buttons] == [
        *(c.ShowPast(case=f"{n}{n}{n}{n}-0000", of=CASE) for n in (4, 5, 6)),
        c.ShowCase(case=CASE),
    ]
    assert "Not mine" not in texts(decision.reply)
    lines = [effect for effect in decision.effects if isinstance(effect, Audit)]
    assert [(line.act, line.case) for line in lines] == [
        (Act.SAW, f"{n}{n}{n}{n}-0000") for n in (4, 5, 6)
    ]
    assert decision.mentions == ("4444-0000", "5555-0000", "6666-0000")
    assert decision.case is None


def test_the_answer_in_force_is_shown_and_what_was_withdrawn_is_not() -> None:
    edited = Entry(number=3, kind=EntryKind.EDITED, at=NOW, by=SOFIE, text="Corrected.", of=2)
    gone = Entry(number=3, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=2)
    first, second = _past(FIRST, "Wrong."), _past(SECOND, "Withdrawn.")
    first = first.model_copy(update={"entries": (*first.entries, edited)})
    second = second.model_copy(update={"entries": (*second.entries, gone)})
    told = texts(_alike(first, second).reply)
    assert "Corrected." in told
    assert "Wrong." not in told
    assert "Withdrawn." not in told


@pytest.mark.parametrize(
    ("answers", "label", "told"),
    [
        (("75 % less", "50 % less"), "alike.percentage", "75 %"),
        (("75 % less", "75 percent less"), "", ""),
        (("75 % less", "less"), "", ""),
        (("EUR 100 now", "100,00 € now"), "", ""),
        (("EUR 100 now", "EUR 200 now"), "alike.amount", "EUR 200"),
        (("within 10 days", "15 dagen"), "alike.days", "15 dagen"),
        (("to a@office.example", "to b@office.example"), "alike.address", "b@office.example"),
        (("to a@office.example", "to A@office.example."), "", ""),
    ],
)
def test_facts_that_differ_are_flagged(answers: tuple[str, str], label: str, told: str) -> None:
    facts = _facts(
        _alike(*(_past(id, text) for id, text in zip((FIRST, SECOND), answers, strict=True)))
    )
    flagged = {name: value for name, value in facts.items() if name.startswith("alike.")}
    assert list(flagged) == ([label] if label else [])
    if label:
        assert told in flagged[label]
        assert FIRST in flagged[label]


def test_one_answer_that_differs_from_the_pack_is_flagged() -> None:
    fees = article("sta-fees", topic="fees", body="You pay **75 %** less.")
    pack = PACK.model_copy(update={"articles": {"en": PACK.articles["en"] | {"sta-fees": fees}}})
    facts = _facts(_alike(_past(FIRST, "50 % less"), pack=pack))
    assert "known=75 %" in facts["alike.percentage"]
    assert "alike.percentage" not in _facts(_alike(_past(FIRST, "75 % less"), pack=pack))


async def test_by_word_in_the_thread_it_is_for_the_person_alone() -> None:
    record = MemoryRecord(rules=ROUTING)
    record.cases = {
        CASE: case(),
        FIRST: _past(FIRST, "Heal."),
        SECOND: _past(SECOND, "x", queue="ctr"),
    }
    record.threads[NIO.lane, "1"] = CASE
    desk = _desk(record)
    await desk.take(turn(SOFIE, c.Say(text="!similar", mentioned=True), NIO.under("1")))
    (whisper,) = record.waiting
    assert whisper.whisper_to == SOFIE.user
    assert whisper.mentions == (FIRST,)
    assert SECOND not in texts(whisper.message)
    assert record.cases[CASE].entries == case().entries


READY = {
    "a1": ReadyAnswer(
        title="Voucher", text="Dear {requester}, by {due}: {organisation}", locale="en"
    ),
    "b2": ReadyAnswer(title="Bon", text="Cher {requester}", locale="fr", topic="sta"),
    "c3": ReadyAnswer(title="About STA", text="See {mailbox} {case}", locale="en", topic="sta"),
}


def _canned(command: c.Command, found: Case | None = None, **more: Any) -> Decision:
    kept = found or case()
    return decided(SOFIE, command, where=NIO, found=kept, ready=READY, **more)


def test_the_list_begins_with_the_language_and_the_topic_of_the_case() -> None:
    buttons = shown(_canned(c.ListReady(case=CASE))).buttons
    assert [b.command for b in buttons] == [
        *(c.UseReady(case=CASE, ready=id) for id in ("c3", "a1", "b2")),
        c.ShowCase(case=CASE),
    ]
    narrowed = shown(_canned(c.ListReady(case=CASE, words="VOUCHER"))).buttons
    assert [b.label for b in narrowed[:-1]] == ["Voucher"]
    assert (
        key_of(_canned(c.ListReady(case=CASE, words="zebra")).reply) == "ready.nothing_fits_title"
    )


def test_choosing_one_fills_the_form_and_sends_nothing() -> None:
    decision = _canned(c.UseReady(case=CASE, ready="c3"))
    form = shown(decision).form
    assert form
    assert form.command == {"do": "answer", "case": CASE, "then": "answered", "seen": 1}
    assert form.fields[0].initial == f"See nio@office.example {CASE}"
    assert decision.case is None
    assert deliveries(decision) == []


def test_what_is_not_known_stays_in_braces_and_the_guard_asks() -> None:
    message = shown(_canned(c.UseReady(case=CASE, ready="a1")))
    assert message.form
    text = message.form.fields[0].initial
    assert text.startswith("Dear Alice Peeters, by ")
    assert text.endswith(": {organisation}")
    assert "ready.missing" in message.text
    sent = decided(SOFIE, c.Answer(case=CASE, text=text), where=NIO, found=case())
    assert key_of(sent.reply) == "guard.title"
    named = case(organisation="KU {due} Leuven")
    again = shown(_canned(c.UseReady(case=CASE, ready="a1"), named))
    assert again.form
    assert again.form.fields[0].initial.endswith("KU {due} Leuven"), "what people wrote is no name"


def test_another_language_is_said() -> None:
    assert "ready.foreign" in shown(_canned(c.UseReady(case=CASE, ready="b2"))).text
    assert "ready.foreign" not in shown(_canned(c.UseReady(case=CASE, ready="a1"))).text


@pytest.mark.parametrize("command", [c.ListReady(case=CASE), c.UseReady(case=CASE, ready="a1")])
@pytest.mark.parametrize(("who", "where"), [(ALICE, None), (SOFIE, CTR)])
def test_nobody_else_sees_ready_answers(command: c.Command, who: Any, where: Any) -> None:
    decision = decided(who, command, where=where, found=case(), ready=READY)
    assert decision.refused
    assert "Dear" not in texts(decision.reply)


def _saved(text: str) -> Decision:
    kept = Administration(office=Office(admins=(SOFIE.key,)), office_version=1)
    command = a.SaveReadyAnswer(base=1, title="T", text=text, locale="en")
    return decided(SOFIE, command, admin=kept)


def test_an_unknown_placeholder_is_refused_when_an_admin_saves_it() -> None:
    decision = _saved("Dear {name}, by {due}")
    message = shown(decision)
    assert message.form
    assert "name" in message.faults["text"]
    assert next(f.initial for f in message.form.fields if f.id == "text") == "Dear {name}, by {due}"
    assert decision.effects == ()
    assert key_of(_saved("Dear {requester}, by {due}").reply) == "admin.saved_title"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{case} {requester} {organisation} {due} {topic} {mailbox} {today}", ()),
        ("{ due }", ()),
        ("{Due} {x} {x}", ("Due", "x")),
        ("{} {{ a\nb }", ()),
    ],
)
def test_placeholders_are_known_by_their_names(text: str, unknown: tuple[str, ...]) -> None:
    assert unknown_placeholders(text) == unknown
