"""Says no the way Slack does: an error word, sometimes with explanations.

https://docs.slack.dev/apis/web-api/#responses
"""

from __future__ import annotations

from collections.abc import Sequence

from simulator.payload import Json


class RefusedError(Exception):
    """`{"ok": false, "error": ...}`, with `response_metadata.messages` where Slack explains."""

    def __init__(self, error: str, messages: Sequence[str] = (), **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.details = details

    def payload(self) -> Json:
        answer: Json = {"ok": False, "error": self.error, **self.details}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


class RateLimitedError(RefusedError):
    """HTTP 429 with `Retry-After` in whole seconds: docs.slack.dev/apis/web-api/rate-limits"""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
