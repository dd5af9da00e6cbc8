"""What a person sees after the HTTP answer: forms, answers to clicks, the home page.

None of this is the only copy of anything: what matters is on record before it starts.
"""

import json
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.door import Payload
from adapters.slack.render import modal, posted
from core.values.message import Message

_RESPONSE_HOSTS = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")
_FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


class Noted(Protocol):
    """Told about what happened; the facts never hold a person's text."""

    def __call__(self, event: str, /, **facts: object) -> None: ...


class Screen:
    """Calls views.* and response_url. `response_hosts` are the prefixes to which answers to
    clicks may be posted: an address in a payload is not followed anywhere else."""

    def __init__(
        self, client: AsyncWebClient, noted: Noted, response_hosts: tuple[str, ...] = ()
    ) -> None:
        self._client = client
        self._noted = noted
        self._hosts = (*_RESPONSE_HOSTS, *response_hosts)

    async def open(self, body: Payload, form: Message, where: str) -> None:
        """Open a modal; when that fails, say so by response_url."""
        view = modal(form, private(form, where))
        try:
            if (body.get("view") or {}).get("type") == "modal":
                await self._client.views_push(trigger_id=_trigger(body), view=view)
            else:
                await self._client.views_open(trigger_id=_trigger(body), view=view)
        except _FAILURES as error:
            self._noted("slack.form_not_opened", error=_word(error))
            await self._respond(body, {"response_type": "ephemeral", **self._not_opened()})

    def _not_opened(self) -> dict[str, Any]:
        return {"text": "The form could not be opened. Nothing was lost: please click again."}

    async def show(self, body: Payload, reply: Message, where: str) -> None:
        """The answer to a click: a form, the same ephemeral message redrawn, or a new one."""
        if reply.form:
            await self.open(body, reply, where)
            return
        view = body.get("view") or {}
        if view:
            await self._in_view(body, view, modal(reply, private(reply, where)))
            return
        made, own = posted(reply), bool((body.get("container") or {}).get("is_ephemeral"))
        if own or not await self._beside(body, made):
            told = {"response_type": "ephemeral", "replace_original": own}
            await self._respond(body, {**told, **made})

    async def _beside(self, body: Payload, made: dict[str, Any]) -> bool:
        """For who clicked alone, where they clicked: in the conversation, or in the thread when the
        message is a reply there. A card that begins a thread stands in the conversation: in a
        thread that is not open nothing would be seen. By `chat.postEphemeral`, since a
        `response_url` takes a thread for public answers only.

        https://docs.slack.dev/reference/methods/chat.postEphemeral
        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        container = body.get("container") or {}
        channel, thread = str(container.get("channel_id") or ""), container.get("thread_ts")
        user = str((body.get("user") or {}).get("id") or "")
        within = thread if thread != container.get("message_ts") else None
        if not (channel and user):
            return False
        try:
            await self._client.chat_postEphemeral(
                channel=channel, user=user, thread_ts=within, **made
            )
        except _FAILURES as error:
            self._noted("slack.not_shown_beside", error=_word(error))
            return False
        return True

    async def _in_view(self, body: Payload, view: Payload, made: dict[str, Any]) -> None:
        try:
            if view.get("type") == "modal":
                await self._client.views_update(view_id=str(view["id"]), view=made)
            else:
                await self._client.views_open(trigger_id=_trigger(body), view=made)
        except _FAILURES as error:
            self._noted("slack.view_not_shown", error=_word(error))

    async def publish(self, user: str, view: dict[str, Any]) -> None:
        try:
            await self._client.views_publish(user_id=user, view=view)
        except _FAILURES as error:
            self._noted("slack.home_not_shown", error=_word(error))

    async def whisper(self, event: Payload, message: Message) -> None:
        """Shown to who said something, and to nobody else in the conversation."""
        try:
            await self._client.chat_postEphemeral(
                channel=str(event.get("channel")),
                user=str(event.get("user")),
                thread_ts=event.get("thread_ts"),
                **posted(message),
            )
        except _FAILURES as error:
            self._noted("slack.not_whispered", error=_word(error))

    async def _respond(self, body: Payload, message: dict[str, Any]) -> None:
        """https://docs.slack.dev/interactivity/handling-user-interaction: 5 uses in 30 minutes."""
        address = str(body.get("response_url") or "")
        if not address.startswith(self._hosts):
            self._noted("slack.no_response_url")
            return
        session = self._client.session
        assert session is not None, "the composition root gives the client its session"
        try:
            async with session.post(address, json=message, allow_redirects=False) as answer:
                if answer.status != 200:
                    self._noted("slack.response_refused", status=answer.status)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            self._noted("slack.response_failed", error=type(error).__name__)

    @staticmethod
    def read_private(view: Payload) -> tuple[str, dict[str, object]]:
        """Where the form was opened and the command it completes, as `private` wrote them."""
        try:
            kept = json.loads(view.get("private_metadata") or "{}")
        except ValueError:
            return "", {}
        if not isinstance(kept, dict) or not isinstance(kept.get("command"), dict):
            return "", {}
        return str(kept.get("where") or ""), kept["command"]


def private(form: Message, where: str) -> str:
    """Ids only, at most 3,000 characters."""
    command = form.form.command if form.form else {}
    return json.dumps({"where": where, "command": command})


def _trigger(body: Payload) -> str:
    return str(body.get("trigger_id") or "")


def _word(error: BaseException) -> str:
    if isinstance(error, SlackApiError):
        data = getattr(error.response, "data", None)
        return str(data.get("error")) if isinstance(data, dict) else "unreadable"
    return type(error).__name__
