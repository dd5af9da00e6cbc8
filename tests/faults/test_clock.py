"""Clocks that are wrong: signatures are refused without a word of their text, work goes on."""

from pathlib import Path

import pytest

from tests.faults.conftest import Fresh
from tests.faults.ground import Ground
from tests.faults.storm import Storm, weathered

MINUTE = 60.0


async def test_a_wrong_clock_refuses_and_writes_no_text(field: Ground) -> None:
    desk = await field.serving()
    for skew in (6 * MINUTE, -6 * MINUTE, 60 * MINUTE, -60 * MINUTE):
        field.asker.skew = skew
        form = field.form()
        event = await field.asker.send(form)
        assert (event.kind, event.status) == ("refused", 401)
        field.asker.skew = 0
        await field.ask_until_told(form)
    await field.judge()
    assert form.mark.encode() not in desk.told


@pytest.mark.parametrize("jump", [6 * MINUTE, 60 * MINUTE])
async def test_a_clock_that_jumps_ahead_sends_nothing_twice(
    fresh: Fresh, tmp_path: Path, seed: int, jump: float
) -> None:
    """Leases end early: what is on its way is looked for, not sent again."""
    async with weathered(fresh(), tmp_path, seed) as weather:
        slow = weather.field.sim.slack.faults.slow("chat.postMessage", 0.5, times=2)
        await weather.field.ask()
        await weather.field.sim.until(lambda: slow.hits)
        await weather.skip(jump)
        await weather.hurried(10)
        found = await weather.field.judge()
        assert set(found.repeated()) <= {"mail"}


async def test_the_night_when_summer_time_ends_changes_nothing(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    """02:59:59 becomes 02:00:00 in Brussels; the desk counts in UTC."""
    async with weathered(fresh(), tmp_path, seed) as weather:
        weather.clock.set_to("2027-10-31T00:59:58+00:00")
        for _ in range(4):
            await weather.field.ask(user="U0ALICE")
            await weather.skip(1)
        await weather.hurried()
        found = await weather.field.judge()
        assert not found.repeated()


async def test_a_storm_of_429_is_obeyed_to_the_second(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        await Storm(weather).rage(120, questions=8)
        assert weather.figures["storm: 429"] >= 10
