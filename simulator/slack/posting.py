"""Posts, edits and deletes messages, and announces it, exactly as far as Slack lets an app know.

https://docs.slack.dev/reference/events/message
"""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass, field

from simulator.payload import Json
from simulator.slack import events, visible
from simulator.slack.channels import Channel
from simulator.slack.messages import TOMBSTONE, Message
from simulator.slack.workspace import Workspace

SLACKBOT = "USLACKBOT"


@dataclass
class Draft:
    """What is to be said, before it has a place and a time."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    files: list[Json] = field(default_factory=list)


def post(
    workspace: Workspace, channel: Channel, user: str, draft: Draft, thread_ts: str | None = None
) -> Message:
    """Add a message. A `thread_ts` that leads nowhere is ignored without a word, as Slack does."""
    parent = thread_of(channel, thread_ts)
    message = _dressed(workspace, channel, user, draft)
    message.thread_ts = parent.ts if parent else None
    channel.messages.append(message)
    if parent:
        _count_replies(channel, parent)
    _announce(workspace, channel, message)
    if message.bot_id:
        workspace.show(message)
    return message


def thread_of(channel: Channel, thread_ts: str | None) -> Message | None:
    """The parent of a thread; given a reply's time stamp, the parent of that reply."""
    found = channel.find(thread_ts) if thread_ts else None
    if found is not None and found.is_reply:
        return channel.find(found.thread_ts or "")
    return found


def show_ephemeral(
    workspace: Workspace,
    channel: Channel,
    to: str,
    draft: Draft,
    thread_ts: str | None = None,
    user: str | None = None,
) -> Message:
    """Show one person a message that no history holds.

    https://docs.slack.dev/reference/methods/chat.postEphemeral
    """
    message = _dressed(workspace, channel, user or workspace.app.bot_user_id, draft)
    message.ephemeral_to, message.thread_ts = to, thread_ts
    workspace.ephemerals.append(message)
    workspace.show(message)
    return message


def edit(workspace: Workspace, channel: Channel, message: Message, draft: Draft) -> None:
    """Replace the content and announce `message_changed`."""
    before = message.payload()
    message.text, message.blocks = draft.text, with_block_ids(workspace, draft.blocks)
    message.attachments, message.metadata = draft.attachments, draft.metadata
    stamp = channel.next_ts(workspace.now())
    if not (message.bot_id and draft.blocks):
        message.edited = {"user": message.user, "ts": stamp}
    if message.bot_id:
        workspace.show(message)
    if workspace.app_is_in(channel):
        workspace.announce(events.changed(channel, before, message.payload(), stamp))
    workspace.changed()


def tombstone(workspace: Workspace, channel: Channel, message: Message, file: Json) -> None:
    """A file of the message was deleted: what is left of it is its id."""
    before = message.payload()
    message.files = [file if each["id"] == file["id"] else each for each in message.files]
    stamp = channel.next_ts(workspace.now())
    if workspace.app_is_in(channel):
        workspace.announce(events.changed(channel, before, message.payload(), stamp))
    workspace.changed()


def delete(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Remove a message; a parent with replies leaves a tombstone."""
    before, stamp = message.payload(), channel.next_ts(workspace.now())
    if message.reply_count:
        _bury(message)
        event = events.changed(channel, before, message.payload(), stamp)
    else:
        channel.messages.remove(message)
        event = events.deleted(channel, before, stamp)
    parent = thread_of(channel, message.thread_ts) if message.is_reply else None
    if parent:
        _count_replies(channel, parent)
    if workspace.app_is_in(channel):
        workspace.announce(event)
    workspace.changed()


def with_block_ids(workspace: Workspace, blocks: list[Json]) -> list[Json]:
    """A copy in which every block and element has an id; Slack makes up the missing ones."""
    named = copy.deepcopy(blocks)
    for block in named:
        block.setdefault("block_id", workspace.around.ids.new("b"))
        for element in visible.own_elements(block):
            element.setdefault("action_id", workspace.around.ids.new("a"))
    return named


def _dressed(workspace: Workspace, channel: Channel, user: str, draft: Draft) -> Message:
    message = Message(
        ts=channel.next_ts(workspace.now()),
        channel_id=channel.id,
        team_id=workspace.users[user].team_id if user in workspace.users else workspace.id,
        user=user,
        text=draft.text,
        blocks=with_block_ids(workspace, draft.blocks),
        attachments=draft.attachments,
        metadata=draft.metadata,
        files=draft.files,
    )
    if user == workspace.app.bot_user_id:
        app = workspace.app
        message.bot_id, message.app_id = app.bot_id, app.app_id
        message.bot_profile = app.profile(workspace.id)
    else:
        message.client_msg_id = str(uuid.uuid4())
        message.subtype = "file_share" if draft.files else None
    return message


def _announce(workspace: Workspace, channel: Channel, message: Message) -> None:
    if not workspace.app_is_in(channel):
        workspace.changed()
        return
    parent = channel.find(message.thread_ts) if message.thread_ts else None
    event = events.said(channel, message)
    if parent:
        event["parent_user_id"] = parent.user
    workspace.announce(event)
    bot = f"<@{workspace.app.bot_user_id}>"
    if channel.kind != "im" and bot in message.text and not message.bot_id:
        workspace.announce(events.mentioned(channel, message))


def _count_replies(channel: Channel, parent: Message) -> None:
    replies = channel.thread(parent.ts)[1:]
    parent.reply_count = len(replies)
    parent.reply_users = list(dict.fromkeys(reply.user for reply in replies))
    parent.latest_reply = replies[-1].ts if replies else None
    parent.thread_ts = parent.ts if replies else None


def _bury(message: Message) -> None:
    message.subtype, message.user = TOMBSTONE, SLACKBOT
    message.text, message.blocks, message.attachments = "This message was deleted.", [], []
    message.files = []
    message.metadata = message.bot_id = message.app_id = message.bot_profile = None
