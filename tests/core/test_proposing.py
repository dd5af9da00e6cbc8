"""An answer becomes a proposal for the pack, and a second person judges it."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.decide.words import read_command
from core.values import command as c
from core.values.audit import Act
from core.values.case import Case, Entry, EntryKind, Status
from core.values.decision import Decision
from core.values.delivery import DeliveryKind
from core.values.proposal import Proposal, PutProposal, Standing
from core.values.turn import Hears
from tests.core.fakes import MemoryRecord, texts
from tests.core.given import (
    ALICE,
    CASE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    NOW,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    key_of,
    shown,
    turn,
)
from tests.core.test_search import _desk

GIVEN: dict[str, Any] = {
    "case": CASE,
    "title": "Do qubits heal?",
    "text": "They heal on Sundays.",
    "topic": "sta",
    "locale": "en",
    "source": "FAMHP: qubits",
    "address": "https://office.example/qubits",
    "review_by": "2026-12-01",
}


def _answered(**more: Any) -> Case:
    entries = (
        Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE),
        Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="Wrong."),
        Entry(number=3, kind=EntryKind.EDITED, at=NOW, by=SOFIE, text="Right.", of=2),
    )
    return case(**({"status": Status.ANSWERED, "entries": entries, "organisation": "KUL"} | more))


def _proposed(**more: Any) -> Decision:
    return decided(SOFIE, c.Propose(**(GIVEN | more)), where=NIO, found=_answered())


def _kept(decision: Decision) -> Proposal:
    (made,) = [e.proposal for e in decision.effects if isinstance(e, PutProposal)]
    return made


def test_the_form_holds_the_answer_in_force_and_never_the_question() -> None:
    message = shown(decided(SOFIE, c.OpenPropose(case=CASE), where=NIO, found=_answered()))
    assert message.form
    assert {f.id: f.initial for f in message.form.fields}["text"] == "Right."
    assert "May qubits heal?" not in texts(message)
    assert "Alice" not in texts(message)


def test_what_was_withdrawn_makes_no_article() -> None:
    gone = Entry(number=4, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=2)
    kept = _answered()
    kept = kept.model_copy(update={"entries": (*kept.entries, gone)})
    decision = decided(SOFIE, c.OpenPropose(case=CASE), where=NIO, found=kept)
    assert key_of(decision.reply) == "refused.no_answer_yet_title"


def test_a_proposal_is_kept_and_shown_to_those_who_judge() -> None:
    decision = _proposed()
    made = _kept(decision)
    assert (made.version, made.standing, made.queue) == (1, Standing.PENDING, "nio")
    assert (made.author, made.review_by) == (SOFIE, date(2026, 12, 1))
    (posted,) = deliveries(decision)
    assert posted.to == NIO
    assert posted.internal
    assert c.ApproveProposal(id=made.id, version=1) in [b.command for b in posted.message.buttons]
    assert decision.case is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": " "}, "bad_title"),
        ({"title": "x" * 151}, "bad_title"),
        ({"title": "With [brackets]"}, "bad_title"),
        ({"source": ""}, "bad_source"),
        ({"address": "office.example"}, "bad_source"),
        ({"address": "javascript:alert(1)"}, "bad_source"),
        ({"review_by": "soon"}, "bad_day"),
        ({"review_by": "2026-05-04"}, "bad_day"),
        ({"review_by": "2029-01-01"}, "bad_day"),
        ({"topic": "weather"}, "bad_topic"),
        ({"locale": "xx"}, "bad_topic"),
        ({"text": "See {{fact}}"}, "bad_marks"),
        ({"text": f"As in {CASE}."}, "personal"),
        ({"text": "Dear alice peeters, yes."}, "personal"),
        ({"title": "What KUL may do"}, "personal"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(changes: dict[str, str], fault: str) -> None:
    decision = _proposed(**changes)
    message = shown(decision)
    assert f"propose.{fault}" in message.text.replace("\\", "")
    assert decision.effects == ()
    assert message.form
    typed = c.Propose(**(GIVEN | changes))
    assert {f.id: f.initial for f in message.form.fields} == typed.model_dump(
        exclude={"do", "case"}
    )


MADE = _kept(_proposed())
LATER = timedelta(minutes=5)
APPROVE = c.ApproveProposal(id=MADE.id, version=1)
REJECT = c.RejectProposal(id=MADE.id, version=1, because="Too narrow.")


def _judged(who: Any, command: c.Command, made: Proposal = MADE, where: Any = NIO) -> Decision:
    return decided(who, command, where=where, proposals=(made,))


def test_a_colleague_approves_and_hears_that_it_is_not_served_yet() -> None:
    decision = _judged(MARC, APPROVE)
    new = _kept(decision)
    assert (new.version, new.standing, new.judged_by) == (2, Standing.APPROVED, MARC)
    assert key_of(decision.reply) == "proposal.approved_now_title"
    (asked,) = deliveries(_proposed())
    redrawn, posted = deliveries(decision)
    assert (redrawn.kind, redrawn.to, redrawn.slot) == (DeliveryKind.UPDATE, NIO, asked.slot)
    assert redrawn.message.buttons == (), "nothing is left to press"
    assert redrawn.message.title == "proposal.approved_title"
    assert posted.kind is DeliveryKind.POST
    assert [b.command for b in posted.message.buttons] == [c.ShowProposal(id=MADE.id)]
    assert MADE.text not in texts(posted.message)


def test_a_rejection_has_a_reason_that_the_author_reads() -> None:
    new = _kept(decision := _judged(MARC, REJECT))
    assert (new.standing, new.because) == (Standing.REJECTED, "Too narrow.")
    assert all("Too narrow." in texts(each.message) for each in deliveries(decision))
    silent = REJECT.model_copy(update={"because": ""})
    assert _judged(MARC, silent).refused == "refused.no_reason"


@pytest.mark.parametrize(
    "change",
    [
        Entry(number=4, kind=EntryKind.EDITED, at=NOW + LATER, by=SOFIE, text="Righter.", of=2),
        Entry(number=4, kind=EntryKind.DELETED, at=NOW + LATER, by=SOFIE, of=2),
        Entry(number=4, kind=EntryKind.SENT, at=NOW + LATER, by=SOFIE, text="No.", correction="c"),
    ],
)
def test_nobody_approves_what_the_office_no_longer_says(change: Entry) -> None:
    before = _answered()
    now = before.model_copy(update={"entries": (*before.entries, change)})
    judged: dict[str, Any] = {"where": NIO, "proposals": (MADE,), "other": now}
    refused = decided(MARC, APPROVE, **judged)
    assert (refused.refused, refused.effects) == ("refused.answer_changed", ())
    assert _kept(decided(MARC, REJECT, **judged)).standing is Standing.REJECTED
    assert _kept(decided(MARC, APPROVE, **(judged | {"other": before})))


def test_whoever_thinks_better_of_rejecting_it_is_back_at_the_proposal() -> None:
    message = shown(_judged(MARC, c.OpenReject(id=MADE.id, version=1)))
    assert message.form
    assert message.form.back == c.ShowProposal(id=MADE.id).model_dump()


@pytest.mark.parametrize("command", [APPROVE, REJECT, c.OpenReject(id=MADE.id, version=1)])
def test_the_author_and_the_slower_one_change_nothing(command: c.Command) -> None:
    own = _judged(SOFIE, command)
    assert (own.refused, own.effects) == ("refused.own_proposal", ())
    done = MADE.model_copy(update={"version": 2, "standing": Standing.APPROVED, "judged_by": MARC})
    late = _judged(MARC, command, done)
    assert (late.refused, late.effects) == ("refused.judged_already", ())
    assert "Marc" in texts(late.reply)


@pytest.mark.parametrize(
    "command",
    [APPROVE, REJECT, c.OpenReject(id=MADE.id, version=1), c.ShowProposal(id=MADE.id)],
)
@pytest.mark.parametrize(("who", "where"), [(ALICE, None), (LUCAS, CTR), (MARC, None), (MARC, CTR)])
def test_nobody_else_sees_or_judges_it(command: c.Command, who: Any, where: Any) -> None:
    foreign = decided(who, command, where=where, proposals=(MADE,))
    assert foreign == decided(who, command, where=where)
    assert foreign.refused
    assert foreign.effects == ()
    assert "Sundays" not in texts(foreign.reply)


def test_the_list_is_for_staff_and_names_what_waits() -> None:
    assert read_command("proposals") == c.ListProposals()
    message = shown(decided(SOFIE, c.ListProposals(), where=NIO, proposals=(MADE,)))
    assert [b.command for b in message.buttons] == [c.ShowProposal(id=MADE.id)]
    foreign = decided(SOFIE, c.ListProposals(), where=CTR, proposals=(MADE,))
    assert key_of(foreign.reply) == "proposal.none_title"
    assert decided(ALICE, c.ListProposals(), proposals=(MADE,)).refused == "refused.staff_only"


async def test_through_the_desk_it_is_kept_judged_once_and_on_record() -> None:
    record = MemoryRecord(rules=ROUTING)
    record.cases = {CASE: _answered()}
    desk = _desk(record)

    async def does(who: Any, command: c.Command, key: str) -> Any:
        return await desk.take(turn(who, command, NIO, key=key, hears=Hears.AT_ONCE))

    await does(SOFIE, c.Propose(**GIVEN), "1")
    (made,) = record.proposed.values()
    approve = c.ApproveProposal(id=made.id, version=1)
    assert key_of(await does(SOFIE, approve, "2")) == "refused.own_proposal_title"
    assert key_of(await does(MARC, approve, "3")) == "proposal.approved_now_title"
    assert key_of(await does(MARC, approve, "4")) == "refused.judged_already_title"
    assert record.proposed[made.id].standing is Standing.APPROVED
    told = [(line.act, line.what, line.detail) for line in record.trail]
    assert (Act.CHANGED, "propose", f"{made.id} pending") in told
    assert (Act.CHANGED, "approve_proposal", f"{made.id} approved") in told
