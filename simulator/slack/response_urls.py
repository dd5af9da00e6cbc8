"""Follows what an app posts to a response URL, or answers in the body of a slash command.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from typing import Any

from simulator.slack import posting
from simulator.slack.arguments import Arguments
from simulator.slack.channels import Channel
from simulator.slack.messages import Message
from simulator.slack.methods.chat import check_draft
from simulator.slack.passes import ResponseUrl
from simulator.slack.posting import Draft
from simulator.slack.refusals import RefusedError
from simulator.slack.workspace import Workspace


def follow(workspace: Workspace, pass_: ResponseUrl, arguments: Arguments) -> Message | None:
    """Delete, replace or add a message, as the app asks."""
    channel = workspace.channels.get(pass_.channel_id)
    if channel is None:
        raise RefusedError("channel_not_found")
    original = _original(workspace, channel, pass_)
    if arguments.flag("delete_original"):
        _remove(workspace, channel, original)
        return None
    draft = _draft(arguments)
    if arguments.flag("replace_original") and original:
        return _replace(workspace, channel, original, draft)
    thread_ts = arguments.text("thread_ts") or pass_.thread_ts
    return _add(workspace, channel, pass_.user_id, draft, arguments, thread_ts)


def answer_command(
    workspace: Workspace, channel: Channel, user_id: str, body: Any
) -> Message | None:
    """Show the JSON (or text) that came back in the HTTP response to a slash command."""
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict):
        raise RefusedError("invalid_command_response")
    arguments = Arguments(body)
    return _add(workspace, channel, user_id, _draft(arguments), arguments, None)


def _draft(arguments: Arguments) -> Draft:
    draft = Draft(
        arguments.text("text"),
        arguments.structure("blocks") or [],
        arguments.structure("attachments") or [],
    )
    check_draft(draft)
    return draft


def _add(
    workspace: Workspace,
    channel: Channel,
    user_id: str,
    draft: Draft,
    arguments: Arguments,
    thread_ts: str | None,
) -> Message:
    if arguments.text("response_type", "ephemeral") == "in_channel":
        bot = workspace.app.bot_user_id
        return posting.post(workspace, channel, bot, draft, thread_ts)
    return posting.show_ephemeral(workspace, channel, user_id, draft, thread_ts)


def _original(workspace: Workspace, channel: Channel, pass_: ResponseUrl) -> Message | None:
    if pass_.message_ts is None:
        return None
    seen = [m for m in workspace.ephemerals if m.channel_id == channel.id]
    found = [m for m in seen if m.ts == pass_.message_ts]
    return found[0] if found else channel.find(pass_.message_ts)


def _remove(workspace: Workspace, channel: Channel, original: Message | None) -> None:
    if original is None:
        return
    if original.ephemeral_to:
        workspace.ephemerals.remove(original)
        workspace.changed()
    else:
        posting.delete(workspace, channel, original)


def _replace(workspace: Workspace, channel: Channel, original: Message, draft: Draft) -> Message:
    if original.ephemeral_to:
        original.text = draft.text
        original.blocks = posting.with_block_ids(workspace, draft.blocks)
        original.attachments = draft.attachments
        workspace.show(original)
    else:
        draft.metadata = original.metadata
        posting.edit(workspace, channel, original, draft)
    return original
