"""Answers the chat.* methods; https://docs.slack.dev/reference/methods/chat.postMessage"""

from __future__ import annotations

import copy

from simulator.payload import Json
from simulator.slack import blocks, posting
from simulator.slack.channels import Channel
from simulator.slack.checks import complaint
from simulator.slack.messages import TOMBSTONE, Message
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.posting import Draft
from simulator.slack.refusals import RefusedError

TEXT_LIMIT = 40_000


@method("chat.postMessage", None, "chat:write")
def post_message(call: Invocation) -> Json:
    channel = _destination(call)
    _refuse_outsiders(call, channel)
    draft = draft_of(call)
    call.rates.spend_post(channel.id)
    thread_ts = call.arguments.text("thread_ts") or None
    bot = call.workspace.app.bot_user_id
    message = posting.post(call.workspace, channel, bot, draft, thread_ts)
    return _located(message) | {"message": message.payload(include_metadata=True)}


@method("chat.update", 3, "chat:write")
def update(call: Invocation) -> Json:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    message = _own(call, channel, "cant_update_message")
    draft = draft_of(call, message)
    if channel.is_archived:
        raise RefusedError("is_archived")
    posting.edit(call.workspace, channel, message, draft)
    answer = _located(message) | {"text": message.text}
    return answer | {"message": message.payload(include_metadata=True)}


@method("chat.delete", 3, "chat:write")
def delete(call: Invocation) -> Json:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    message = _own(call, channel, "cant_delete_message")
    answer = _located(message)
    posting.delete(call.workspace, channel, message)
    return answer


@method("chat.postEphemeral", 4, "chat:write")
def post_ephemeral(call: Invocation) -> Json:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    user = call.arguments.needed("user")
    _refuse_outsiders(call, channel)
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    draft, thread_ts = draft_of(call), call.arguments.text("thread_ts") or None
    message = posting.show_ephemeral(call.workspace, channel, user, draft, thread_ts)
    return {"message_ts": message.ts}


@method("chat.getPermalink", None)
def get_permalink(call: Invocation) -> Json:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    message = channel.find(call.arguments.needed("message_ts"))
    if message is None:
        raise RefusedError("message_not_found")
    address = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}"
    link = f"{address}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def draft_of(call: Invocation, current: Message | None = None) -> Draft:
    """The content a call asks for; in an update, what it does not name stays, with one exception.

    Text without blocks removes the blocks: docs.slack.dev/reference/methods/chat.update
    """
    given = call.arguments
    draft = Draft(
        text=given.text("text") or given.text("markdown_text"),
        blocks=given.structure("blocks") or [],
        attachments=given.structure("attachments") or [],
        metadata=_metadata(call),
    )
    check_draft(draft)
    if current is not None:
        _keep_the_rest(call, draft, current)
    return draft


def check_draft(draft: Draft) -> None:
    """Refuse what no message may be: empty, too long, or made of invalid blocks."""
    if len(draft.text) > TEXT_LIMIT:
        raise RefusedError("msg_too_long")
    wrong = blocks.wrong_with_message(draft.blocks)
    if wrong:
        raise RefusedError("invalid_blocks", wrong)
    if not (draft.text.strip() or draft.blocks or draft.attachments or draft.files):
        raise RefusedError("no_text")


def _keep_the_rest(call: Invocation, draft: Draft, current: Message) -> None:
    given = call.arguments
    if not given.given("blocks") and "text" not in given:
        draft.blocks = copy.deepcopy(current.blocks)
    if not given.given("attachments"):
        draft.attachments = current.attachments
    if not given.given("metadata"):
        draft.metadata = current.metadata


def _metadata(call: Invocation) -> Json | None:
    """docs.slack.dev/messaging/message-metadata: an event_type and an event_payload."""
    metadata = call.arguments.structure("metadata")
    if metadata is None or metadata == {}:
        return None
    complete = isinstance(metadata, dict) and isinstance(metadata.get("event_payload"), dict)
    if not complete or not metadata.get("event_type"):
        raise RefusedError(
            "invalid_metadata_format", [complaint("missing required field", "/metadata")]
        )
    return {key: metadata[key] for key in ("event_type", "event_payload")}


def _destination(call: Invocation) -> Channel:
    """A channel id, a person's id (their DM with the app), or a public channel's name."""
    wanted, workspace = call.arguments.needed("channel"), call.workspace
    if wanted.startswith(("U", "W")):
        person = workspace.users.get(wanted)
        if person is None or person.is_bot:
            raise RefusedError("channel_not_found")
        if person.deleted:
            raise RefusedError("user_disabled")
        return workspace.dm_with(wanted)
    named = [
        c
        for c in workspace.channels.values()
        if c.kind != "im" and wanted in (c.name, f"#{c.name}")
    ]
    return workspace.visible_to_app(named[0].id if named else wanted)


def _refuse_outsiders(call: Invocation, channel: Channel) -> None:
    if not call.workspace.app_is_in(channel):
        raise RefusedError("not_in_channel")
    if channel.is_archived:
        raise RefusedError("is_archived")


def _own(call: Invocation, channel: Channel, otherwise: str) -> Message:
    message = channel.find(call.arguments.needed("ts"))
    if message is None or message.subtype == TOMBSTONE:
        raise RefusedError("message_not_found")
    if message.bot_id != call.workspace.app.bot_id:
        raise RefusedError(otherwise)
    return message


def _located(message: Message) -> Json:
    return {"channel": message.channel_id, "ts": message.ts}
