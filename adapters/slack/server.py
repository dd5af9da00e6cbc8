"""Slack's payloads: authenticate, let Bolt dispatch, answer within Slack's three seconds.

Our own door stands before Bolt, which parses before it verifies, loses commands that contain the
word `payload`, and logs refused bodies. Bolt gets the parsed dict, as it would in Socket Mode.
What a person sees at once goes into the HTTP answer; forms and answers to clicks are calls to
Slack that start right after it.
"""

import asyncio
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.slack import inbound
from adapters.slack.changes import changed_message, from_change
from adapters.slack.door import BODY_LIMIT, Payload, Refusal, is_ssl_check, opened
from adapters.slack.render import home, modal, posted
from adapters.slack.rich_text import mentioned
from adapters.slack.screen import Noted, Screen, private
from adapters.slack.workspace import Workspace
from core.decide.trouble import trouble
from core.values.command import Escalate, Home
from core.values.message import Message
from core.values.pack import Pack
from core.values.turn import Turn

Take = Callable[[Turn], Awaitable[Message | None]]
_ANY = re.compile("")
_JSON: dict[str, str | Sequence[str]] = {"content-type": "application/json"}
_MOST_RENDERED = 500
_SILENT = logging.getLogger("innovation_desk.bolt")  # Bolt logs whole bodies
_SILENT.disabled = True
_NAMELESS = {"help", "unknown", "services", "fees", "cta", "cases", "case", "home"}


