"""The key that encrypts at rest is changed while the desk runs, and the old one is thrown away."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bots import database
from bots.operations import audit, resealing
from bots.operations.examination import examined
from bots.settings import Settings, Unsafe
from simulator import Simulator
from tests.faults.command import ran
from tests.walks.conftest import SECRET, Office, database_url, served, settings_for
from tests.walks.test_process import SAFE

BOTH = pytest.mark.parametrize("given", ["sqlite", "postgres"], indirect=True)
OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(signing_secret=SECRET) as made:
        made.slack.rates.off()
        made.slack.patience = 5.0
        yield made


@pytest.fixture
def given(request: pytest.FixtureRequest, sim: Simulator, tmp_path: Path) -> Settings:
    url = database_url(request, tmp_path)
    return settings_for(sim, tmp_path).model_copy(update={"desk_database_url": url})


def with_keys(given: Settings, key: str, *former: str) -> Settings:
    kept = {
        "desk_secret_key": SecretStr(key),
        "desk_former_secret_keys": SecretStr(",".join(former)) if former else None,
    }
    return given.model_copy(update=kept)


async def _answered(office: Office, words: str) -> None:
    card = await office.card("C0NIO", words)
    form = await office.sofie.click(card, "Answer")
    await office.sofie.submit(form.view, {"Answer": f"About {words}: yes."})
    await office.heard(office.alice, f"About {words}: yes.")


@BOTH
async def test_a_case_outlives_the_key_under_which_it_was_asked(
    sim: Simulator, given: Settings
) -> None:
    async with served(sim, with_keys(given, OLD)) as office:
        await office.asked(office.alice, "May the first be injected?")
        await office.card("C0NIO", "the first")
    both = with_keys(given, NEW, OLD)
    told: list[str] = []
    async with served(sim, both) as office:
        asking = asyncio.create_task(office.asked(office.alice, "May the second be injected?"))
        assert await resealing.resealed(both, told.append) > 0
        await asking
        assert await resealing.resealed(both, told.append) == 0
    assert any("entry.body" in line for line in told)
    await audit.seal(both)
    async with served(sim, with_keys(given, NEW)) as office:
        await _answered(office, "the first")
        await _answered(office, "the second")
    count, faults = audit.verify(with_keys(given, NEW), None)
    assert (faults, count > 5) == ([], True)
    with pytest.raises(Unsafe, match="Nothing was changed"):
        database.opened(with_keys(given, OLD)).close()


@BOTH
async def test_a_desk_without_a_key_that_is_needed_does_not_start_and_is_not_ready(
    sim: Simulator, given: Settings
) -> None:
    async with served(sim, given) as office:  # it runs without a key while another gets one
        await office.asked(office.alice, "May the first be injected?")
        assert (await _ready(office))[0] == 200
        await resealing.resealed(with_keys(given, NEW), lambda _: None)
        status, told = await _ready(office)
        assert (status, told["down"]) == (503, ["key"])
        shown = await office.alice.slash("/innovation", "cases")
        assert "not stored" in shown.plain.lower() or "not recorded" in shown.plain.lower()
    for keys in (given, with_keys(given, OLD)):
        with pytest.raises(Unsafe, match="encrypted with a key that is not set"):
            database.opened(keys).close()
        found = {f.part: f for f in await examined(keys) if not f.well}
        assert "key that is not set" in found["database"].told
        assert "DESK_FORMER_SECRET_KEYS" in found["database"].mend
    async with served(sim, with_keys(given, NEW)) as office:
        await _answered(office, "the first")


async def _ready(office: Office) -> tuple[int, dict[str, list[str]]]:
    async with aiohttp.ClientSession() as http, http.get(f"{office.address}/readyz") as answer:
        return answer.status, await answer.json()


async def told(folder: Path, *words: str, **more: str) -> tuple[int, str]:
    ended = await ran(folder, *words, **SAFE, **more)
    return ended.status, ended.out + ended.errors


async def test_on_the_command_line(tmp_path: Path) -> None:
    assert (await told(tmp_path, "db", "upgrade"))[0] == 0
    code, text = await told(tmp_path, "db", "reseal")
    assert (code, "DESK_SECRET_KEY is not set" in text) == (2, True)
    code, text = await told(tmp_path, "db", "reseal", DESK_SECRET_KEY="short")
    assert (code, "shorter than 32" in text) == (2, True)
    code, text = await told(tmp_path, "db", "reseal", "--scrub", DESK_SECRET_KEY=OLD)
    assert (code, "No other key is needed" in text) == (0, True), text
    code, text = await told(tmp_path, "db", "reseal", DESK_SECRET_KEY=NEW)
    assert (code, "a key that is not set" in text) == (2, True), text
