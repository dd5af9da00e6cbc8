"""Cases that have been kept for long enough are shredded by the desk and on the command line; what
an admin holds stays."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from adapters.storage.record import SqlRecord
from adapters.storage.schema import CASE, ENTRY
from bots.operations import audit, retention
from bots.settings import Settings
from core.values.office import Office as Kept
from tests.walks.conftest import BOTH_DATABASES, ROUTING, Office, opened, settings_for
from tests.walks.ministry import Ministry, ministry
from tests.walks.test_own_data import _rows

YEARS = timedelta(days=4 * 365).total_seconds()
SOFIE = "slack:T0UNI:U0SOFIE"


def given(office: Office, folder: Path) -> Settings:
    url = getattr(office.desk.store, "_url", f"sqlite:///{folder}/desk.db")
    return settings_for(office.sim, folder).model_copy(update={"desk_database_url": url})


async def _closed(office: Office, question: str) -> str:
    number = await office.asked(office.alice, question)
    card = await office.card("C0NIO", question)
    await office.sofie.say("C0NIO", "!close answered", thread_ts=card.ts)
    await office.redrawn(f"{number} · closed")
    await office.quiet()
    return number


async def _aged(office: Office, *ids: str) -> None:
    """Years pass for these cases."""

    def age(record: SqlRecord) -> None:
        db = record.connection
        db.execute(
            update(CASE).where(CASE.c.id.in_(ids)).values(opened_at=CASE.c.opened_at - YEARS)
        )
        db.execute(update(ENTRY).where(ENTRY.c.case_id.in_(ids)).values(at=ENTRY.c.at - YEARS))
        record.forget_turns(datetime.now(UTC), 500)  # as happens after 72 hours

    await office.desk.store.write(age)


async def _keeps_for(office: Office, span: str) -> None:
    routing = ROUTING.model_dump(mode="json", exclude_defaults=True)
    for queue in routing["queues"].values():
        queue["keep_for"] = span
    made = type(ROUTING).model_validate(routing)
    admins = Kept(admins=(SOFIE,))

    def put(record: SqlRecord) -> None:
        record.set_routing(made, "test", datetime.now(UTC))
        record.set_office(admins, "test", datetime.now(UTC))

    await office.desk.store.write(put)


@BOTH_DATABASES
async def test_old_cases_go_and_held_ones_stay(office: Office, tmp_path: Path) -> None:
    old = await _closed(office, "May quetzals fly?")
    held = await _closed(office, "May axolotls swim?")
    young = await _closed(office, "May jaguars run?")
    await _aged(office, old, held)
    await _keeps_for(office, "3 years")
    form = await office.sofie.slash("/innovation", f"admin hold {held}")
    why = {"What happens": "Keep the case", "Why": "Court case 12/34"}
    done = await office.sofie.submit(opened(form), why)
    assert "is kept from now on" in opened(done).plain
    card = await office.redrawn("Court case 12/34")
    assert "Legal hold" in card.plain
    await _aged(office, held)
    settings = given(office, tmp_path)
    dry = await retention.purged(settings, lambda line: None, dry=True)
    assert (dry.cases, dry.held) == ((old,), (held,))
    assert "quetzals" in await office.desk.store.read(_rows)
    wet = await retention.purged(settings, lambda line: None, dry=False)
    assert (wet.cases, wet.held) == ((old,), (held,))
    rows = await office.desk.store.read(_rows)
    assert "quetzals" not in rows
    assert "axolotls" in rows
    assert "jaguars" in rows
    count, faults = audit.verify(settings, None)
    assert (faults, count > 5) == ([], True)
    lines = await office.desk.store.read(lambda record: record.lines(1, old))
    assert (lines[0].act, lines[0].what) == ("erased", "retention")
    again = await retention.purged(settings, lambda line: None, dry=False)
    assert again.cases == ()
    shown = await office.alice.slash("/innovation", f"case {young}")
    assert "jaguars" in shown.plain


async def test_nothing_goes_where_no_span_is_set(office: Office, tmp_path: Path) -> None:
    old = await _closed(office, "May quetzals fly?")
    await _aged(office, old)
    done = await retention.purged(given(office, tmp_path), lambda line: None, dry=False)
    assert done == retention.Purged((), (), 0)


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def test_a_hold_in_teams(across: Ministry) -> None:
    fatima, nina = across.person("fatima"), across.person("nina")
    admins = Kept(admins=(f"teams:{across.teams.app_tenant}:{nina.user.aad_object_id}",))
    await across.desk.store.write(lambda r: r.set_office(admins, "test", datetime.now(UTC)))
    across.teams.install(nina)
    await across.in_inbox(nina, "National Innovation Office")
    number = await across.asked_on_teams(fatima, "May axolotls swim?")
    await across.teams_card("axolotls")
    shown = await nina.message(f"admin hold {number}")
    why = {"What happens": "Keep the case", "Why": "Court case 12/34"}
    done = await nina.fill(shown.message, why, "Save")
    assert "is kept from now on" in done.plain, done
    card = await across.teams_card("Court case 12/34")
    assert "Legal hold" in card.plain
    asked = await fatima.message("privacy")
    assert number in asked.message.plain
    kept = await fatima.click(asked.message, "Erase mine")
    assert "must be kept" in kept.plain, json.dumps(kept.card)
    assert "Court case" not in kept.plain
