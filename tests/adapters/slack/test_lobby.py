"""Whose request it is, and what people read where they are not served."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.lobby import Closed, Lobby, Where, installed_in
from adapters.slack.screen import Screen
from adapters.slack.server import SlackServer
from core.values.message import Message
from core.values.value import NotRecorded
from tests.core.given import PACK

Json = dict[str, Any]
AT = 1_795_000_000


def event(kind: str, **more: Any) -> Json:
    body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event_time": AT}
    return {**body, "event": {"type": kind, **more}}


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({"command": "/x", "team_id": "T1"}, Where("T1")),
        ({"command": "/x", "team_id": "T1", "enterprise_id": "E1"}, Where("T1", "E1")),
        ({"type": "block_actions", "team": {"id": "T1"}, "enterprise": None}, Where("T1")),
        (
            {"type": "shortcut", "enterprise": {"id": "E1"}, "user": {"team_id": "T2"}},
            Where("T2", "E1"),
        ),
        (event("message"), Where("T1")),
        (
            event("message") | {"authorizations": [{"team_id": "T9", "enterprise_id": None}]},
            Where("T9"),
        ),
        (
            event("message") | {"authorizations": [{"team_id": None, "enterprise_id": "E1"}]},
            Where("", "E1"),
        ),
        ({"authorizations": [5], "team_id": 5, "team": [], "user": "x"}, Where("")),
        ({}, Where("")),
    ],
)  # fmt: skip
def test_whose_installation_a_payload_is_for(payload: Json, where: Where) -> None:
    assert installed_in(payload) == where


class Front:
    """A lobby whose workspaces all give the same; `left` is what it was told."""

    def __init__(self, found: SlackServer | Closed | Exception) -> None:
        self.found = found
        self.left: list[tuple[Where, datetime]] = []
        self.notes: list[str] = []
        screen = Screen(AsyncWebClient(), self.noted)
        self.lobby = Lobby(
            self.find,
            PACK,
            screen,
            on_left=self.on_left,
            close=self.close,
            signing_secret="secret",
            noted=self.noted,
        )

    async def find(self, _: Where) -> SlackServer | Closed:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    async def on_left(self, where: Where, at: datetime) -> None:
        if isinstance(self.found, Exception):
            raise self.found
        self.left.append((where, at))

    async def close(self) -> None:
        pass

    def noted(self, event: str, /, **facts: object) -> None:
        self.notes.append(f"{event} {facts}")

    async def told(self, payload: Json) -> web.Response:
        return await self.lobby.dispatched(payload)


@pytest.mark.parametrize("why", ["pending", "refused", "removed"])
async def test_a_command_where_nobody_is_served_is_answered(why: str) -> None:
    front = Front(Closed(why))
    answer = await front.told({"command": "/x", "team_id": "T1", "text": "CANARY"})
    assert answer.status == 200
    said = json.loads(str(answer.text))
    assert said["response_type"] == "ephemeral"
    assert f"workspace.{why}" in json.dumps(said)
    assert "CANARY" not in f"{said}{front.notes}"


async def test_a_form_stays_open_with_what_was_typed() -> None:
    blocks = [{"type": "section"}, {"type": "input", "block_id": "question"}]
    payload = {"type": "view_submission", "team": {"id": "T1"}, "view": {"blocks": blocks}}
    said = json.loads(str((await Front(Closed("pending")).told(payload)).text))
    assert said["response_action"] == "errors"
    assert list(said["errors"]) == ["question"]


async def test_an_event_of_nobody_s_is_acknowledged() -> None:
    assert (await Front(Closed("removed")).told(event("message", text="x"))).status == 200


@pytest.mark.parametrize(
    ("payload", "leaves"),
    [
        (event("app_uninstalled"), True),
        (event("tokens_revoked", tokens={"bot": ["U1"], "oauth": []}), True),
        (event("tokens_revoked", tokens={"oauth": ["U1"]}), False),
        (event("tokens_revoked"), False),
        ({"type": "block_actions", "event": {"type": "app_uninstalled"}}, False),
    ],
)
async def test_who_leaves(payload: Json, *, leaves: bool) -> None:
    front = Front(Closed("removed"))
    assert (await front.told(payload)).status == 200
    moment = datetime.fromtimestamp(AT, UTC)
    assert front.left == ([(Where("T1"), moment)] if leaves else [])


async def test_what_cannot_be_stored_is_not_acknowledged() -> None:
    """Slack brings it again."""
    front = Front(NotRecorded("locked"))
    assert (await front.told(event("app_uninstalled"))).status == 503
    assert (await front.told({"command": "/x", "team_id": "T1"})).status == 503


class Shared(Front):
    """A shared channel: the app is in T1, and T2 is not let in."""

    def __init__(self) -> None:
        super().__init__(Closed("never served here"))
        self.served: list[Json] = []
        self.shown: list[Json] = []
        self.lobby._screen.show = self.show  # type: ignore[method-assign,assignment]

    async def find(self, where: Where) -> SlackServer | Closed:
        return self if where.team == "T1" else Closed("pending")  # type: ignore[return-value]

    async def dispatched(self, payload: Json) -> web.Response:
        self.served.append(payload)
        return web.Response()

    def whisper(self, payload: Json, message: Message) -> None:
        self.shown.append({"to": payload.get("user"), "title": message.title, "text": message.text})

    async def show(self, payload: Json, message: Message, where: str) -> None:
        self.whisper({"user": payload["user"]["id"]}, message)


HOME, GUEST = {"id": "U1", "team_id": "T1"}, {"id": "U2", "team_id": "T2"}


def _clicked(who: Json, kind: str = "block_actions") -> Json:
    return {"type": kind, "team": {"id": "T1"}, "user": who, "channel": {"id": "C1"}}


def _edited(team: str, where: str = "message") -> Json:
    subtype = "message_deleted" if where == "previous_message" else "message_changed"
    said = {where: {"user": "U2", "user_team": team, "ts": "1.1"}}
    return event("message", channel_type="channel", subtype=subtype, **said)


@pytest.mark.parametrize("kind", ["block_actions", "message_action"])
async def test_who_clicks_from_a_workspace_that_is_not_let_in_is_told(kind: str) -> None:
    shared = Shared()
    await shared.told(_clicked(GUEST, kind))
    assert shared.served == []
    ((told),) = shared.shown
    assert (told["to"], told["text"].split()[0]) == ("U2", "workspace.outsider")


async def test_a_form_from_a_workspace_that_is_not_let_in_keeps_what_was_typed() -> None:
    shared = Shared()
    said = json.loads(str((await shared.told(_clicked(GUEST, "view_submission"))).text))
    assert said["response_action"] == "errors"
    assert shared.served == []


@pytest.mark.parametrize("where", ["message", "previous_message"])
async def test_an_edit_or_a_deletion_from_there_is_acknowledged_and_nothing_else(
    where: str,
) -> None:
    shared = Shared()
    assert (await shared.told(_edited("T2", where))).status == 200
    assert (shared.served, shared.shown) == ([], [])


async def test_people_of_the_own_workspace_click_and_edit_as_ever() -> None:
    shared = Shared()
    for payload in (_clicked(HOME), _edited("T1"), event("message", user="U1")):
        await shared.told(payload)
    assert (len(shared.served), shared.shown) == (3, [])