class SlackServer:
    """`dispatched` answers what the door let in; `close` waits for what is under way."""

    def __init__(
        self,
        take: Take,
        pack: Pack,
        workspace: Workspace,
        screen: Screen,
        *,
        noted: Noted,
    ) -> None:
        self._take = take
        self._pack = pack
        self._workspace = workspace
        self._noted = noted
        self._screen = screen
        self._rendered: dict[int, tuple[Message, str]] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._bolt = self._wired()

    def _wired(self) -> AsyncApp:
        """Bolt with one listener for each kind of payload; verification is done by our door."""
        app = AsyncApp(
            name="innovation-desk",  # else Bolt walks through all modules for one: 0.2 s
            logger=_SILENT,
            client=self._workspace.client,
            authorize=_authorized_by(self._workspace),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.command(_ANY)(self._command)
        app.action(_ANY)(self._click)
        app.view(_ANY)(self._form)
        app.shortcut(_ANY)(self._shortcut)
        app.event(_ANY)(self._event)
        return app

    async def dispatched(self, payload: Payload) -> web.Response:
        """Bolt's answer as ours. What Bolt has no listener for is none of our business: 200.

        Our listeners raise nothing, so an error here is a payload of a shape that Slack never
        sends: 400, since it would not be better the next time.
        """
        try:
            request = AsyncBoltRequest(body=payload, mode="socket_mode")
            answer = await self._bolt.async_dispatch(request)
        except Exception:  # of Bolt, about the payload
            return refused(Refusal(400, "misshapen"), self._noted)
        if answer.status == 500:
            return refused(Refusal(400, "misshapen"), self._noted)
        if answer.status == 404:
            return web.Response()
        content_type = answer.first_headers_without_set_cookie().get("content-type", "text/plain")
        return web.Response(
            status=answer.status,
            text=answer.body or "",
            content_type=content_type.partition(";")[0],
        )

    def whisper(self, event: Payload, message: Message) -> None:
        """Tell who said something that it does not concern the desk; after the answer."""
        self._after(self._screen.whisper(event, message))

    async def close(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _after(self, work: Coroutine[Any, Any, None]) -> None:
        """Start after the answer; kept until done, since nothing else refers to the task."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _command(self, body: Payload) -> BoltResponse:
        turn = inbound.from_slash(body)
        reply = await self._answered(turn) if turn else None
        if turn is None or reply is None:
            return BoltResponse(status=200)
        if reply.form:
            self._after(self._screen.open(body, reply, str(turn.where)))
            return BoltResponse(status=200)
        return BoltResponse(status=200, body=self._ephemeral(reply), headers=_JSON)

    def _ephemeral(self, reply: Message) -> str:
        """The answer to a slash command; the desk gives frequent answers as the same value."""
        known = self._rendered.get(id(reply))
        if known is None or known[0] is not reply:
            if len(self._rendered) >= _MOST_RENDERED:
                self._rendered.clear()
            text = json.dumps({"response_type": "ephemeral", **posted(reply)})
            known = self._rendered[id(reply)] = (reply, text)
        return known[1]

    async def _click(self, ack: AsyncAck, body: Payload) -> None:
        where, _ = self._screen.read_private(body.get("view") or {})
        turn = inbound.from_button(body, where)
        reply = await self._answered(turn) if turn else None
        await ack()
        if turn and reply:
            self._after(self._screen.show(body, reply, str(turn.where)))
        if turn and (body.get("view") or {}).get("type") == "home":
            self._after(self._home_again(turn))

    async def _home_again(self, turn: Turn) -> None:
        """What was done on the home page shows on it."""
        again = turn.model_copy(update={"command": Home(), "key": f"{turn.key}:home"})
        reply = await self._answered(again)
        if reply:
            await self._screen.publish(turn.person.user, home(reply))

    async def _form(self, ack: AsyncAck, body: Payload) -> None:
        """A refused input and a turn that could not be stored keep what was typed."""
        view = body.get("view") or {}
        where, command = self._screen.read_private(view)
        filled = inbound.inputs(view)
        try:
            turn = inbound.from_form(body, where, {**command, **filled})
        except ValidationError as error:
            await ack({"response_action": "errors", "errors": self._field_errors(view, error)})
            return
        if turn is None:
            await ack()
            return
        try:
            reply = await self._take(await self._with_mailbox(turn))
        except Exception as error:  # the edge: what was typed must stay in the form
            message = self._trouble(turn, error)
            first = next(iter(filled), "question")
            await ack({"response_action": "errors", "errors": {first: posted(message)["text"]}})
            return
        faults = _faults(reply, view)
        if reply and faults:
            await ack({"response_action": "errors", "errors": faults})
        elif reply:
            await ack({"response_action": "update", "view": modal(reply, private(reply, where))})
        else:
            await ack()

    async def _with_mailbox(self, turn: Turn) -> Turn:
        """The person's name was asked for when the form was opened, and the address with it."""
        if isinstance(turn.command, Escalate) and turn.command.by_mail:
            who = await self._workspace.known(turn.person)
            return turn.model_copy(
                update={"person": who, "mailbox": self._workspace.mailbox(turn.person)}
            )
        return turn.model_copy(update={"person": self._workspace.remembered(turn.person)})

    def _field_errors(self, view: Payload, error: ValidationError) -> dict[str, str]:
        """A sentence at each input that does not do; at the first input for all else."""
        ids = _inputs_of(view)
        say = self._pack.say
        told = {}
        for problem in error.errors():
            field = str(problem["loc"][-1]) if problem["loc"] else ""
            known = field if field in ids else str(next(iter(ids), "question"))
            key = "missing" if problem["type"] in ("missing", "string_too_short") else "invalid"
            told[known] = say(f"form.{key}", self._pack.default_locale)
        return told

    async def _shortcut(self, ack: AsyncAck, body: Payload) -> None:
        turn = inbound.from_shortcut(body)
        reply = await self._answered(turn) if turn else None
        await ack()
        if turn and reply:
            self._after(self._screen.open(body, reply, ""))

    async def _event(self, body: Payload) -> BoltResponse:
        """Slack delivers an event again that was not acknowledged, so trouble is left to it."""
        turn = await self._read(body)
        if turn is None:
            return BoltResponse(status=200)
        try:
            reply = await self._take(await self._named(turn))
        except Exception as error:  # the edge
            self._noted("slack.not_recorded", turn=turn.key, error=type(error).__name__)
            return BoltResponse(status=503)
        if isinstance(turn.command, Home) and reply:
            self._after(self._screen.publish(turn.person.user, home(reply)))
        return BoltResponse(status=200)

    async def _read(self, body: Payload) -> Turn | None:
        """Who is mentioned in a message is called by name."""
        message = changed_message(body) or body.get("event") or {}
        ids = mentioned(message) if isinstance(message, Mapping) else ()
        team = str(body.get("team_id") or "")
        names = await self._workspace.names(team, ids)
        return inbound.from_event(body, names) or from_change(body, names)

    async def _answered(self, turn: Turn) -> Message | None:
        """The desk's reply; trouble is a reply too."""
        try:
            return await self._take(await self._named(turn))
        except Exception as error:  # the edge: a person waits for a word
            return self._trouble(turn, error)

    async def _named(self, turn: Turn) -> Turn:
        """The turn with the person's real name, where a case will hold it."""
        if turn.command.do in _NAMELESS:
            return turn.model_copy(update={"person": self._workspace.remembered(turn.person)})
        return turn.model_copy(update={"person": await self._workspace.known(turn.person)})

    def _trouble(self, turn: Turn, error: Exception) -> Message:
        self._noted("slack.not_recorded", turn=turn.key, error=type(error).__name__)
        return trouble(self._pack, turn.person.locale, error)


def _inputs_of(view: Payload) -> list[str]:
    """The ids of the inputs of the form that was sent; Slack takes errors for these alone."""
    blocks = view.get("blocks") or ()
    return [str(b.get("block_id")) for b in blocks if b.get("type") == "input"]


def _faults(reply: Message | None, view: Payload) -> dict[str, str]:
    """What is wrong with the form that was sent, by input; it stays open with all that was typed.

    https://docs.slack.dev/surfaces/modals#displaying_errors
    """
    found = reply.faults if reply else {}
    return found if found.keys() <= set(_inputs_of(view)) else {}


async def let_in(request: web.Request, secret: str, noted: Noted) -> Payload | web.Response:
    """What a signed request carries, or the answer to one that the desk has nothing to do with."""
    if (request.content_length or 0) > BODY_LIMIT:
        return refused(Refusal(413, "too large"), noted)
    body = await request.read()
    if is_ssl_check(request.headers, body):
        return web.Response()
    payload = opened(request.headers, body, secret, time.time())
    if isinstance(payload, Refusal):
        return refused(payload, noted)
    if payload.get("type") == "url_verification":
        return web.json_response({"challenge": str(payload.get("challenge", ""))})
    return payload


def refused(refusal: Refusal, noted: Noted) -> web.Response:
    noted("slack.refused", status=refusal.status, why=refusal.why)
    return web.Response(status=refusal.status, text=refusal.why)


def _authorized_by(here: Workspace) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Who we are, without a call to Slack for each request. Bolt wants a function, not a method."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id,
            bot_token=here.client.token,
            bot_user_id=here.bot_user or None,
            bot_id=here.bot_id or None,
        )

    return authorize
