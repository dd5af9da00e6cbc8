"""A running simulator, a client of its Web API, and a desk made with stock Bolt."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from simulator import Simulator
from tests.simulator.demo_desk import DemoDesk


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


def client_of(sim: Simulator, token: str) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=sim.api_url, retry_handlers=[], timeout=3)
