"""People see, take along and erase what is kept about them, in Slack and in Teams."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from adapters.storage.audit import trail
from adapters.storage.record import SqlRecord
from adapters.storage.schema import DELIVERY, METADATA
from core.values.delivery import DeliveryKind
from simulator.slack.views import View
from tests.walks.conftest import BOTH_DATABASES, Office, opened
from tests.walks.ministry import Ministry, ministry

CANARY = "quetzalcoatl"


async def _answered(office: Office) -> str:
    number = await office.asked(office.alice, f"May {CANARY} one be injected?")
    card = await office.card("C0NIO", CANARY)
    form = await office.sofie.click(card, "Answer")
    await office.sofie.submit(form.view, {"Answer": f"{CANARY} two: yes."})
    await office.heard(office.alice, f"{CANARY} two")
    await office.quiet()
    return number


def _in_staff_channel(office: Office) -> str:
    return "\n".join(m.plain for m in office.sim.slack.channel("C0NIO").messages)


def _rows(record: SqlRecord) -> str:
    db = record.connection
    return "\n".join(
        repr(tuple(row)) for table in METADATA.sorted_tables for row in db.execute(select(table))
    )


async def _a_day_passes(office: Office) -> None:
    """The timer that ends an erasure goes off."""

    def hurry(record: SqlRecord) -> None:
        timers = DELIVERY.c.lane.like("desk::erased:%")
        record.connection.execute(update(DELIVERY).where(timers).values(due_at=0.0))

    await office.desk.store.write(hurry)
    office.desk.courier.wake()


def _finished(record: SqlRecord) -> bool:
    waits = DELIVERY.c.kind == DeliveryKind.TIMER, DELIVERY.c.state.in_(("pending", "sending"))
    own = DELIVERY.c.lane.like("desk::erased:%")
    return record.connection.execute(select(DELIVERY.c.id).where(*waits, own)).first() is None


async def _until_finished(office: Office) -> None:
    while not await office.desk.store.read(_finished):
        await office.quiet()


async def test_an_export_arrives_readable_and_as_one_file(office: Office) -> None:
    number = await _answered(office)
    shown = await office.alice.slash("/innovation", "privacy")
    assert "What I keep about you" in shown.plain
    await office.alice.click(shown.message, "Export mine", wait=0)
    await office.heard(office.alice, "Your data, part 1 of")
    await office.quiet()
    parts = [m for m in office.alice.dms() if "Your data, part" in m.plain]
    text = "".join(m.plain.split("\n", 1)[1] for m in parts)
    kept = json.loads(text[text.index("{") :])
    assert [case["id"] for case in kept["cases"]] == [number]
    assert kept["cases"][0]["entries"][-1]["text"] == f"{CANARY} two: yes."
    assert all(CANARY not in (m.text or "") for m in parts)


@BOTH_DATABASES
async def test_what_is_erased_is_gone_here_and_on_the_platform(office: Office) -> None:
    number = await _answered(office)
    await office.asked(office.marc, "Lucas keeps his question")
    form = await _form(office)
    assert number in form.plain
    again = await office.alice.submit(form, {"Type ERASE to confirm": "no"})
    assert "Nothing was erased" in again.plain + str(again.errors)
    form = await _form(office)
    consent = {"Open cases": ["Withdraw my open cases first"]}
    done = await office.alice.submit(form, {"Type ERASE to confirm": "erase", **consent})
    assert "Erased" in opened(done).plain
    await office.sim.until(lambda: CANARY not in _in_staff_channel(office))
    await office.sim.until(lambda: not any(CANARY in m.plain for m in office.alice.dms()))
    await office.sim.until(lambda: "Nothing is to be done any more" in _in_staff_channel(office))
    assert "Lucas keeps his question" in _in_staff_channel(office)
    rows = await office.desk.store.read(_rows)
    assert CANARY not in rows
    await office.quiet()
    await _a_day_passes(office)
    await _until_finished(office)
    rows = await office.desk.store.read(_rows)
    for word in (CANARY, "U0ALICE", "Alice Peeters"):
        assert word not in rows
    case = await office.desk.store.read(lambda record: record.case(number))
    assert case is not None
    assert (case.status, case.question, case.topic) == ("withdrawn", "", "sta")
    seal = office.desk.store._seal
    _, faults = await office.desk.store.read(lambda r: trail.verified(r.connection, seal))
    assert faults == []


async def _form(office: Office) -> View:
    alice = office.alice
    shown = await alice.slash("/innovation", "privacy")
    if alice.modal:
        await alice.close(alice.modal)
    await alice.click(shown.message, "Erase mine", wait=0)

    def filled() -> View | None:
        return alice.modal if alice.modal and "Type ERASE" in alice.modal.plain else None

    form = await office.sim.until(filled)
    assert form is not None
    return form


async def test_who_comes_back_is_a_new_person_and_loses_nothing(office: Office) -> None:
    await _answered(office)
    form = await _form(office)
    consent = {"Open cases": ["Withdraw my open cases first"]}
    await office.alice.submit(form, {"Type ERASE to confirm": "ERASE", **consent})
    await office.quiet()
    later = await office.asked(office.alice, "Something quite new")
    await _a_day_passes(office)
    await _until_finished(office)
    case = await office.desk.store.read(lambda record: record.case(later))
    assert case is not None
    assert case.question == "Something quite new"
    card = await office.card("C0NIO", "Something quite new")
    answer = await office.sofie.click(card, "Answer")
    await office.sofie.submit(answer.view, {"Answer": "As before."})
    await office.heard(office.alice, "As before.")


@pytest.fixture
async def back_across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Slack, researchers on both."""
    async with ministry(tmp_path, "slack") as there:
        yield there


async def test_erasing_in_teams(back_across: Ministry) -> None:
    office, fatima = back_across, back_across.person("fatima")
    await office.asked_on_teams(fatima, f"{CANARY} in Teams?")
    card = await office.card("C0NIO", CANARY)
    form = await office.sofie.click(card, "Answer")
    await office.sofie.submit(form.view, {"Answer": f"{CANARY} by Teams."})
    await office.in_inbox(fatima, f"{CANARY} by Teams.")
    shown = await fatima.message("privacy")
    await fatima.click(shown.message, "Erase mine")
    given = {"Type ERASE to confirm": "ERASE", "Withdraw my open cases first": True}
    done = await fatima.fill(shown.message, given, "Erase it all")
    assert "Erased" in done.plain, done
    await office.sim.until(lambda: not any(CANARY in m.plain for m in fatima.inbox))
    await office.sim.until(lambda: CANARY not in _in_staff_channel(office))
    await office.quiet()
    await _a_day_passes(office)
    await _until_finished(office)
    rows = await office.desk.store.read(_rows)
    for word in (CANARY, fatima.id, "Fatima"):
        assert word not in rows, [row for row in rows.splitlines() if word in row]
