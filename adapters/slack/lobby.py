"""The door of the app: whose request is it, and may that workspace come in?"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from adapters.slack.door import Payload
from adapters.slack.render import posted
from adapters.slack.screen import Noted, Screen
from adapters.slack.server import SlackServer, let_in
from core.values.message import Message
from core.values.pack import Pack

LEAVING = ("app_uninstalled", "tokens_revoked")


@dataclass(frozen=True, slots=True)
class Closed:
    """A workspace that is not served: `pending`, `refused`, `removed`, or never installed."""

    why: str


@dataclass(frozen=True, slots=True)
class Where:
    """The installation that a payload names. `enterprise` is there in an Enterprise Grid."""

    team: str
    enterprise: str = ""


Find = Callable[[Where], Awaitable[SlackServer | Closed]]
Close = Callable[[], Awaitable[None]]
OnLeft = Callable[[Where, datetime], Awaitable[None]]


class Lobby:
    """`handle` is the route of `POST /slack/events`; `find` gives the server of a workspace;
    `on_left` is told that the app was removed, and when, and returns when that is on record;
    `close` waits for what is under way."""

    def __init__(
        self,
        find: Find,
        pack: Pack,
        screen: Screen,
        *,
        on_left: OnLeft,
        close: Close,
        signing_secret: str,
        noted: Noted,
    ) -> None:
        self.close = close
        self._find = find
        self._pack = pack
        self._screen = screen
        self._on_left = on_left
        self._secret = signing_secret
        self._noted = noted

    async def handle(self, request: web.Request) -> web.Response:
        payload = await let_in(request, self._secret, self._noted)
        return payload if isinstance(payload, web.Response) else await self.dispatched(payload)

    async def dispatched(self, payload: Payload) -> web.Response:
        """The answer to an authenticated payload, by whatever way it came."""
        where = installed_in(payload)
        try:
            if _is_leaving(payload):
                await self._on_left(where, _time_of(payload))
                return web.Response()
            server = await self._find(where)
            guest = _guest_from(payload, where)
            stranger = guest is not None and isinstance(await self._find(guest), Closed)
        except Exception as error:  # the edge: Slack delivers again what was not acknowledged
            self._noted("slack.workspace_not_known", error=type(error).__name__)
            return web.Response(status=503)
        if isinstance(server, Closed):
            return await self._turned_away(payload, server)
        if stranger:
            return await self._not_from_here(payload, server)
        return await server.dispatched(payload)

    async def _not_from_here(self, payload: Payload, server: SlackServer) -> web.Response:
        """A guest of a shared channel, whom the desk could never answer in their own workspace."""
        event = _mapping(payload, "event")
        if not event:
            return await self._turned_away(payload, Closed("outsider"))
        if event.get("type") == "app_mention" or _is_said_in_private(event):
            self._noted("slack.turned_away", why="outsider")
            server.whisper(dict(event), self._message("outsider"))
        return web.Response()

    def _message(self, why: str) -> Message:
        locale = self._pack.default_locale
        return Message(
            title=self._pack.say("workspace.closed_title", locale),
            text=self._pack.say(f"workspace.{why}", locale),
        )

    async def _turned_away(self, payload: Payload, closed: Closed) -> web.Response:
        """Said wherever there is a way to say it; nothing is recorded."""
        self._noted("slack.turned_away", why=closed.why)
        message = self._message(closed.why)
        if "command" in payload:
            return web.json_response({"response_type": "ephemeral", **posted(message)})
        match payload.get("type"):
            case "view_submission":
                return web.json_response(_errors(payload, posted(message)["text"]))
            case "block_actions" | "message_action":
                await self._screen.show({**payload, "view": None}, message, "")
        return web.Response()


def installed_in(payload: Payload) -> Where:
    """Whose installation a payload is for; the first authorization names it where there is one.

    https://docs.slack.dev/apis/slack-connect#events and
    https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
    """
    given = payload.get("authorizations")
    first = given[0] if isinstance(given, list) and given else None
    if isinstance(first, Mapping):
        return Where(_text(first, "team_id"), _text(first, "enterprise_id"))
    user = _mapping(payload, "user")
    team = _text(payload, "team_id") or _text(_mapping(payload, "team"), "id")
    enterprise = (
        _text(payload, "enterprise_id")
        or _text(_mapping(payload, "enterprise"), "id")
        or _text(_mapping(payload, "team"), "enterprise_id")
    )
    return Where(team or _text(user, "team_id"), enterprise)


def _is_said_in_private(event: Mapping[str, Any]) -> bool:
    return event.get("channel_type") == "im" and "subtype" not in event


def _guest_from(payload: Payload, where: Where) -> Where | None:
    """The workspace of somebody who writes, edits or clicks from another one than the app is
    installed in.

    https://docs.slack.dev/apis/slack-connect
    """
    event = _mapping(payload, "event")
    changed = (_mapping(event, "message"), _mapping(event, "previous_message"))
    named = (_text(each, "user_team") for each in (event, *changed))
    team = next(filter(None, named), "") or _text(_mapping(payload, "user"), "team_id")
    return Where(team, where.enterprise) if team and where.team and team != where.team else None


def _is_leaving(payload: Payload) -> bool:
    """Tokens of persons may be revoked without the app being gone.

    https://docs.slack.dev/reference/events/tokens_revoked
    """
    event = _mapping(payload, "event")
    kind = event.get("type")
    if payload.get("type") != "event_callback" or kind not in LEAVING:
        return False
    return kind == "app_uninstalled" or bool(_mapping(event, "tokens").get("bot"))


def _time_of(payload: Payload) -> datetime:
    at = payload.get("event_time")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int) else datetime.now(UTC)


def _errors(payload: Payload, text: str) -> dict[str, object]:
    blocks = _mapping(payload, "view").get("blocks")
    named = [b for b in blocks or () if isinstance(b, Mapping) and b.get("type") == "input"]
    field = _text(named[0], "block_id") if named else "question"
    return {"response_action": "errors", "errors": {field: text}}


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}
