"""Answers reactions.add and reactions.get; https://docs.slack.dev/reference/methods/reactions.add"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack import events
from simulator.slack.channels import Channel
from simulator.slack.messages import Message
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.refusals import RefusedError
from simulator.slack.workspace import Workspace


@method("reactions.add", 3, "reactions:write")
def add(call: Invocation) -> Json:
    channel, message = _target(call)
    react(
        call.workspace,
        channel,
        message,
        call.workspace.app.bot_user_id,
        call.arguments.needed("name"),
    )
    return {}


@method("reactions.get", 3, "reactions:read")
def show(call: Invocation) -> Json:
    channel, message = _target(call)
    return {"type": "message", "channel": channel.id, "message": message.payload()}


def react(
    workspace: Workspace, channel: Channel, message: Message, user_id: str, name: str
) -> None:
    users = message.reactions.setdefault(name.strip(":"), [])
    if user_id in users:
        raise RefusedError("already_reacted")
    users.append(user_id)
    if workspace.app_is_in(channel):
        stamp = workspace.stamp()
        workspace.announce(events.reacted(channel, message, user_id, name.strip(":"), stamp))
    workspace.changed()


def _target(call: Invocation) -> tuple[Channel, Message]:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    message = channel.find(call.arguments.needed("timestamp"))
    if message is None:
        raise RefusedError("message_not_found")
    return channel, message
