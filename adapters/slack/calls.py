"""Calls to Slack's Web API, with its limits by method, and what their failures mean."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.outcomes import AWAY, RETRY_LONGEST, outcome
from core.desk.ports import Later, Outcome, Unsure

T = TypeVar("T")
_TURN = timedelta(seconds=1)  # how long one lane waits for another's call of the same method


class Resting(Exception):
    """Slack asked not to call this method for so long."""

    def __init__(self, left: timedelta) -> None:
        self.left = left


class Calls:
    """Slack's limits count by method and workspace (but for posts, which count by channel): so a
    method that answered 429 is left alone, whoever wants it next. One call of a method at a time:
    whoever comes second knows what the first was told. `now` gives the time in UTC.

    https://docs.slack.dev/apis/web-api/rate-limits
    """

    def __init__(self, client: AsyncWebClient, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._not_before: dict[str, datetime] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def ask(self, method: str, **given: Any) -> AsyncSlackResponse:
        """`method` is slack_sdk's name. Raises Resting, or what slack_sdk raises."""
        turn = self._asking[method]
        try:
            async with asyncio.timeout(_TURN.total_seconds()):
                await turn.acquire()
        except TimeoutError:  # somebody's call hangs; this one was never made
            raise Resting(_TURN) from None
        try:
            return await self._asked(method, given)
        finally:
            turn.release()

    async def _asked(self, method: str, given: dict[str, Any]) -> AsyncSlackResponse:
        left = self._not_before.get(method, self._now()) - self._now()
        if timedelta(0) < left <= RETRY_LONGEST:
            raise Resting(left)
        try:
            answer: AsyncSlackResponse = await getattr(self._client, method)(**given)
        except SlackApiError as error:
            if isinstance(wait := outcome(error), Later) and not wait.blames:
                self._not_before[method] = self._now() + wait.after
            raise
        return answer


async def named(calls: Awaitable[T], seconds: float) -> T | Outcome:
    """What the calls give within so many seconds, or what their failure means."""
    try:
        async with asyncio.timeout(seconds):
            return await calls
    except SlackApiError as error:
        return outcome(error)
    except Resting as error:
        return Later(error.left, "Slack asked us to slow down")
    except aiohttp.ClientConnectorError:
        return Later(AWAY, "Slack cannot be reached")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Unsure(f"Slack did not answer: {type(error).__name__}")
