"""Working hours, clocks that stand still, reminders, snoozes and the end of waiting."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.decide.casework.snoozing import moment
from core.decide.timing.due import due_text
from core.decide.timing.working_time import WorkingTime
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, EntryKind, Status
from core.values.decision import Decision
from core.values.place import DESK
from core.values.routing import Queue, Routing
from core.values.week import Week
from tests.core.given import (
    ALICE,
    CALENDAR,
    CASE,
    CTR,
    LUCAS,
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
    timers,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
HALVES = Week.model_validate({"mon-thu": ["09:00-12:30", "13:30-17:00"], "fri": "09:00-12:00"})
CLOCK = WorkingTime(HALVES, CALENDAR.closed)
HOUR = timedelta(hours=1)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=BRUSSELS).astimezone(UTC)


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        ({"mon": "9-17"}, "write for example 09:00-12:30"),
        ({"mon": "17:00-09:00"}, "ends before it begins|not a period"),
        ({"mon": "25:00-26:00"}, "not a period"),
        ({"mon": ["09:00-12:00", "11:00-13:00"]}, "overlap"),
        ({"fri-mon": "09:00-17:00"}, "runs backwards"),
        ({"timezone": "Mars/Base", "mon": "09:00-17:00"}, "not a time zone"),
        ({}, "no day has working hours"),
        ({"someday": "09:00-17:00"}, "someday"),
    ],
)
def test_hours_that_cannot_be_are_told_in_sentences(spoiled: object, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Week.model_validate(spoiled)


def test_hours_survive_being_stored() -> None:
    queue = Queue.model_validate(
        {"mailbox": "a@b.example", "hours": {"mon-fri": "08:00-16:00", "timezone": "Asia/Tokyo"}}
    )
    assert Queue.model_validate_json(queue.model_dump_json(exclude_defaults=True)) == queue


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("05-04 10:00", "05-04 10:00"),
        ("05-04 12:45", "05-04 13:30"),
        ("05-04 17:00", "05-05 09:00"),
        ("05-08 12:00", "05-11 09:00"),
        ("05-13 18:00", "05-15 09:00"),  # 14 May is a holiday
    ],
)
def test_the_next_moment_at_which_somebody_works(at: str, opens: str) -> None:
    assert CLOCK.opening_from(_at(at)) == _at(opens)


def test_working_time_leaves_out_lunch_nights_weekends_and_holidays() -> None:
    assert CLOCK.between(_at("05-04 12:00"), _at("05-04 14:30")) == 1.5 * HOUR
    assert CLOCK.between(_at("05-13 16:00"), _at("05-18 10:00")) == 5 * HOUR
    assert CLOCK.part(_at("05-13 16:00"), _at("05-18 10:00"), 0.5) == _at("05-15 10:30")


FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 6, 30)  # noqa: DTZ001  (hypothesis adds it)
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(MOMENTS, st.integers(0, 20), st.floats(0, 1))
@STEADY
def test_a_part_of_the_time_is_that_part(start: datetime, days: int, share: float) -> None:
    end = start + timedelta(days=days)
    at = CLOCK.part(start, end, share)
    assert start <= at <= end or not CLOCK.between(start, end)
    off = abs(CLOCK.between(start, at) - CLOCK.between(start, end) * share)
    assert off < timedelta(seconds=1)


@given(MOMENTS)
@STEADY
def test_somebody_works_at_every_opening(at: datetime) -> None:
    opens = CLOCK.opening_from(at).astimezone(BRUSSELS)
    assert CLOCK.works(opens.date())
    assert any(p.opens <= opens.time() < p.closes for p in HALVES.of(opens.weekday()))
    assert opens >= at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2d", "05-06 09:00"), ("1d", "05-05 09:00"), ("3h", "05-04 13:30"), ("1w", "05-11 09:00"),
        ("tomorrow", "05-05 09:00"), ("fri", "05-08 09:00"), ("Friday", "05-08 09:00"),
        ("mon", "05-11 09:00"), ("2026-05-14", "05-15 09:00"), (" 2 days ", "05-06 09:00"),
        ("sat", "05-11 09:00"),
        ("yesterday", None), ("0d", None), ("2025-01-01", None), ("999w", None), ("", None),
        ("2026-13-01", None), ("-1d", None),
    ],
)  # fmt: skip
def test_moments_as_people_write_them(text: str, expected: str | None) -> None:
    at = _at("05-04 10:00")
    assert moment(text, at, CLOCK, PACK) == (_at(expected) if expected else None)


def _case(decision: Decision) -> Case:
    assert decision.case is not None
    return decision.case


def _opened(routing: Routing = ROUTING) -> Decision:
    command = c.Escalate(question="May qubits heal?", topic="sta", consent="yes")
    return decided(ALICE, command, routing=routing)


def _goes_off(before: Case, decision: Decision, slot: str, routing: Routing = ROUTING) -> Decision:
    at, command = timers(decision)[slot]
    assert command is not None
    return decided(DESK, command, found=before, now=at, routing=routing)


def test_staff_are_reminded_at_three_quarters_and_when_it_is_overdue() -> None:
    opened = _opened()
    new = _case(opened)
    assert new.due_at == _at("05-07 17:00")
    assert timers(opened)["remind"][0] == _at("05-06 17:00"), "a quarter of four days is left"
    early = _goes_off(new, opened, "remind")
    assert [(d.to, key_of(d.message)) for d in deliveries(early)] == [(NIO, "remind.early_title")]
    at, command = timers(early)["remind"]
    assert at == new.due_at
    assert isinstance(command, c.GoOff)
    assert command.what == "overdue"
    late = _goes_off(_case(early), early, "remind")
    assert {(d.to.lane, key_of(d.message)) for d in deliveries(late)} == {
        (NIO.lane, "remind.overdue_title"),
        ("email::nio@office.example", "remind.overdue_title"),
    }
    assert timers(late) == {}


def test_who_works_on_it_is_reminded_in_person() -> None:
    opened = _opened()
    claimed = decided(SOFIE, c.Claim(case=_case(opened).id), where=NIO, found=_case(opened))
    early = _goes_off(_case(claimed), opened, "remind")
    assert {d.to.lane for d in deliveries(early)} == {NIO.lane, SOFIE.direct.lane}
    assert all("qubits" not in d.model_dump_json() for d in deliveries(early))


def test_what_is_overdue_goes_to_the_second_conversation() -> None:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"]["escalate_to"] = str(CTR)
    routing = Routing.model_validate(given)
    opened = _opened(routing)
    early = _goes_off(_case(opened), opened, "remind", routing)
    late = _goes_off(_case(early), early, "remind", routing)
    second = [d for d in deliveries(late) if d.to == CTR]
    assert [d.internal for d in second] == [True]


@pytest.mark.parametrize(
    "command",
    [
        c.Answer(case=CASE, text="Yes."),
        c.Answer(case=CASE, text="Which?", then=c.Then.WAITING),
        c.Close(case=CASE, outcome=c.Outcome.ANSWERED),
    ],
)
def test_an_old_reminder_says_nothing(command: c.Command) -> None:
    before = case()
    done = _case(decided(SOFIE, command, where=NIO, found=before))
    old = c.GoOff(case=CASE, what="remind", at=before.due_at)
    assert decided(DESK, old, found=done, now=before.due_at) == Decision()


def test_the_clock_stands_still_while_the_requester_is_waited_for() -> None:
    new = _case(_opened())
    ask = c.Answer(case=new.id, text="Which?", then=c.Then.WAITING)
    waiting = _case(decided(SOFIE, ask, where=NIO, found=new, now=_at("05-05 11:00")))
    voice = Voice(PACK, "en")
    assert due_text(voice, waiting).startswith("due.waiting")
    reply = c.Reply(case=new.id, text="the blue one")
    back = _case(decided(ALICE, reply, found=waiting, now=_at("05-11 10:00")))
    assert back.due_at == _at("05-13 17:00"), "four working days ended meanwhile"
    assert back.promise is not None
    assert back.promise.stopped == 4
    assert "due.stopped days=4" in due_text(voice, back)
    assert back.status is Status.OPEN


def test_the_same_day_costs_nothing() -> None:
    new = _case(_opened())
    ask = c.Answer(case=new.id, text="Which?", then=c.Then.WAITING)
    waiting = _case(decided(SOFIE, ask, where=NIO, found=new, now=_at("05-05 11:00")))
    reply = c.Reply(case=new.id, text="the blue one")
    back = _case(decided(ALICE, reply, found=waiting, now=_at("05-05 12:00")))
    assert back.due_at == new.due_at


def test_silence_is_noticed_and_then_the_case_is_closed() -> None:
    asked = decided(
        SOFIE, c.Answer(case=CASE, text="Which?", then=c.Then.WAITING), where=NIO, found=case()
    )
    waiting = _case(asked)
    nudged = _goes_off(waiting, asked, "nudge")
    assert timers(asked)["nudge"][0] == _at("05-11 09:00")
    (to_alice,) = [d for d in deliveries(nudged) if d.to == ALICE.direct]
    assert key_of(to_alice.message) == "case.still_waiting_title"
    assert "Tue 19 May 2026" in to_alice.message.text.replace("\\", "")
    at, command = timers(nudged)["nudge"]
    assert at == _at("05-19 17:00")
    closed = decided(DESK, command, found=_case(nudged), now=at)  # type: ignore[arg-type]
    assert (_case(closed).status, _case(closed).outcome) == (Status.CLOSED, c.Outcome.NO_REPLY)


@pytest.mark.parametrize("text", ["OK, great", "👍", "ok, thanks"])
def test_what_agrees_is_an_answer_where_the_office_asked(text: str) -> None:
    reply = c.Reply(case=CASE, text=text)
    asked = _case(decided(ALICE, reply, found=case(Status.WAITING, waiting_since=NOW)))
    assert asked.status is Status.OPEN
    answered = _case(decided(ALICE, reply, found=case(Status.ANSWERED)))
    assert answered.status is Status.ANSWERED


@pytest.mark.parametrize("text", ["Thanks!", "thank you very much", "Many thanks 🙏🏽"])
def test_thanks_change_nothing(text: str) -> None:
    for status in (Status.ANSWERED, Status.WAITING, Status.SNOOZED):
        before = case(status, waiting_since=NOW if status is Status.WAITING else None)
        after = _case(decided(ALICE, c.Reply(case=CASE, text=text), found=before))
        assert (after.status, after.due_at) == (status, before.due_at)


def test_more_after_an_answer_has_a_due_time_of_its_own() -> None:
    reply = c.Reply(case=CASE, text="And tomorrow?")
    after = decided(ALICE, reply, found=case(Status.ANSWERED), now=_at("06-01 10:00"))
    assert _case(after).due_at == _at("06-04 17:00")
    assert "remind" in timers(after)


def test_a_snoozed_case_wakes_by_itself_and_no_more_than_once() -> None:
    slept = decided(SOFIE, c.Snooze(case=CASE, until="2d"), where=NIO, found=case())
    asleep = _case(slept)
    assert (asleep.status, asleep.due_at) == (Status.SNOOZED, case().due_at)
    woken = _goes_off(asleep, slept, "wake")
    assert _case(woken).status is Status.OPEN
    assert [e.kind for e in _case(woken).entries][-1] is EntryKind.WOKEN
    _, command = timers(slept)["wake"]
    assert decided(DESK, command, found=_case(woken)) == Decision()  # type: ignore[arg-type]


def test_a_new_snooze_replaces_the_old_one() -> None:
    first = decided(SOFIE, c.Snooze(case=CASE, until="2d"), where=NIO, found=case())
    second = decided(SOFIE, c.Snooze(case=CASE, until="1w"), where=NIO, found=_case(first))
    _, old = timers(first)["wake"]
    assert decided(DESK, old, found=_case(second)) == Decision()  # type: ignore[arg-type]


def test_a_closed_case_can_be_reopened_for_thirty_days() -> None:
    closed = _case(
        decided(SOFIE, c.Close(case=CASE, outcome=c.Outcome.ANSWERED), where=NIO, found=case())
    )
    day = timedelta(days=30)
    midnight = NOW + day + 14 * HOUR
    again = decided(ALICE, c.Reopen(case=CASE), found=closed, now=midnight - HOUR / 60)
    assert _case(again).status is Status.REOPENED, "the thirtieth day counts to its end"
    late = decided(ALICE, c.Reopen(case=CASE), found=closed, now=midnight)
    assert key_of(late.reply) == "refused.too_late_title"
    by_staff = decided(SOFIE, c.Reopen(case=CASE), where=NIO, found=closed, now=NOW + 2 * day)
    assert _case(by_staff).status is Status.REOPENED


def test_hours_of_a_queue_count_for_its_promises() -> None:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"]["hours"] = {"tue": "09:00-12:00", "wed": "09:00-12:00"}
    new = _case(_opened(Routing.model_validate(given)))
    assert new.due_at == _at("05-13 12:00"), "asked on a Monday, received on Tuesday 5 May"


def test_nobody_else_sets_the_desk_off() -> None:
    for person in (ALICE, SOFIE, LUCAS):
        command = c.GoOff(case=CASE, what="expire", at=NOW)
        refused = decided(person, command, where=NIO, found=case(Status.WAITING, waiting_since=NOW))
        assert key_of(refused.reply) == "refused.not_found_title"
