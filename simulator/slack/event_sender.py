"""Delivers events to the desk and tries again as Slack does.

At once, after a minute, after five: https://docs.slack.dev/apis/events-api#retries
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Coroutine
from typing import Any

from simulator.payload import Json
from simulator.slack import events
from simulator.slack.desk import Answer, Desk
from simulator.slack.interactions import VERIFICATION_TOKEN
from simulator.slack.workspace import Workspace
from simulator.wire import Wire

RETRY_DELAYS = (0.0, 60.0, 300.0)
KEPT = 1_000


class EventSender:
    """Sends each event in a task of its own; the order of arrival is not promised, as at Slack.

    `hold()` keeps events back until `release()`, so that a test can bring them in another order.
    """

    def __init__(self, desk: Desk, wire: Wire) -> None:
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self.sent: deque[Json] = deque(maxlen=KEPT)
        self._desk = desk
        self._wire = wire
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[Json] | None = None

    def announce(self, workspace: Workspace, event: Json) -> None:
        """Wrap the event and send it, if the app is subscribed and there is a desk."""
        wanted = workspace.app.subscriptions
        if wanted is not None and events.subscription(event) not in wanted:
            return
        if self._desk.url is None:
            return
        envelope = _envelope(workspace, event)
        self.sent.append(envelope)
        if self._held is not None:
            self._held.append(envelope)
        else:
            self._start(self._deliver(envelope))

    def hold(self) -> None:
        self._held = []

    def release(self, *, reverse: bool = False) -> None:
        held, self._held = self._held or [], None
        for envelope in held[::-1] if reverse else held:
            self._start(self._deliver(envelope))

    async def redeliver(self, envelope: Json, retry: int = 1) -> Answer:
        """Send an event that was sent before once more, with the same `event_id`."""
        return await self._attempt(envelope, retry, "http_timeout", will_retry=False)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until nothing is on its way, retries included."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, envelope: Json) -> None:
        reason = None
        delays = list(self.retry_delays)
        for retry in range(len(delays) + 1):
            more = retry < len(delays)
            answer = await self._attempt(envelope, retry, reason, will_retry=more)
            if answer.ok or answer.no_retry or not more:
                return
            reason = answer.reason
            await asyncio.sleep(delays[retry])

    async def _attempt(
        self, envelope: Json, retry: int, reason: str | None, *, will_retry: bool
    ) -> Answer:
        event = envelope["event"]
        channel = event.get("channel")
        call = self._wire.begin(
            "slack",
            "to desk",
            f"event {events.subscription(event)}",
            team=envelope["team_id"],
            channel=channel if isinstance(channel, str) else "",
        )
        call.attempt = retry + 1
        retried = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason or "http_error"}
        body = json.dumps(envelope).encode()
        answer = await self._desk.send(call, body, "application/json", retried if retry else None)
        call.will_retry = will_retry and not answer.ok and not answer.no_retry
        return answer

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _envelope(workspace: Workspace, event: Json) -> Json:
    """https://docs.slack.dev/apis/events-api#callback-field"""
    app = workspace.app
    channel = workspace.channels.get(str(event.get("channel")))
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        **({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {}),
        "context_team_id": workspace.id,
        "context_enterprise_id": workspace.enterprise_id or None,
        "api_app_id": app.app_id,
        "event": event | _outsider(workspace, event),
        "type": "event_callback",
        "event_id": workspace.around.ids.new("Ev"),
        "event_time": int(workspace.now()),
        "authorizations": [
            {**workspace.installation, "user_id": app.bot_user_id, "is_bot": True},
        ],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": f"4-{workspace.around.ids.new('ec')}",
    }


def _outsider(workspace: Workspace, event: Json) -> Json:
    """Slack Connect: who speaks from another workspace says so in user_team and source_team."""
    author = workspace.users.get(str(event.get("user")))
    if author is None or author.team_id == workspace.id:
        return {}
    return {"user_team": author.team_id, "source_team": author.team_id, "team": author.team_id}
