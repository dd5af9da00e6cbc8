"""The connection that the desk opens: what ends soon is not begun again without a pause."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import socket
from adapters.slack.door import Payload
from adapters.slack.socket import SlackSocket, pause_after


class Ending(SlackSocket):
    """Each connection ends after so many seconds of its clock: in order, or by an error."""

    def __init__(self, lasts: list[float], error: Exception | None) -> None:
        super().__init__(AsyncWebClient(), None, self.dispatched, self.noted)  # type: ignore[arg-type]
        self.lasts, self.error = lasts, error

    async def dispatched(self, payload: Payload) -> web.Response:
        raise AssertionError(payload)

    def noted(self, event: str, /, **facts: object) -> None:
        pass

    async def _one_connection(self) -> None:
        if not self.lasts:
            raise asyncio.CancelledError
        Clock.now += self.lasts.pop(0)
        if self.error:
            raise self.error


class Clock:
    now = 0.0


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(socket, "_sleep", sleep)
    monkeypatch.setattr(socket, "_clock", lambda: Clock.now)
    return made


@pytest.mark.parametrize("error", [None, aiohttp.ClientError()])
async def test_what_ends_soon_waits_ever_longer(
    pauses: list[float], error: Exception | None
) -> None:
    with pytest.raises(asyncio.CancelledError):
        await Ending([0.0, 0.1, 5.0, 0.0], error)._always()
    assert len(pauses) == 4
    for tries, pause in enumerate(pauses, 1):
        assert pause_after(tries) / 2 <= pause <= pause_after(tries)


async def test_after_hours_there_is_no_pause(pauses: list[float]) -> None:
    with pytest.raises(asyncio.CancelledError):
        await Ending([0.0, 3600.0, 3600.0, 0.0], None)._always()
    assert len(pauses) == 2
    assert pauses[1] <= pause_after(1), "and a good one makes all before it forgotten"


def test_pauses_have_a_longest_one() -> None:
    assert pause_after(1) == 0.5
    assert pause_after(100) == 30.0
