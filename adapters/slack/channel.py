"""Brings deliveries to Slack: post, redraw, whisper, and look for what may have arrived.

The only thing of ours that Slack keeps beside the message is the delivery's random key, in the
message's metadata. https://docs.slack.dev/messaging/message-metadata
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.calls import Calls, named
from adapters.slack.files import SlackFiles, known_as
from adapters.slack.outcomes import AWAY, REFUSALS, word_of
from adapters.slack.render import posted
from core.desk.ports import Dispatch, Hidden, Later, Limit, Outcome, Refused, Sent, Unsure
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.message import Message
from core.values.place import ConversationReference, Platform

EVENT = "innovation_desk_delivery"
POST_EVERY = timedelta(seconds=1.06)  # Slack allows about one message a second and channel
UPDATE_EVERY = timedelta(seconds=0.3)
PATIENCE = 5.0  # seconds for all calls of one delivery; the courier waits 6
BEFORE = 2.0  # seconds of them to ask whether it may go there
SAFE_FOR = 3600.0  # seconds that a staff conversation is believed to be private
_HARMLESS = (DeliveryKind.UPDATE, DeliveryKind.DELETE)
_FILE = "F"  # begins the id of a file; that of a message is a time
_LOOK_BACK = 120  # seconds before a delivery was due; clocks differ


def _now() -> datetime:
    return datetime.now(UTC)


class SlackChannel:
    """Implements the Channel port and those of files. The client must have no retry handler: the
    stock one posts twice when a connection is reset. `now` gives the time in UTC; `local` is the
    host and port of a Slack on this machine."""

    platform = Platform.SLACK

    def __init__(
        self,
        client: AsyncWebClient,
        post_every: timedelta = POST_EVERY,
        now: Callable[[], datetime] = _now,
        local: str = "",
    ) -> None:
        self._client = client
        self._calls = Calls(client, now)
        self._post_every = post_every
        self._files = SlackFiles(client, self._calls, local)
        self.fetch = self._files.fetch
        self._asked: dict[str, tuple[float, str]] = {}

    def pause(self, delivery: Delivery) -> timedelta:
        match delivery.kind:
            case DeliveryKind.POST:
                return self._post_every
            case DeliveryKind.UPDATE | DeliveryKind.DELETE:
                return min(UPDATE_EVERY, self._post_every)
            case DeliveryKind.WHISPER | DeliveryKind.TIMER:
                return timedelta(0)

    async def send(self, dispatch: Dispatch) -> Outcome:
        if dispatch.target is None and _needs_target(dispatch.delivery):
            return Refused("the message that this belongs to was never delivered", lost=True)
        barred = await named(self._barred(dispatch), BEFORE)
        if barred is not None:
            return _not_done(barred)
        shown = await named(self._shown(dispatch), PATIENCE - BEFORE)
        return _again_if_harmless(dispatch.delivery, shown)

    async def stage(self, dispatch: Dispatch, content: bytes) -> str | Later | Refused:
        """A file, seen by nobody yet; its id."""
        assert dispatch.delivery.crossing is not None
        return await self._files.staged(dispatch.delivery.crossing.name, content)

    async def reveal(self, dispatch: Dispatch, staged: str) -> Outcome:
        """Only into a thread that is there: Slack would put it into the channel itself."""
        if dispatch.target is None:
            return Refused("the message that this belongs to was never delivered", lost=True)
        barred = await named(self._barred(dispatch), BEFORE)
        if barred is not None:
            return _not_done(barred)
        return await named(self._revealed(dispatch, dispatch.target, staged), PATIENCE - BEFORE)

    async def _revealed(self, dispatch: Dispatch, parent: Landed, id: str) -> Outcome:
        delivery, channel = dispatch.delivery, parent.at.conversation
        assert delivery.crossing is not None
        thread = str(parent.at.thread)
        if await self._files.shared(id, delivery.crossing.name, channel, thread):
            return Sent(_landed(delivery.to, channel, id))
        return Unsure("Slack took the file and has not shown it")

    async def _barred(self, dispatch: Dispatch) -> Refused | None:
        """Asked before anything is posted: whatever goes wrong here, nothing was."""
        delivery = dispatch.delivery
        if delivery.internal and (why := await self._unsafe(delivery.to.conversation)):
            return Refused(f"the staff conversation {why}")
        posts = delivery.kind is DeliveryKind.POST
        if posts and dispatch.target and not await self._is_there(dispatch.target):
            return Refused("the message that this belongs to is no longer there", lost=True)
        return None

    async def _shown(self, dispatch: Dispatch) -> Outcome:
        match dispatch.delivery.kind:
            case DeliveryKind.POST:
                return await self._post(dispatch)
            case DeliveryKind.UPDATE:
                return await self._update(dispatch)
            case DeliveryKind.WHISPER:
                return await self._whisper(dispatch)
            case DeliveryKind.DELETE:
                return await self._taken_back(dispatch)
            case DeliveryKind.TIMER:
                return Refused("timers are the desk's own")

    async def _unsafe(self, channel: str) -> str:
        """Asked before something internal is posted, and believed for an hour."""
        asked, why = self._asked.get(channel, (0.0, ""))
        if not asked or time.monotonic() - asked > SAFE_FOR:
            why = await self.unsafe_for_staff(channel)
            self._asked[channel] = (time.monotonic(), why)
        return why

    async def unsafe_for_staff(self, channel: str) -> str:
        """Why internal text must not be posted there; empty when it may. Raises what slack_sdk
        raises."""
        answer = await self._calls.ask("conversations_info", channel=channel)
        return _open_to(answer.get("channel") or {})

    async def unfit_for_staff(self, place: ConversationReference) -> str:
        """Why a queue cannot have its staff there; empty when it can. Raises nothing that it can
        name: what Slack says is the answer."""
        asked = self._calls.ask("conversations_info", channel=place.conversation)
        answer = await named(asked, BEFORE)
        if isinstance(answer, Later | Refused | Unsure):
            return answer.why
        assert not isinstance(answer, Sent), "nothing is sent by asking"
        info: Mapping[str, Any] = answer.get("channel") or {}
        if info.get("is_archived"):
            return REFUSALS["is_archived"]
        return _open_to(info) or ("" if info.get("is_member") else REFUSALS["not_in_channel"])

    async def _post(self, dispatch: Dispatch) -> Outcome:
        delivery = dispatch.delivery
        thread = _thread(dispatch)
        channel = dispatch.target.at.conversation if dispatch.target else delivery.to.conversation
        answer = await _without_picture_if_refused(
            partial(
                self._client.chat_postMessage,
                channel=channel,
                thread_ts=thread,
                metadata={"event_type": EVENT, "event_payload": {"key": delivery.key}},
                unfurl_links=False,
                unfurl_media=False,
            ),
            delivery.message,
        )
        return Sent(_landed(delivery.to, str(answer["channel"]), str(answer["ts"])))

    async def _is_there(self, parent: Landed) -> bool:
        """Slack puts a reply to a vanished thread into the channel itself, without an error."""
        try:
            answer = await self._calls.ask(
                "conversations_replies",
                channel=parent.at.conversation,
                ts=str(parent.at.thread),
                limit=1,
            )
        except SlackApiError as error:
            if word_of(error) in ("thread_not_found", "message_not_found"):
                return False
            raise
        return bool(answer.get("messages"))

    async def _update(self, dispatch: Dispatch) -> Outcome:
        assert dispatch.target is not None
        at = dispatch.target.at
        await self._calls.ask(
            "chat_update",
            channel=at.conversation,
            ts=str(at.thread),
            **posted(dispatch.delivery.message),
        )
        return Sent()

    async def _whisper(self, dispatch: Dispatch) -> Outcome:
        delivery = dispatch.delivery
        await self._client.chat_postEphemeral(
            channel=delivery.to.conversation,
            user=delivery.whisper_to,
            thread_ts=delivery.to.thread,
            **posted(delivery.message),
        )
        return Sent()

    async def _taken_back(self, dispatch: Dispatch) -> Outcome:
        """What somebody else deleted is gone all the same, and what never arrived too."""
        named_at = dispatch.delivery.at
        landed = Landed.from_text(named_at) if named_at else dispatch.target
        if landed is None:
            return Sent()
        channel, id = landed.at.conversation, str(landed.at.thread)
        if id.startswith(_FILE):
            await self._files.removed(id, channel)
            return Sent()
        try:
            await self._calls.ask("chat_delete", channel=channel, ts=id)
        except SlackApiError as error:
            if word_of(error) != "message_not_found":
                raise
        return Sent()

    @property
    def limits(self) -> tuple[Limit, ...]:
        return ()

    async def find(self, dispatch: Dispatch) -> Sent | Later | Hidden | None:
        """Redraws and whispers may be repeated without harm; posts are looked for by their key."""
        if dispatch.delivery.kind is not DeliveryKind.POST:
            return None
        found = await named(self._found(dispatch), PATIENCE)
        if found is None or isinstance(found, Sent):
            return found
        return _not_seen(found)

    async def _found(self, dispatch: Dispatch) -> Sent | None:
        delivery = dispatch.delivery
        there = dispatch.target.at.conversation if dispatch.target else delivery.to.conversation
        channel = await self._channel_of(there)
        thread = _thread(dispatch)
        since = str(delivery.due_at.timestamp() - _LOOK_BACK)
        look: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "oldest": since}
        cursor, ask = "", self._calls.ask
        while True:
            if thread:
                page = await ask("conversations_replies", ts=thread, cursor=cursor, **look)
            else:
                page = await ask("conversations_history", cursor=cursor, **look)
            for message in page.get("messages") or ():
                if id := known_as(message, delivery):
                    return Sent(_landed(delivery.to, channel, id))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None

    async def _channel_of(self, conversation: str) -> str:
        """A person's direct conversation has a channel id of its own."""
        if not conversation.startswith(("U", "W")):
            return conversation
        answer = await self._calls.ask("conversations_open", users=conversation)
        return str((answer.get("channel") or {})["id"])


