"""The digest on its real road: armed, gone off, posted, and worked on."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.desk.digests import Digests
from core.values.routing import Queue
from tests.walks.conftest import BOTH_DATABASES, Office
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def teams_office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def _digests(office: Office, processes: int) -> None:
    """On each day, in a time zone where it is about noon; several processes look."""
    desk, store = office.desk.desk, office.desk.store
    desk.pack = desk.pack.model_copy(
        update={"calendar": desk.pack.calendar.model_copy(update={"closed": {}})}
    )
    behind = datetime.now(UTC).hour - 12
    week = {"timezone": f"Etc/GMT{behind:+d}", "mon-sun": ["00:00-23:59"]}
    routing = await store.read(desk.routing)
    queues = {
        name: Queue.model_validate({**queue.model_dump(), "digest": "00:00", "hours": week})
        for name, queue in routing.queues.items()
    }
    new = routing.model_copy(update={"queues": queues})
    await store.write(lambda record: record.set_routing(new, "test", datetime.now(UTC)))
    for _ in range(processes):
        await Digests(desk, store, now=lambda: datetime.now(UTC), failed=_failed).look()
    office.desk.courier.wake()
    await office.quiet()


def _failed(what: str, error: BaseException) -> None:
    raise error


@BOTH_DATABASES
async def test_staff_are_told_once_and_claim_from_there(office: Office) -> None:
    case = await office.asked(office.alice, "SECRET-QUESTION")
    await office.card()
    await _digests(office, 3)
    digest = await office.card("C0NIO", "what waits on")
    assert "Unclaimed: 1" in digest.plain
    assert "SECRET-QUESTION" not in digest.plain
    posts = office.sim.slack.channel("C0NIO").messages
    assert sum("what waits on" in m.plain for m in posts) == 1
    assert not any("what waits on" in m.plain for m in office.sim.slack.channel("C0CTR").messages)
    await office.sofie.click(office.as_shown_now(digest), f"Claim {case}", wait=0)
    await office.redrawn("claimed by Sofie Janssens")


async def test_staff_on_teams_are_told_in_their_channel(teams_office: Ministry) -> None:
    office = teams_office
    case = await office.asked_on_teams(office.person("fatima"), "SECRET-QUESTION")
    await office.teams_card("Receipt: delivered")
    await _digests(office, 2)
    digest = await office.teams_card("what waits on")
    assert "Unclaimed: 1" in digest.plain
    await office.person("nina").click(digest, f"Claim {case}")
    await office.teams_card("claimed by Nina")
    assert not office.teams.complaints
