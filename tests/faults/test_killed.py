"""A desk that ends suddenly, anywhere: nothing is lost, nothing is shown twice without a word."""

import asyncio
from pathlib import Path

from tests.faults.conftest import BOTH, Fresh
from tests.faults.desk_with_failpoint import DEAD, FAILPOINTS
from tests.faults.ground import Ground, ground
from tests.faults.nemesis import Nemesis

PLACES = [name for name in FAILPOINTS if name not in ("none", "during_migration")]
BEFORE_200 = ("before_commit", "after_commit")


@BOTH
async def test_a_death_at_each_failpoint(fresh: Fresh, tmp_path: Path, seed: int) -> None:
    """All places at once: each waits the same six seconds for the lease to end."""
    async with asyncio.TaskGroup() as together:
        for place in PLACES:
            together.create_task(dies_at(place, fresh(), tmp_path, seed))


async def dies_at(place: str, url: str, folder: Path, seed: int) -> None:
    async with ground(url, folder, seed) as field:
        desk = await field.serving(failpoint=place)
        form = field.form()
        event = await field.asker.send(form)
        assert await desk.ended() == DEAD, f"{place} was never reached"
        assert (event.kind == "broke off") is (place in BEFORE_200), (place, event)
        await field.serving()
        told = await field.ask_until_told(form)
        await field.answer(told)
        found = await field.judge()
        twice = set(found.repeated())
        assert twice == ({"mail"} if place == "after_mail" else set()), (place, twice)


@BOTH
async def test_kill_9_at_random_under_load(field: Ground) -> None:
    await Nemesis(field).kills(4)
    await field.judge(within=40)


@BOTH
async def test_sigterm_under_load_ends_in_order(field: Ground) -> None:
    """Whoever was let in is answered; nobody is told 5xx; the rest stays in the table."""
    await Nemesis(field).terminations(3)
    await field.judge(within=40)
