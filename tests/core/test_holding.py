"""Legal holds, and for how long cases are kept."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from core.decide import decide
from core.values import admin as a
from core.values.case import Case, EntryKind, Hold
from core.values.decision import Decision, Found
from core.values.delivery import Delivery
from core.values.office import Administration, Office
from core.values.period import before
from core.values.routing import Queue
from tests.core.given import ALICE, CASE, NOW, PACK, ROUTING, SOFIE, case, ids, key_of, turn

HELD = Hold(since=NOW, because="Court case 12/34")


def done(command: a.OfAdmin, found: Case | None, who: object = SOFIE) -> Decision:
    kept = Administration(office=Office(admins=(SOFIE.key,)))
    given = Found(admin=kept, case=found)
    return decide(turn(who, command), given, PACK, ROUTING, NOW, ids())  # type: ignore[arg-type]


def put(act: str, found: Case | None, because: str = "Court case 12/34") -> Decision:
    return done(a.PutHold.model_validate({"held": CASE, "act": act, "because": because}), found)


def test_a_hold_is_on_the_case_with_its_reason_and_staff_see_it() -> None:
    decision = put("set", case(version=2))
    assert decision.case is not None
    assert decision.case.hold == HELD
    assert (decision.case.entries[-1].kind, decision.case.version) == (EntryKind.KEPT, 3)
    shown = [e.message.model_dump_json() for e in decision.effects if isinstance(e, Delivery)]
    assert any("Court case 12/34" in text for text in shown)
    assert all(e.internal for e in decision.effects if isinstance(e, Delivery) and e.case)


def test_a_hold_is_lifted_with_a_reason_too() -> None:
    decision = put("lift", case(version=2, hold=HELD), "The court has judged")
    assert decision.case is not None
    assert decision.case.hold is None
    assert decision.case.entries[-1].text == "The court has judged"


@pytest.mark.parametrize(("act", "hold"), [("set", HELD), ("lift", None)])
def test_what_is_so_already_changes_nothing(act: str, hold: Hold | None) -> None:
    decision = put(act, case(hold=hold))
    assert (key_of(decision.reply), decision.case) == (f"hold.already_{act}_title", None)


def test_nobody_holds_what_is_not_there() -> None:
    assert put("set", None).refused == "refused.not_found"
    assert done(a.OpenHold(held="nonsense"), None).refused == "refused.not_found"


def test_only_admins_and_only_with_a_reason() -> None:
    command = a.PutHold(held=CASE, act="set", because="x")
    refused = done(command, case(), ALICE)
    assert (refused.refused, refused.case) == ("refused.admin_only", None)
    with pytest.raises(ValidationError):
        a.PutHold(held=CASE, act="set", because="  ")


def test_the_form_shows_nothing_of_the_case_but_its_number() -> None:
    decision = done(a.OpenHold(held=CASE), case(question="SECRET", hold=HELD))
    assert decision.reply is not None
    assert "SECRET" not in decision.reply.model_dump_json()
    assert decision.reply.form is not None
    assert [f.initial for f in decision.reply.form.fields] == [CASE, "lift", ""]


@pytest.mark.parametrize(
    ("text", "months"), [("5 years", 60), ("1 year", 12), ("18 months", 18), ("1 month", 1)]
)
def test_a_span_is_written_as_it_is_read(text: str, months: int) -> None:
    queue = Queue(mailbox="nio@office.example", keep_for=text)
    assert queue.keep_for == months
    assert queue.model_dump(mode="json")["keep_for"] == text


@pytest.mark.parametrize(
    "text", ["5", "5 days", "0 years", "-1 year", "200 years", "", "five years"]
)
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Queue(mailbox="nio@office.example", keep_for=text)


def test_months_back_end_on_a_day_that_there_is() -> None:
    assert before(datetime(2026, 3, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert before(datetime(2026, 1, 15, tzinfo=UTC), 13) == datetime(2024, 12, 15, tzinfo=UTC)
    assert before(datetime(2024, 2, 29, tzinfo=UTC), 12) == datetime(2023, 2, 28, tzinfo=UTC)
