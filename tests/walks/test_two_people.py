"""Where two people are needed, the command line is no way around the second one."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.operations import cases, privacy, routing
from bots.operations import office as roles
from bots.settings import Settings, Unsafe
from core.decide.overview.exported import Sheet
from core.values.audit import Audit
from core.values.office import Office as Kept
from core.values.selection import Selection
from tests.walks.conftest import ROUTING, Office, opened, settings_for

SOFIE, MARC, ALICE = (f"slack:T0UNI:U0{name}" for name in ("SOFIE", "MARC", "ALICE"))


@pytest.fixture
async def given(office: Office, tmp_path: Path) -> Settings:
    kept = Kept(admins=(SOFIE,), two_people=True)
    await office.desk.store.write(lambda r: r.set_office(kept, "test", datetime.now(UTC)))
    return settings_for(office.sim, tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    queues = ROUTING.queues | {
        "innovationoffice": ROUTING.queues["innovationoffice"].model_copy(update={"keep_for": 60})
    }
    made = tmp_path / "new.yaml"
    made.write_text(routing.as_yaml(ROUTING.model_copy(update={"queues": queues})))
    return made


async def _newest(office: Office) -> Audit:
    return (await office.desk.store.read(lambda record: record.lines(1)))[0]


async def _in_force(office: Office) -> int | None:
    now = await office.desk.store.read(lambda record: record.routing())
    assert now is not None
    return now.queues["innovationoffice"].keep_for


async def test_a_routing_from_a_file_is_a_draft_until_an_admin_activates_it(
    office: Office, given: Settings, file: Path
) -> None:
    assert await routing.put(given, file) is None
    assert await _in_force(office) is None
    assert (await _newest(office)).detail.startswith("draft on")
    start = await office.sofie.slash("/innovation", "admin")
    assert "command line" in start.plain
    shown = await office.sofie.click(start.message, "Show draft")
    await office.sofie.click(shown.message, "Put into force")
    assert await _in_force(office) == 60


async def test_going_back_is_a_draft_too(office: Office, given: Settings, file: Path) -> None:
    first = await office.desk.store.read(lambda record: record.routing_version())
    assert await routing.put(given, file, "the office burns") == first + 1
    line = await office.desk.store.read(lambda record: record.lines(2))
    assert any("the office burns" in each.detail for each in line)
    assert await routing.roll_back(given, first) is None
    assert await _in_force(office) == 60


async def test_roles_wait_for_a_second_admin(office: Office, given: Settings) -> None:
    kept = Kept(admins=(SOFIE, MARC), two_people=True)
    await office.desk.store.write(lambda r: r.set_office(kept, "test", datetime.now(UTC)))
    start = await office.sofie.slash("/innovation", "admin")
    page = await office.sofie.click(start.message, "Roles")
    form = opened(await office.sofie.click(page.message, "Edit"))
    shown = opened(await office.sofie.submit(form, {"Admins": ["U0SOFIE", "U0MARC", "U0ALICE"]}))
    assert "Another admin must put this into force" in shown.plain
    assert ALICE not in await roles.admins(given)
    start = await office.marc.slash("/innovation", "admin")
    seen = await office.marc.click(start.message, "Show draft")
    await office.marc.click(seen.message, "Put into force")
    assert ALICE in await roles.admins(given)


async def test_nobody_else_is_exported_erased_or_made_admin_by_one(
    office: Office, given: Settings
) -> None:
    acts = (
        lambda: privacy.exported(given, ALICE),
        lambda: cases.exported(given, Selection(), Sheet(kind="csv", texts=True), None, print),
        lambda: privacy.erased(given, ALICE, "asked"),
        lambda: roles.add(given, ALICE),
        lambda: roles.remove(given, SOFIE),
    )
    for act in acts:
        with pytest.raises(Unsafe, match="two people are needed"):
            await act()
    assert (await roles.admins(given)) == (SOFIE,)
    await roles.add(given, ALICE, "Sofie is ill")
    assert ALICE in await roles.admins(given)
    lines = await office.desk.store.read(lambda record: record.lines(5))
    assert ("alone: roles", "Sofie is ill") in [(line.what, line.detail) for line in lines]


async def test_where_one_is_enough_nothing_is_asked(
    office: Office, file: Path, tmp_path: Path
) -> None:
    given = settings_for(office.sim, tmp_path)
    assert await routing.put(given, file) is not None
    await asyncio.gather(privacy.exported(given, ALICE), roles.add(given, ALICE))
