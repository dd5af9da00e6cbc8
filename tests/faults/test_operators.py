"""What operators do with deliveries that the desk cannot help by itself."""

from pathlib import Path

import pytest

from bots.operations import deliveries
from bots.settings import Settings, Unsafe
from tests.faults.conftest import Fresh
from tests.faults.storm import Aim, Weather, weathered
from tests.walks.conftest import settings_for

STUCK = ("pending", "unsure", "failed")


def given(weather: Weather) -> Settings:
    usual = settings_for(weather.field.sim, weather.field.folder)
    return usual.model_copy(update={"desk_database_url": weather.field.url})


async def keys(weather: Weather, *states: str, lane: str = "C0NIO") -> list[str]:
    lines = await deliveries.listed(given(weather), states)
    return [line.split()[0] for line in lines if lane in line]


async def test_what_failed_is_tried_again_once_the_cause_is_gone(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        with Aim(weather, "C0NIO", "is_archived").watching():
            event = await weather.field.ask(user="U0ALICE")
            await weather.hurried()
        for key in await keys(weather, "failed"):
            await deliveries.retried(given(weather), key)
            with pytest.raises(Unsafe, match="no failed delivery"):
                await deliveries.retried(given(weather), key)
        weather.desk.courier.wake()
        await weather.hurried()
        await weather.field.judge()
        posts = weather.field.sim.slack.channel("C0NIO").messages
        assert any(event.case in post.plain and event.mark in post.plain for post in posts)
        lines = await deliveries.listed(given(weather), ("sent", "failed"))
        assert not any(event.mark in line for line in lines), "never what a message says"


async def test_what_holds_its_lane_up_can_be_dropped(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        faults = weather.field.sim.slack.faults
        faults.status("conversations.history", 500, times=None)
        faults.reset("chat.postMessage", times=2)
        first = await weather.field.ask(user="U0ALICE")
        for _ in range(4):
            await weather.leap(10)
        second = await weather.field.ask(user="U0LUCAS")
        for lane in ("C0NIO", "U0ALICE"):
            await weather.idle()
            (key,) = await keys(weather, "unsure", lane=lane)
            await deliveries.dropped(given(weather), key)
        weather.desk.courier.wake()
        await weather.hurried()
        posts = weather.field.sim.slack.channel("C0NIO").messages
        assert any(second.case in post.plain for post in posts)
        assert weather.field.sim.mail.received, f"{first.case} reached staff by mail"
        await weather.field.judge()
        with pytest.raises(Unsafe, match="nothing was changed"):
            await deliveries.dropped(given(weather), "no-such-key")