def _open_to(info: Mapping[str, Any]) -> str:
    """To whom else than staff the conversation is open; empty when to nobody."""
    if info.get("is_ext_shared") or info.get("is_shared") or info.get("is_pending_ext_shared"):
        return "is shared with another organisation"
    if not (info.get("is_private") or info.get("is_im") or info.get("is_mpim")):
        return "is public"
    return ""


async def _without_picture_if_refused(
    post: Callable[..., Awaitable[AsyncSlackResponse]], message: Message
) -> AsyncSlackResponse:
    """Slack refuses a message whose picture it cannot fetch. Nothing was posted then, and the text
    says all that the picture does."""
    try:
        return await post(**posted(message))
    except SlackApiError as error:
        if message.picture is None or word_of(error) != "invalid_blocks":
            raise
        return await post(**posted(message.model_copy(update={"picture": None})))


def _needs_target(delivery: Delivery) -> bool:
    return bool(delivery.under) or delivery.kind is DeliveryKind.UPDATE


def _not_done(failed: Outcome) -> Outcome:
    return Later(AWAY, failed.why) if isinstance(failed, Unsure) else failed


def _again_if_harmless(delivery: Delivery, failed: Outcome) -> Outcome:
    """A message that is redrawn twice looks the same, and one that is taken back is gone."""
    if delivery.kind in _HARMLESS and isinstance(failed, Unsure):
        return Later(AWAY, failed.why, blames=True)
    return failed


def _not_seen(failed: Outcome) -> Later | Hidden:
    """Where Slack does not let us look (a permission is missing, the channel is closed to us), the
    next send will say why; all else may pass."""
    if isinstance(failed, Refused):
        return Hidden()
    return failed if isinstance(failed, Later) else Later(AWAY, "could not look for it")


def _thread(dispatch: Dispatch) -> str | None:
    return dispatch.target.at.thread if dispatch.target else dispatch.delivery.to.thread


def _landed(to: ConversationReference, channel: str, ts: str) -> Landed:
    return Landed(at=to.model_copy(update={"conversation": channel, "thread": ts}))
