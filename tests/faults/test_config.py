"""Settings that break while the desk runs: the last good ones stay in force, and somebody hears."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert

from adapters.storage.schema import ROUTING
from simulator import Simulator
from tests.faults.command import ran
from tests.faults.conftest import BOTH, Fresh
from tests.faults.process import simulated
from tests.faults.storm import weathered
from tests.walks.conftest import ROOT


@BOTH
@pytest.mark.parametrize("body", ['{"queues": "of tomorrow", "rules": []}', "{", "null"])
async def test_a_routing_that_cannot_be_read_stops_nobody_and_is_told_once(
    fresh: Fresh, tmp_path: Path, seed: int, body: str
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        with weather.field.engine.begin() as db:
            db.execute(insert(ROUTING).values(version=2, at=0.0, by="a hand", body=body))
        event = await weather.field.ask()
        assert event.kind == "acknowledged"
        for _ in range(2):
            await weather.desk.alarm.look()
        await weather.hurried()
        await weather.field.judge()
        for channel in ("C0NIO", "C0CTR"):
            posts = weather.field.sim.slack.channel(channel).messages
            assert sum("cannot be read" in post.plain for post in posts) == 1
        assert sum("cannot be read" in mail.subject for mail in weather.field.sim.mail.received)


async def test_a_desk_with_a_broken_pack_does_not_take_over(sim: Simulator, tmp_path: Path) -> None:
    """A rolling restart starts the new one first: the old one goes on when that refuses."""
    shutil.copytree(ROOT / "packs/famhp", tmp_path / "pack")
    (tmp_path / "pack/pack.yaml").write_text("topics: {")
    ended = await ran(tmp_path, **simulated(sim), DESK_PACK=str(tmp_path / "pack"), PORT="0")
    assert ended.status == 2
    assert "pack.yaml" in ended.errors
    assert "Traceback" not in ended.errors
