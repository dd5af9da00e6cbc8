"""Writes what happened as the Events API tells it: pure functions, no sending.

https://docs.slack.dev/apis/events-api and https://docs.slack.dev/reference/events
"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack.channels import Channel
from simulator.slack.messages import Message

MESSAGE_SUBSCRIPTION = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
}


def subscription(event: Json) -> str:
    """The name under which an app subscribes to this event, such as `message.groups`."""
    if event["type"] == "message":
        return MESSAGE_SUBSCRIPTION[event["channel_type"]]
    return str(event["type"])


def said(channel: Channel, message: Message) -> Json:
    return message.payload() | _place(channel, message.ts)


def mentioned(channel: Channel, message: Message) -> Json:
    """The same message once more, as `app_mention`; Slack sends both."""
    event = message.payload() | {"type": "app_mention"}
    return event | {"channel": channel.id, "event_ts": message.ts}


def changed(channel: Channel, before: Json, after: Json, ts: str) -> Json:
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": after,
        "previous_message": before,
        "hidden": True,
        "ts": ts,
    }
    return event | _place(channel, ts)


def deleted(channel: Channel, before: Json, ts: str) -> Json:
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "deleted_ts": before["ts"],
        "hidden": True,
        "ts": ts,
    }
    return event | _place(channel, ts)


def home_opened(user_id: str, channel_id: str, view: Json | None, ts: str, tab: str) -> Json:
    event = {
        "type": "app_home_opened",
        "user": user_id,
        "channel": channel_id,
        "tab": tab,
        "event_ts": ts,
    }
    return event | ({"view": view} if view and tab == "home" else {})


def membership(kind: str, channel: Channel, user_id: str, ts: str) -> Json:
    """`member_joined_channel` or `member_left_channel`."""
    letter = "C" if channel.kind == "public" else "G"
    return {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": letter,
        "team": channel.team_id,
        "event_ts": ts,
    }


def channel_event(kind: str, channel: Channel, ts: str) -> Json:
    """`channel_archive`, `channel_deleted`, `channel_shared`, `channel_converted_to_public`…

    Private channels have names of their own: `group_archive`, `group_deleted`.
    """
    if channel.kind == "private" and kind in ("channel_archive", "channel_deleted"):
        kind = kind.replace("channel", "group")
    return {"type": kind, "channel": channel.id, "event_ts": ts}


def left_by_app(channel: Channel, ts: str) -> Json:
    """The app itself was removed from a channel."""
    kind = "channel_left" if channel.kind == "public" else "group_left"
    return {"type": kind, "channel": channel.id, "event_ts": ts}


def reacted(channel: Channel, message: Message, user_id: str, name: str, ts: str) -> Json:
    return {
        "type": "reaction_added",
        "user": user_id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": ts,
    }


def uninstalled(ts: str) -> Json:
    return {"type": "app_uninstalled", "event_ts": ts}


def tokens_revoked(bot_user_id: str, ts: str) -> Json:
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot_user_id]}, "event_ts": ts}


def _place(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "channel_type": channel.channel_type, "event_ts": ts}
