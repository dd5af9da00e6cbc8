"""A desk that ends suddenly, anywhere: nothing is lost, nothing is shown twice without a word."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.conftest import BOTH, SIZES, Fresh
from tests.faults.desk_with_failpoint import DEAD, FAILPOINTS
from tests.faults.ground import Ground, ground
from tests.faults.nemesis import Nemesis

PLACES = [name for name in FAILPOINTS if name not in ("none", "during_migration")]
BEFORE_200 = ("before_commit", "after_commit")


@SIZES
@BOTH
async def test_a_death_at_each_failpoint(
    fresh: Fresh, tmp_path: Path, seed: int, full: bool
) -> None:
    """All places at once. In full they wait for the leases of the dead by the real clock."""
    async with asyncio.TaskGroup() as together:
        for place in PLACES:
            together.create_task(dies_at(place, fresh(), tmp_path, seed, hastens=not full))


async def dies_at(place: str, url: str, folder: Path, seed: int, *, hastens: bool) -> None:
    async with ground(url, folder, seed) as field:
        field.hastens, field.recall = hastens, 1
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


async def test_three_deaths_in_a_row_lose_no_card(field: Ground) -> None:
    """Each dies before anything is posted: the card is certainly not there, so it is sent."""
    field.hastens = True
    form = field.form()
    for _ in range(4):
        desk = await field.serving(failpoint="before_send")
        await field.asker.send(form)
        assert await desk.ended() == DEAD
    await field.serving()
    told = await field.ask_until_told(form)
    found = await field.judge()
    card = next(row for row in found.record.deliveries if row.slot == "card")
    assert (card.case, card.state) == (told.case, "sent")
    assert card.attempts > 3
    assert not found.repeated()


@pytest.mark.nemesis
@BOTH
async def test_kill_9_at_random_under_load(field: Ground) -> None:
    field.recall = 1
    await Nemesis(field).kills(4)
    await field.judge(within=40)


@BOTH
async def test_kill_9_at_random_on_a_hastened_clock(field: Ground) -> None:
    field.hastens, field.recall = True, 1
    await Nemesis(field).kills(2)
    await field.judge(within=40)


@SIZES
@BOTH
async def test_sigterm_under_load_ends_in_order(field: Ground, full: bool) -> None:
    """Whoever was let in is answered; nobody is told 5xx; the rest stays in the table."""
    field.hastens = not full
    await Nemesis(field).terminations(3 if full else 1)
    await field.judge(within=40)
