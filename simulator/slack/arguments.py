"""Reads a Web API call's arguments in every form that Slack accepts.

Query string, form and JSON body alike: https://docs.slack.dev/apis/web-api/#methods
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from simulator.payload import Json
from simulator.slack.checks import complaint
from simulator.slack.refusals import RefusedError

TRUE = ("1", "true", "True")
PAGE = 100
PAGE_LIMIT = 1000


class Arguments:
    """The arguments by name. Forms carry strings, JSON carries values; both read the same here."""

    def __init__(self, raw: Json) -> None:
        self._raw = raw

    @classmethod
    async def from_request(cls, request: web.Request) -> Arguments:
        raw: Json = dict(request.query)
        if request.content_type == "application/json":
            raw |= _json_object(await request.read())
        elif request.can_read_body:
            form = await request.post()
            raw |= {key: value for key, value in form.items() if isinstance(value, str)}
        return cls(raw)

    def __contains__(self, name: str) -> bool:
        return self._raw.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self._raw.get(name, default)
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise RefusedError(
                "invalid_arguments", [complaint(f"missing required field: {name}", "")]
            )
        return value

    def flag(self, name: str) -> bool:
        value = self._raw.get(name, False)
        return value if isinstance(value, bool) else str(value) in TRUE

    def structure(self, name: str) -> Any:
        """A JSON value, given as such or as a string; None when absent."""
        value = self._raw.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise RefusedError(error, [complaint("invalid JSON", f"/{name}")]) from None

    def given(self, name: str) -> bool:
        """Whether the argument was sent at all, even as an empty list."""
        return self._raw.get(name) is not None

    def limit(self) -> int:
        """How many items a page may hold."""
        try:
            limit = int(self.text("limit", str(PAGE)) or PAGE)
        except ValueError:
            raise RefusedError("invalid_limit") from None
        if not 0 < limit <= PAGE_LIMIT:
            raise RefusedError("invalid_limit")
        return limit


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise RefusedError("invalid_json") from None
    if not isinstance(value, dict):
        raise RefusedError("json_not_object")
    return value
