"""Brings deliveries to Slack: post, redraw, whisper, and look for what may have arrived.

The only thing of ours that Slack keeps beside the message is the delivery's random key, in the
message's metadata. https://docs.slack.dev/messaging/message-metadata
"""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.render import posted
from core.desk.ports import Dispatch, Later, Outcome, Refused, Sent, Unsure
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.place import ConversationReference, Platform

EVENT = "innovation_desk_delivery"
POST_EVERY = timedelta(seconds=1.06)  # Slack allows about one message a second and channel
UPDATE_EVERY = timedelta(seconds=0.3)
RETRY_DEFAULT = timedelta(seconds=30)
RETRY_LONGEST = timedelta(minutes=15)
AWAY = timedelta(seconds=5)  # before Slack is called again after it refused the connection
SAFE_FOR = 3600.0  # seconds that a staff conversation is believed to be private
_LOOK_BACK = 120  # seconds before a delivery was due; clocks differ

REFUSALS = {
    "channel_not_found": "the conversation does not exist or the app cannot see it",
    "is_archived": "the channel is archived",
    "not_in_channel": "the app is not in the channel; invite it",
    "user_not_in_channel": "the person is not in the channel",
    "token_revoked": "the app's token was revoked; install it again",
    "token_expired": "the app's token expired; install it again",
    "account_inactive": "the app or its workspace is deactivated",
    "invalid_auth": "the app's token is not valid",
    "missing_scope": "the app lacks a permission; see the manifest",
    "msg_too_long": "the message is too long for Slack",
    "invalid_blocks": "Slack does not accept the message's layout",
    "message_not_found": "the message is no longer there",
    "cant_update_message": "the message cannot be changed any more",
    "edit_window_closed": "the message cannot be changed any more",
    "user_not_found": "the person is not in the workspace",
    "messages_tab_disabled": "the app's Messages tab is switched off",
}
_AMBIGUOUS = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}


