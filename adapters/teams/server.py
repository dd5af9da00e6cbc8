"""Teams over HTTP: authenticate, run the turn, answer within Teams' fifteen seconds.

Our own door stands before botbuilder, which answers 500 for a day after Microsoft rotates its
keys, lets `directline` in with a forged tenant, and reads keys and tokens with blocking calls.
Invokes are answered in the HTTP body; what a message leads to is a delivery.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
from aiohttp import web

from adapters.teams.activity import Turns
from adapters.teams.addresses import Addresses
from adapters.teams.answers import answer_to, not_done
from adapters.teams.channel import message_activity
from adapters.teams.connector import Connector, UnknownService
from adapters.teams.gate import BODY_LIMIT, Gate, Refusal, key_id, parsed, token_in
from adapters.teams.inbound import (
    CLICK,
    Gone,
    Misfilled,
    clicked,
    from_activity,
    is_form,
    tells_of_channels,
)
from adapters.teams.keys import OpenIdKeys
from adapters.teams.mailbox import Mailboxes
from adapters.teams.noted import Noted
from adapters.teams.render import sentence
from adapters.teams.token import NoToken
from adapters.teams.wire import Payload, mapping, mappings, text, written
from core.decide.trouble import trouble
from core.desk.needs import FROM_THE_PACK
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import ConversationReference
from core.values.turn import Hears, Turn

Take = Callable[[Turn], Awaitable[Message | None]]
OnGone = Callable[[ConversationReference, str], Awaitable[None]]
_EMPTY = b"{}"
_MOST_RENDERED = 500
_FAILURES = (NoToken, UnknownService, aiohttp.ClientError, TimeoutError, OSError)


class TeamsServer:
    """`handle` is the route of `POST /api/messages`; `close` waits for what is under way.

    `new_id` gives random digits; `on_gone` is told which place can no longer be written to: a
    conversation, or a team (by its id) that stands for all of its channels.
    """

    def __init__(
        self,
        take: Take,
        pack: Pack,
        gate: Gate,
        keys: OpenIdKeys,
        *,
        addresses: Addresses,
        connector: Connector,
        new_id: Callable[[], str],
        on_gone: OnGone,
        noted: Noted,
    ) -> None:
        self._take = take
        self._pack = pack
        self._gate = gate
        self._keys = keys
        self._addresses = addresses
        self._connector = connector
        self._mailboxes = Mailboxes(connector, addresses, noted)
        self._new_id = new_id
        self._on_gone = on_gone
        self._noted = noted
        self._turns = Turns(noted)
        self._rendered: dict[int, tuple[Message, bytes]] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    async def handle(self, request: web.Request) -> web.Response:
        let_in = await self._let_in(request)
        if isinstance(let_in, Refusal):
            self._noted("teams.refused", status=let_in.status, why=let_in.why)
            return web.Response(status=let_in.status, text=let_in.why)
        body, claims = let_in
        answer = await self._turns.answered(body, claims, self._answered)
        if body.get("type") != "invoke":
            return web.Response()
        return web.Response(body=answer or self._nothing(body), content_type="application/json")

    async def close(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _let_in(self, request: web.Request) -> tuple[Payload, Payload] | Refusal:
        """The activity and the claims of its token. Nothing is parsed before Microsoft's signature
        is right; who has no token does not even get the body read."""
        token = token_in(request.headers.get("Authorization", ""))
        kid = key_id(token) if token else None
        if token is None or kid is None:
            return Refusal(401, "no token")
        if (request.content_length or 0) > BODY_LIMIT:
            return Refusal(413, "too large")
        key = await self._keys.find(kid)
        if key is None:
            return Refusal(401, "unknown key")
        claims = self._gate.claims(token, key)
        if isinstance(claims, Refusal):
            return claims
        body = await _read(request)
        if isinstance(body, Refusal):
            return body
        return self._gate.barred(claims, key, body, request.headers) or (body, claims)

    async def _answered(self, body: Payload) -> bytes:
        """The turn of one activity, and what its HTTP answer holds."""
        await self._learn(body)
        arrived = from_activity(body)
        if tells_of_channels(body):
            self._after(self._learn_channels(body))
        match arrived:
            case Turn():
                return await self._taken(body, arrived)
            case Misfilled():
                return self._misfilled(body, arrived)
            case Gone(place=place, why=why):
                await self._on_gone(place, why)
                return _EMPTY
            case None:
                return self._nothing(body)

    async def _learn(self, body: Payload) -> None:
        try:
            await self._addresses.learn(body)
        except Exception as error:  # the turn may be taken all the same, or will say so
            self._noted("teams.address_not_kept", error=type(error).__name__)

    async def _learn_channels(self, body: Payload) -> None:
        """Asked when the desk comes into a team: later it may be removed before anybody wrote in
        the channel of the staff, and then it must be known which team that was."""
        try:
            ids = await self._channels_of(body)
            await self._addresses.learn_channels(body, ids)
        except Exception as error:  # what is not learnt now is learnt with the next message
            self._noted("teams.channels_not_known", error=type(error).__name__)

    async def _channels_of(self, body: Payload) -> list[str]:
        about = mapping(body, "channelData")
        if text(about, "eventType").startswith("channel"):
            return [text(mapping(about, "channel"), "id")]
        team = text(mapping(about, "team"), "id")
        answer = await self._connector.channels(text(body, "serviceUrl"), team)
        return [text(channel, "id") for channel in mappings(answer.data, "conversations")]

    async def _taken(self, body: Payload, turn: Turn) -> bytes:
        try:
            reply = await self._take(await self._completed(body, turn))
        except Exception as error:  # the edge: a person waits for a word
            return self._troubled(body, turn, error)
        if reply and _is_frequent(body, turn):
            return self._frequent(body, reply)
        return written(answer_to(body, reply, self._new_id()))

    async def _completed(self, body: Payload, turn: Turn) -> Turn:
        if whisper := _whisper_in(body):
            turn = turn.model_copy(update={"clicked": whisper})
        there = text(mapping(body, "conversation"), "id").partition(";")[0]
        who = text(mapping(body, "from"), "id")
        return await self._mailboxes.of(turn, text(body, "serviceUrl"), there, who)

    def _frequent(self, body: Payload, reply: Message) -> bytes:
        """The desk gives the very same value again to the same command: rendered once."""
        known = self._rendered.get(id(reply))
        if known and known[0] is reply:
            return known[1]
        if len(self._rendered) >= _MOST_RENDERED:
            self._rendered.clear()
        made = written(answer_to(body, reply, self._new_id()))
        self._rendered[id(reply)] = reply, made
        return made

    def _troubled(self, body: Payload, turn: Turn, error: Exception) -> bytes:
        """Said in the answer where it is seen, by a message of its own elsewhere."""
        self._noted("teams.not_recorded", turn=turn.key, error=type(error).__name__)
        if turn.hears is Hears.AS_MESSAGE:
            self._after(self._tell(body, trouble(self._pack, turn.person.locale, error)))
            return _EMPTY
        return written(not_done(body, self._line(error, turn.person.locale)))

    def _misfilled(self, body: Payload, form: Misfilled) -> bytes:
        key = "form.missing" if form.missing else "form.invalid"
        line = self._pack.say(key, self._pack.locale(form.locale))
        if body.get("type") == "message":
            self._after(self._tell(body, Message(text=line)))
        return written(not_done(body, line))

    def _nothing(self, body: Payload) -> bytes:
        """For a button that we cannot read, and a turn that broke; all else needs no answer."""
        return written(not_done(body, self._line(ValueError(), text(body, "locale"))))

    def _line(self, error: Exception, locale: str) -> str:
        return sentence(trouble(self._pack, locale, error))

    def _after(self, work: Coroutine[Any, Any, None]) -> None:
        """Start after the answer; kept until done, since nothing else refers to the task."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _tell(self, body: Payload, message: Message) -> None:
        """Straight to the conversation: what goes wrong with storage cannot become a delivery."""
        conversation = text(mapping(body, "conversation"), "id")
        made = message_activity(message, self._new_id())
        try:
            await self._connector.post(text(body, "serviceUrl"), conversation, made)
        except _FAILURES as error:
            self._noted("teams.not_told", error=type(error).__name__)


def _whisper_in(body: Payload) -> str:
    """The message that was clicked, where it says of itself that it is for one person alone."""
    if not mapping(body, "value") or clicked(body).get("whisper") is not True:
        return ""
    return text(body, "replyToId")[:300]


def _is_frequent(body: Payload, turn: Turn) -> bool:
    """A click that asks only for what the pack holds."""
    from_pack = isinstance(turn.command, FROM_THE_PACK)
    return from_pack and body.get("name") == CLICK and not is_form(clicked(body))


async def _read(request: web.Request) -> Payload | Refusal:
    try:
        return parsed(await request.read())
    except web.HTTPRequestEntityTooLarge:
        return Refusal(413, "too large")
