"""Issues the two passes that an interaction gives an app: a trigger id and a response URL.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from simulator.clock import Clock
from simulator.slack.refusals import RefusedError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5
TRIGGER_FORM = re.compile(r"\d+\.\d+\.[0-9a-f]{32}")


@dataclass
class Trigger:
    id: str
    team_id: str
    user_id: str
    issued: float
    view_id: str | None = None
    spent: bool = False


@dataclass
class ResponseUrl:
    """Leads back to one person in one channel, and perhaps to the message that was clicked."""

    path: str
    team_id: str
    user_id: str
    channel_id: str
    issued: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Passes:
    """All passes of all workspaces. `trigger_seconds` can be stretched for a slow debugger."""

    clock: Clock
    trigger_seconds: float = TRIGGER_SECONDS
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def issue_trigger(self, team_id: str, user_id: str, view_id: str | None = None) -> Trigger:
        number = len(self.triggers) + 1
        trigger_id = f"{int(self.clock.now() * 1000)}.{number}.{secrets.token_hex(16)}"
        trigger = Trigger(trigger_id, team_id, user_id, self.clock.now(), view_id)
        self.triggers[trigger_id] = trigger
        return trigger

    def team_of_trigger(self, trigger_id: str) -> str:
        """Where a trigger was issued; empty for one that never was."""
        trigger = self.triggers.get(trigger_id)
        return trigger.team_id if trigger else ""

    def spend_trigger(self, trigger_id: str, team_id: str) -> Trigger:
        """The trigger, once, within three seconds; `RefusedError` with Slack's words otherwise."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.team_id != team_id or not TRIGGER_FORM.fullmatch(trigger_id):
            raise RefusedError("invalid_trigger_id")
        if trigger.spent:
            raise RefusedError("exchanged_trigger_id")
        if self.clock.now() - trigger.issued > self.trigger_seconds:
            raise RefusedError("expired_trigger_id")
        trigger.spent = True
        return trigger

    def issue_response_url(
        self,
        team_id: str,
        user_id: str,
        channel_id: str,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> ResponseUrl:
        path = f"{team_id}/{len(self.response_urls) + 1}/{secrets.token_urlsafe(18)}"
        url = ResponseUrl(
            path, team_id, user_id, channel_id, self.clock.now(), message_ts, thread_ts
        )
        self.response_urls[path] = url
        return url

    def spend_response_url(self, path: str) -> ResponseUrl:
        """The URL, at most five times, within thirty minutes."""
        url = self.response_urls.get(path)
        if url is None:
            raise RefusedError("no_service")
        if self.clock.now() - url.issued > RESPONSE_SECONDS:
            raise RefusedError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise RefusedError("used_url")
        url.uses += 1
        return url
