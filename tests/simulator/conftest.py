"""A running simulator, clients of its APIs, and desks to talk with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from simulator import Simulator
from tests.simulator.demo_desk import DemoDesk
from tests.simulator.teams_desk import TeamsDesk


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
def api(sim: Simulator) -> AsyncWebClient:
    """Without retries, so that one call is one request."""
    return client_of(sim, sim.slack.bot_token)


@pytest.fixture
async def desk(sim: Simulator) -> AsyncIterator[DemoDesk]:
    demo = DemoDesk(sim.api_url)
    demo.smtp_port = sim.mail.port
    sim.desk_url = await demo.start()
    yield demo
    await sim.slack.events.close()
    await demo.stop()


@pytest.fixture
async def office(sim: Simulator) -> AsyncIterator[TeamsDesk]:
    """A desk that is connected to Teams."""
    desk = TeamsDesk(sim)
    sim.desk_url = await desk.start()
    yield desk
    await sim.teams.close()
    await desk.stop()


def client_of(sim: Simulator, token: str) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=sim.api_url, retry_handlers=[], timeout=3)
