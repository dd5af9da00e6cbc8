"""A long table of cases: who fetches it sees in chat how far it has come, on both platforms, also
when the desk is restarted in the middle."""

import contextlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.web import StreamResponse

from bots.operations import cases
from bots.web import fetches
from bots.web.fetches import Fetch
from simulator import Simulator
from tests.walks.conftest import PUBLIC, SECRET, Office, served, settings_for
from tests.walks.ministry import Ministry, ministry
from tests.walks.test_report import _fetched, _links


@pytest.fixture(autouse=True)
def long_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One case is a page, and three are a long table; every page is told."""
    monkeypatch.setattr(cases, "PAGE", 1)
    monkeypatch.setattr(fetches, "LONG", 3)
    monkeypatch.setattr(fetches, "SELDOM", 0.0)


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def _three(office: Office) -> None:
    for number in range(3):
        await office.asked(office.alice, f"Question {number}, and a rather different one")
    await office.quiet()


async def test_in_slack_one_message_follows_the_table(office: Office) -> None:
    await _three(office)
    await office.sofie.dm("export cases")
    answer = await office.heard(office.sofie, "A table of the cases")
    await office.quiet()
    seen = len(office.sofie.dms())
    posts = len(office.sim.wire.named("chat.update"))
    status, table, _ = await _fetched(office, _links(answer)["Table (CSV)"])
    assert status == 200
    assert table.count(b"\r\n") == 4
    await office.heard(office.sofie, "Your table is complete")
    await office.quiet()
    (told,) = office.sofie.dms()[seen:]
    assert "Cases: 3 (CSV)" in told.plain.replace("*", "")
    assert len(office.sim.wire.named("chat.update")) > posts, "the same message, redrawn"


async def test_in_teams_it_speaks_the_language_of_who_asked(across: Ministry) -> None:
    await across.asked(across.alice, "Question 1")
    await across.asked(across.alice, "Another one, of vouchers")
    await across.asked_on_teams(across.person("fatima"), "A third, of zebrafish")
    await across.quiet()
    sofie = across.person("sofie")  # she reads Dutch
    across.teams.install("sofie")
    await across.in_inbox(sofie, "cta timeline")
    shown = await sofie.message("export cases")
    (link,) = re.findall(
        rf"{PUBLIC}/report/[^\"]+json[^\"]*", json.dumps(sofie.cards_of(shown.message))
    )
    status, _, _ = await _fetched(across, link)
    assert status == 200
    told = await across.in_inbox(sofie, "Uw tabel is volledig")
    assert "Dossiers: 3 (JSON)" in told.plain
    assert not across.teams.complaints


async def test_after_a_restart_in_the_middle_it_is_said_to_have_broken_off(
    tmp_path: Path,
) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        given = settings_for(sim, tmp_path)
        async with served(sim, given) as office:
            fetch = Fetch(office.desk.desk, "slack:T0UNI:U0SOFIE", "en", "csv", 100)
            await fetch.begins()
            await fetch.wrote(40)
            told = await office.heard(office.sofie, "cases written: 40 of 100")
            await office.quiet()
        async with served(sim, given) as again:
            moved = "UPDATE delivery SET due_at = 0 WHERE kind = 'timer' AND slot = 'silent'"
            await again.desk.store.write(lambda record: record._db.exec_driver_sql(moved))
            again.desk.courier.wake()
            now = await again.heard(again.sofie, "Your table broke off")
            assert now.ts == told.ts, "the same message"
            assert "Cases written: 40 of 100" in now.plain
            assert "export cases" in now.plain


async def test_a_short_table_says_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetches, "LONG", 4)
    await _three(office)
    await office.sofie.dm("export cases")
    answer = await office.heard(office.sofie, "A table of the cases")
    await office.quiet()
    seen = len(office.sofie.dms())
    await _fetched(office, _links(answer)["Table (CSV)"])
    await office.quiet()
    assert len(office.sofie.dms()) == seen


async def test_who_goes_away_in_the_middle_is_told_and_the_log_holds_no_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await _three(office)
    await office.sofie.dm("export cases")
    answer = await office.heard(office.sofie, "A table of the cases")
    monkeypatch.setattr(StreamResponse, "write", _gone)
    address = _links(answer)["Table (CSV)"].replace(PUBLIC, office.address)
    async with aiohttp.ClientSession() as session:
        with contextlib.suppress(aiohttp.ClientError):
            async with session.get(address) as got:
                await got.read()
    told = await office.heard(office.sofie, "Your table broke off")
    assert "0 of 3" in told.plain
    assert not [line for line in caplog.records if line.exc_info]


async def _gone(response: StreamResponse, data: bytes) -> None:
    raise ConnectionResetError("gone")
