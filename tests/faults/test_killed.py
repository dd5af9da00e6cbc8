"""A desk that ends suddenly, anywhere: nothing is lost, nothing is shown twice without a word."""

import asyncio
import time
from pathlib import Path

import pytest

from bots.beside import DRAIN
from tests.faults.conftest import BOTH, SIZES, Fresh
from tests.faults.desk_with_failpoint import DEAD, FAILPOINTS
from tests.faults.evidence import unfinished
from tests.faults.ground import Ground, ground
from tests.faults.nemesis import Nemesis
from tests.faults.test_resources import closed, half_open

ALIVE = ("none", "during_migration", "hanging", "loop_blocked", "loop_lost")
WITH_A_FILE = ("file_staged", "file_shown")
PLACES = [name for name in FAILPOINTS if name not in ALIVE + WITH_A_FILE]
SLOTS = ("card", "receipt", "mail")
LATE = 8.0  # seconds that a busy machine may add to an orderly end
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
        surely = {"mail"} if place == "after_mail" else set()
        assert surely <= twice <= {"mail"}, (place, twice)  # a mail may be going out at any death


@pytest.mark.parametrize("place", WITH_A_FILE)
@BOTH
async def test_a_death_around_the_showing_of_a_file(field: Ground, place: str) -> None:
    """Fetched and put there by the dead: the next desk looks for it by its random name first."""
    field.hastens, content = True, b"%PDF-1.7 of the dead"
    desk = await field.serving(failpoint=place)
    await field.ask_until_told(field.form(user="U0ALICE"))
    await field.settled()
    alice = field.sim.slack.person("U0ALICE")
    receipt = alice.dms()[0]
    await alice.dm("see", receipt.ts, files={"a.pdf": content})
    assert await desk.ended() == DEAD
    await field.serving()
    await field.settled(within=40)
    channels = field.sim.slack.workspace.channels.values()
    shown = [m for channel in channels for m in channel.messages if m.bot_id and m.files]
    assert [m.files[0]["size"] for m in shown] == [len(content)]
    assert field.sim.slack.uploads.files[shown[0].files[0]["id"]].content == content


async def test_three_deaths_in_a_row_lose_no_card(field: Ground) -> None:
    """Each dies before anything is posted: the card is certainly not there, so it is sent."""
    field.hastens = True
    form = field.form()
    first = await field.serving(failpoint="before_send")
    await field.asker.send(form)
    assert await first.ended() == DEAD
    for _ in range(3):  # what waits is tried at once, perhaps before anybody can ask
        desk = await field.desk("serve", failpoint="before_send")
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


@SIZES
@BOTH
async def test_an_orderly_end_waits_no_longer_than_it_may(field: Ground, full: bool) -> None:
    """Slack and mail hang for ever, somebody hangs at the door: the desk ends in its time and with
    0, what was under way stays in the table, and whoever starts next brings it, visibly once."""
    field.hastens, drain = not full, DRAIN if full else 1.0
    desk = await field.serving(failpoint="hanging", DESK_DRAIN=str(drain))
    event = await field.ask()
    await field.until(lambda: unfinished(field.engine, ("sending",)) == 3)
    door = await half_open(desk.port, 1)
    began = time.monotonic()
    assert await desk.terminate() == 0, desk.told.decode(errors="replace")[-2000:]
    passed = time.monotonic() - began
    closed(door)
    assert drain <= passed < drain + LATE, f"{passed:.1f} s"
    assert unfinished(field.engine, ("sending",)) == 3
    await field.serving()
    await field.answer(event)
    found = await field.judge(within=40)
    first = [r for r in found.record.deliveries if r.slot in SLOTS and r.kind != "update"]
    assert [row.state for row in first] == ["sent"] * 3
    assert not found.repeated()