class SlackChannel:
    """Implements the Channel port. The client must have no retry handler: the stock one posts
    twice when a connection is reset."""

    platform = Platform.SLACK

    def __init__(self, client: AsyncWebClient, post_every: timedelta = POST_EVERY) -> None:
        self._client = client
        self._post_every = post_every
        self._asked: dict[str, tuple[float, str]] = {}

    def pause(self, delivery: Delivery) -> timedelta:
        match delivery.kind:
            case DeliveryKind.POST:
                return self._post_every
            case DeliveryKind.UPDATE:
                return min(UPDATE_EVERY, self._post_every)
            case DeliveryKind.WHISPER | DeliveryKind.TIMER:
                return timedelta(0)

    async def send(self, dispatch: Dispatch) -> Outcome:
        delivery = dispatch.delivery
        if dispatch.target is None and _needs_target(delivery):
            return Refused("the message that this belongs to was never delivered", lost=True)
        try:
            if delivery.internal and (why := await self._unsafe(delivery.to.conversation)):
                return Refused(f"the staff conversation {why}")
            match delivery.kind:
                case DeliveryKind.POST:
                    return await self._post(dispatch)
                case DeliveryKind.UPDATE:
                    return await self._update(dispatch)
                case DeliveryKind.WHISPER:
                    return await self._whisper(dispatch)
                case DeliveryKind.TIMER:
                    return Refused("timers are the desk's own")
        except SlackApiError as error:
            return _outcome(error)
        except aiohttp.ClientConnectorError:
            return Later(AWAY, "Slack cannot be reached")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unsure(f"Slack did not answer: {type(error).__name__}")

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
        answer = await self._client.conversations_info(channel=channel)
        info: Mapping[str, Any] = answer.get("channel") or {}
        if info.get("is_ext_shared") or info.get("is_shared"):
            return "is shared with another organisation"
        if not (info.get("is_private") or info.get("is_im") or info.get("is_mpim")):
            return "is public"
        return ""

    async def _post(self, dispatch: Dispatch) -> Outcome:
        delivery = dispatch.delivery
        thread = _thread(dispatch)
        channel = dispatch.target.at.conversation if dispatch.target else delivery.to.conversation
        if dispatch.target and not await self._is_there(dispatch.target):
            return Refused("the message that this belongs to is no longer there", lost=True)
        answer = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            metadata={"event_type": EVENT, "event_payload": {"key": delivery.key}},
            unfurl_links=False,
            unfurl_media=False,
            **posted(delivery.message),
        )
        return Sent(_landed(delivery.to, str(answer["channel"]), str(answer["ts"])))

    async def _is_there(self, parent: Landed) -> bool:
        """Slack puts a reply to a vanished thread into the channel itself, without an error."""
        try:
            answer = await self._client.conversations_replies(
                channel=parent.at.conversation, ts=str(parent.at.thread), limit=1
            )
        except SlackApiError as error:
            if _error(error) in ("thread_not_found", "message_not_found"):
                return False
            raise
        return bool(answer.get("messages"))

    async def _update(self, dispatch: Dispatch) -> Outcome:
        assert dispatch.target is not None
        at = dispatch.target.at
        await self._client.chat_update(
            channel=at.conversation, ts=str(at.thread), **posted(dispatch.delivery.message)
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

    async def find(self, dispatch: Dispatch) -> Sent | Unsure | None:
        """Redraws and whispers may be repeated without harm; posts are looked for by their key."""
        if dispatch.delivery.kind is not DeliveryKind.POST:
            return None
        try:
            return await self._found(dispatch)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unsure(f"could not look for it: {type(error).__name__}", looked=True)

    async def _found(self, dispatch: Dispatch) -> Sent | None:
        delivery = dispatch.delivery
        channel = await self._channel_of(delivery.to.conversation)
        thread = _thread(dispatch)
        since = str(delivery.due_at.timestamp() - _LOOK_BACK)
        look: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "oldest": since}
        cursor = ""
        while True:
            if thread:
                page = await self._client.conversations_replies(ts=thread, cursor=cursor, **look)
            else:
                page = await self._client.conversations_history(cursor=cursor, **look)
            for message in page.get("messages") or ():
                if _key(message) == delivery.key:
                    return Sent(_landed(delivery.to, channel, str(message["ts"])))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None

    async def _channel_of(self, conversation: str) -> str:
        """A person's direct conversation has a channel id of its own."""
        if not conversation.startswith(("U", "W")):
            return conversation
        answer = await self._client.conversations_open(users=conversation)
        return str((answer.get("channel") or {})["id"])


def _needs_target(delivery: Delivery) -> bool:
    return bool(delivery.under) or delivery.kind is DeliveryKind.UPDATE


def _thread(dispatch: Dispatch) -> str | None:
    return dispatch.target.at.thread if dispatch.target else dispatch.delivery.to.thread


def _landed(to: ConversationReference, channel: str, ts: str) -> Landed:
    return Landed(at=to.model_copy(update={"conversation": channel, "thread": ts}))


def _key(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key") or "")


def _error(error: SlackApiError) -> str:
    """Slack's error word; empty where the answer was no answer of Slack's."""
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse) or not isinstance(answer.data, dict):
        return ""
    return str(answer.data.get("error") or "")


def _outcome(error: SlackApiError) -> Outcome:
    """What an error of Slack means for the delivery; unknown words are refusals."""
    answer, word = error.response, _error(error)
    status = getattr(answer, "status_code", 0)
    if status == 429 or word in ("ratelimited", "rate_limited"):
        return Later(_retry_after(getattr(answer, "headers", {})), "Slack asked us to slow down")
    if not word or word in _AMBIGUOUS or status >= 500:
        return Unsure(f"Slack answered {word or status or 'nothing readable'}")
    return Refused(REFUSALS.get(word, f"Slack refused: {word}"), lost=word == "message_not_found")


def _retry_after(headers: Mapping[str, Any]) -> timedelta:
    """Obeyed to the second; what is missing or garbage counts 30 s, and none more than 15 min."""
    given = str(headers.get("Retry-After", "")).strip()
    if not (given.isascii() and given.isdigit()):
        return RETRY_DEFAULT
    return min(timedelta(seconds=min(int(given), 10**6)), RETRY_LONGEST)
