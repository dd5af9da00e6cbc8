"""Every field of a queue can be set in chat, and survives both forms exactly."""

from typing import Any

import pytest

from core.values import admin as a
from core.values import command as c
from core.values.message import Message
from core.values.office import LATE
from core.values.routing import Queue, Routing
from core.values.week import Week
from tests.core.given import ROUTING, SOFIE
from tests.core.test_admin import Office2

HERE = SOFIE.workspace
WEEK = {"mon-thu": ["09:00-12:30", "13:30-17:00"], "fri": "09:00-12:00"}
SAMPLES: dict[str, tuple[Any, ...]] = {
    "staff": (f"{HERE}:C0DEV",),
    "mailbox": ("other@office.example",),
    "reply": ("direct",),
    "recall": (0, 600),
    "digest": ("09:00", "00:00"),
    "second_reader": (True, ["sta"], ["sta", "fees"]),
    "respond_within": ("1 working days", "250 working days"),
    "next_within": ("2 working days",),
    "notice_after": ("9 working days",),
    "close_after": ("30 working days",),
    "keep_for": ("18 months", "5 years", "1 month"),
    "hours": (
        WEEK,
        {"timezone": "Europe/Lisbon", **WEEK},
        {"wed": "00:00-23:59"},
        {"mon": "08:00-09:00", "wed": "08:00-09:00", "sat-sun": ["01:00-02:00", "03:05-04:10"]},
        {day: ["08:00-09:00", "10:00-11:00", "12:00-13:00"] for day in Week.model_fields
         if day != "timezone"},
    ),
    "escalate_to": (f"{HERE}:C0BOSS", "boss@office.example"),
    "people": ([SOFIE.key], [SOFIE.key, f"{HERE}:U0NEW"]),
    "writers": (["sofie@office.example"], ["s@office.example", "M@other.office.example"]),
}  # fmt: skip
ELSEWHERE: dict[str, Any] = {
    "staff": "teams:t-1:19:abc@thread.tacv2",
    "escalate_to": "slack:T0ELSE:C0BOSS",
    "people": ["slack:T0ELSE:U0EVE", SOFIE.key, "teams:t-1:u-1"],
    "second_reader": [],
}
CASES = [(name, value) for name, values in SAMPLES.items() for value in values]


def queue(**given: Any) -> Queue:
    return Queue.model_validate({"mailbox": "nio@office.example", **given})


def office_with(nio: Queue) -> Office2:
    made = Office2()
    made.record.rules = Routing(queues=ROUTING.queues | {"nio": nio}, rules=ROUTING.rules)
    made.record.past = [made.record.rules]
    return made


def in_draft(office: Office2) -> Queue:
    (draft,) = office.record.drafts()
    return draft.routing.queues["nio"]


async def inputs(office: Office2, opened: c.Command) -> dict[str, str]:
    """What the form holds as it is shown; an empty input is submitted empty."""
    form = (await office.take(SOFIE, opened)).form
    assert form is not None
    return {field.id: field.initial for field in form.fields}


async def saved(office: Office2, opened: c.Command, given: dict[str, str]) -> Message:
    form = (await office.take(SOFIE, opened)).form
    assert form is not None
    return await office.take(SOFIE, c.COMMAND.validate_python({**given, **form.command}))


FORMS = (a.OpenQueue(queue="nio"), a.OpenTimes(queue="nio"))


def test_a_new_field_of_a_queue_needs_its_place_in_a_form() -> None:
    assert set(SAMPLES) == set(Queue.model_fields), "add samples here, and an input to a form"


@pytest.mark.parametrize("form", FORMS, ids=["people", "times"])
@pytest.mark.parametrize(("name", "value"), [*CASES, *ELSEWHERE.items()], ids=str)
async def test_a_form_that_is_saved_as_it_was_shown_changes_nothing(
    name: str, value: Any, form: c.Command
) -> None:
    nio = queue(**{name: value})
    office = office_with(nio)
    said = await saved(office, form, await inputs(office, form))
    assert said.title.startswith("admin.draft_title"), said.text
    assert in_draft(office) == nio
    assert in_draft(office).model_dump(mode="json") == nio.model_dump(mode="json")


@pytest.mark.parametrize(("name", "value"), CASES, ids=str)
async def test_every_field_can_be_set_and_taken_back_in_chat(name: str, value: Any) -> None:
    plain, special = queue(), queue(**{name: value})
    for before, wanted in ((plain, special), (special, plain)):
        office, model = office_with(before), office_with(wanted)
        for form in FORMS:
            said = await saved(office, form, await inputs(model, form))
            assert said.title.startswith("admin.draft_title"), said.text
        assert in_draft(office) == wanted


