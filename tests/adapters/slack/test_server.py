"""What is signed and misshapen must not be a server error: Slack switches such apps off."""

import hashlib
import hmac
import json
import time
from datetime import datetime

import pytest
from aiohttp.test_utils import make_mocked_request
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.lobby import Lobby, Where
from adapters.slack.screen import Screen
from adapters.slack.server import SlackServer
from adapters.slack.workspace import Workspace
from core.values.message import Message
from core.values.turn import Turn
from tests.core.given import PACK

MISSHAPEN: list[dict[str, object]] = [
    {"authorizations": [1]},
    {"enterprise": 5},
    {"type": "event_callback", "event": 5},
    {"type": "event_callback", "event": {"type": ["x"]}},
    {"type": "view_submission", "view": 5},
    {"type": "block_actions", "actions": []},
    {"command": 5},
]


async def _nothing(turn: Turn) -> Message | None:
    return None


def _quiet(event: str, /, **facts: object) -> None:
    pass


def _server() -> Lobby:
    client = AsyncWebClient(token="xoxb-test")
    screen = Screen(client, _quiet)
    server = SlackServer(_nothing, PACK, Workspace(client), screen, noted=_quiet)

    async def find(_: Where) -> SlackServer:
        return server

    async def left(_: Where, __: datetime) -> None:
        raise AssertionError("nobody left")

    return Lobby(
        find,
        PACK,
        screen,
        on_left=left,
        close=server.close,
        signing_secret="secret",
        noted=_quiet,
    )


async def _status(payload: dict[str, object]) -> int:
    body, stamp = json.dumps(payload).encode(), str(int(time.time()))
    mac = hmac.new(b"secret", b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
    }
    request = make_mocked_request("POST", "/slack/events", headers)
    request._read_bytes = body
    return (await _server().handle(request)).status


async def test_a_sound_payload_of_no_interest_is_acknowledged() -> None:
    assert await _status({"type": "event_callback", "event": {"type": "reaction_added"}}) == 200


@pytest.mark.parametrize("payload", MISSHAPEN)
async def test_a_misshapen_payload_is_no_server_error(payload: dict[str, object]) -> None:
    assert await _status(payload) < 500
