"""Cuts lists into pages with opaque cursors; docs.slack.dev/apis/web-api/pagination"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from simulator.payload import Json
from simulator.slack.arguments import Arguments
from simulator.slack.refusals import RefusedError

Item = TypeVar("Item")


def page(things: Sequence[Item], arguments: Arguments) -> tuple[list[Item], Json]:
    """The asked page, and the `response_metadata` that leads to the next one."""
    start = _offset(arguments.text("cursor"))
    end = start + arguments.limit()
    following = _cursor(end) if end < len(things) else ""
    return list(things[start:end]), {"next_cursor": following}


def _cursor(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise RefusedError("invalid_cursor") from None