@pytest.mark.parametrize(
    ("form", "typed", "told"),
    [
        (1, {"hours": "mon 17:00-09:00"}, "fault.period_backwards"),
        (1, {"hours": "mon 9-17"}, "fault.period "),
        (1, {"hours": "fri-mon 09:00-17:00"}, "fault.days_backwards"),
        (1, {"hours": "mon 09:00-12:00 11:00-13:00"}, "fault.overlap"),
        (1, {"hours": "someday 09:00-12:00"}, "fault.unknown"),
        (1, {"timezone": "Europe/Atlantis"}, "fault.zone"),
        (1, {"overdue_mail": "nobody"}, "fault.conversation"),
        (1, {"notice_after": "20"}, "fault.notice_after_close"),
        (1, {"notice_after": "0"}, "fault.least"),
        (1, {"close_after": "999"}, "fault.most"),
        (1, {"close_after": ""}, "form.missing"),
        (1, {"next_within": "soon"}, "fault.working_days"),
        (1, {"recall": "ten"}, "fault.number"),
        (1, {"recall": "601"}, "fault.most"),
        (1, {"keep_for": "some time"}, "fault.span"),
        (1, {"keep_for": "101 years"}, "fault.most"),
        (1, {"digest": "25:00"}, "fault.hour"),
        (0, {"name": ""}, "form.missing"),
        (0, {"name": "ctr"}, "admin.name_taken"),
        (0, {"name": "x" * 61}, "fault.longest"),
        (0, {"days": "three"}, "fault.working_days"),
        (0, {"days": ""}, "form.missing"),
        (0, {"mailbox": "nobody"}, "fault.address"),
        (0, {"mailbox": ""}, "form.missing"),
    ],
    ids=str,
)
async def test_what_does_not_do_is_told_where_it_stands(
    form: int, typed: dict[str, str], told: str
) -> None:
    office = office_with(queue(hours={"mon-fri": ["09:00-17:00"]}))
    given = await inputs(office, FORMS[form]) | typed
    said = await saved(office, FORMS[form], given)
    assert said.form is not None
    assert said.text == "admin.faults"
    (field,) = typed
    assert {field: said.faults[field].startswith(told.strip())} == {field: True}, said.faults
    assert {f.id: f.initial for f in said.form.fields if f.id in typed} == typed
    assert office.record.drafts() == ()


@pytest.mark.parametrize(
    ("form", "typed", "told"),
    [
        (1, {"overdue_staff": "C0BOSS", "overdue_mail": "boss@office.example"}, "admin.one_of"),
        (1, {"overdue_staff": "slack:T0ELSE:C0BOSS"}, "admin.foreign"),
        (0, {"second": "topics", "second_topics": ""}, "admin.no_topics"),
    ],
    ids=str,
)
async def test_what_does_not_fit_together_is_told_at_one_of_both(
    form: int, typed: dict[str, str], told: str
) -> None:
    office = office_with(queue())
    said = await saved(office, FORMS[form], await inputs(office, FORMS[form]) | typed)
    assert [fault.startswith(told) for fault in said.faults.values()] == [True]


async def test_all_faults_are_told_at_once() -> None:
    office = office_with(queue())
    office.eyes.wrong["staff"] = "it is public"
    typed = {"name": "", "staff": "C0NEW", "mailbox": "nobody", "days": "soon"}
    typed |= {"people": "slack:T0ELSE:U0EVE", "second": "topics", "second_topics": ""}
    said = await saved(office, FORMS[0], await inputs(office, FORMS[0]) | typed)
    assert set(said.faults) == {"name", "staff", "mailbox", "days", "people", "second_topics"}
    times = {"hours": "mon 9-17", "recall": "ten", "keep_for": "long", "digest": "late"}
    said = await saved(office, FORMS[1], await inputs(office, FORMS[1]) | times)
    assert set(said.faults) == set(times)


async def test_what_was_not_found_out_in_time_is_said() -> None:
    office = office_with(queue())
    office.eyes.wrong["staff"] = LATE
    given = await inputs(office, FORMS[0]) | {"staff": "C0NEW"}
    assert (await saved(office, FORMS[0], given)).faults == {"staff": "fault.late"}


async def test_the_page_of_a_queue_shows_what_both_forms_set() -> None:
    office = office_with(queue(**{name: values[-1] for name, values in SAMPLES.items()}))
    page = await office.take(SOFIE, a.ShowQueue(queue="nio"))
    told = " ".join(fact.value for fact in page.facts)
    for words in ("C0DEV", "boss@office.example", SOFIE.key, "30", "10:00-11:00", "600"):
        assert words in told
    assert [button.command for button in page.buttons if button.command][:2] == list(FORMS)


@pytest.mark.parametrize("ask", [a.ShowQueue(queue="gone"), a.OpenTimes(queue="gone")])
async def test_a_queue_that_is_not_there_is_said(ask: c.Command) -> None:
    said = await office_with(queue()).take(SOFIE, ask)
    assert said.title.startswith("refused.no_change")


async def test_times_opened_before_a_change_save_nothing() -> None:
    office = office_with(queue())
    given = await inputs(office, FORMS[1])
    late = {**given, "do": "save_times", "base": 0, "queue": "nio"}
    said = await office.take(SOFIE, c.COMMAND.validate_python(late))
    assert said.title.startswith("admin.stale_title")


async def test_where_what_is_overdue_goes_is_looked_at_before_it_is_saved() -> None:
    office = office_with(queue())
    office.eyes.wrong["staff"] = "it is public"
    given = await inputs(office, FORMS[1]) | {"overdue_staff": "C0BOSS"}
    said = await saved(office, FORMS[1], given)
    assert said.faults == {"overdue_staff": "it is public"}
    assert office.eyes.asked == [f"{HERE}:C0BOSS"]
    mail = given | {"overdue_staff": "", "overdue_mail": "boss@office.example"}
    assert (await saved(office, FORMS[1], mail)).title.startswith("admin.draft_title")
    assert office.eyes.asked[1:] == ["boss@office.example"]
