"""Writes slash commands and interactivity payloads: pure functions, no sending.

https://docs.slack.dev/reference/interaction-payloads and
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.payload import Json
from simulator.slack.channels import Channel
from simulator.slack.messages import Message
from simulator.slack.people import User
from simulator.slack.views import View
from simulator.slack.workspace import Workspace

VERIFICATION_TOKEN = "simulated-verification-token"  # noqa: S105  (deprecated by Slack, proves nothing)


@dataclass(frozen=True)
class Passage:
    """The passes that go with one interaction."""

    trigger_id: str
    response_url: str = ""


def slash_command(
    workspace: Workspace, user: User, channel: Channel, command: str, text: str, passes: Passage
) -> dict[str, str]:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.command_name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": str(workspace.app.org_wide).lower(),
        **({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {}),
        "response_url": passes.response_url,
        "trigger_id": passes.trigger_id,
    }


def message_action_click(
    workspace: Workspace,
    user: User,
    channel: Channel,
    message: Message,
    action: Json,
    values: Json,
    passes: Passage,
) -> Json:
    """`block_actions` from a message; an ephemeral one is not sent along."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _interaction("block_actions", workspace, user, passes.trigger_id) | {
        "container": container,
        "channel": {"id": channel.id, "name": channel.command_name},
        "state": {"values": values},
        "response_url": passes.response_url,
        "actions": [action | {"action_ts": workspace.stamp()}],
    }
    return payload | ({} if message.ephemeral_to else {"message": message.payload()})


def view_action_click(
    workspace: Workspace, user: User, view: View, action: Json, values: Json, trigger_id: str
) -> Json:
    """`block_actions` from a modal or an App Home."""
    return _interaction("block_actions", workspace, user, trigger_id) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload(values),
        "actions": [action | {"action_ts": workspace.stamp()}],
    }


def view_submission(
    workspace: Workspace, user: User, view: View, values: Json, trigger_id: str
) -> Json:
    payload = _interaction("view_submission", workspace, user, trigger_id)
    return payload | {"view": view.payload(values), "response_urls": []}


def view_closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool) -> Json:
    payload = _interaction("view_closed", workspace, user, "")
    del payload["trigger_id"]
    return payload | {"view": view.payload(), "is_cleared": is_cleared}


def shortcut(
    workspace: Workspace,
    user: User,
    callback_id: str,
    passes: Passage,
    at: tuple[Channel, Message] | None = None,
) -> Json:
    """A global shortcut, or with a message a message shortcut (`message_action`)."""
    kind = "message_action" if at else "shortcut"
    payload = _interaction(kind, workspace, user, passes.trigger_id)
    payload |= {"callback_id": callback_id, "action_ts": workspace.stamp()}
    if at is None:
        return payload
    channel, message = at
    return payload | {
        "channel": {"id": channel.id, "name": channel.command_name},
        "message_ts": message.ts,
        "message": message.payload(),
        "response_url": passes.response_url,
    }


def _interaction(kind: str, workspace: Workspace, user: User, trigger_id: str) -> Json:
    return {
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": workspace.app.app_id,
        "trigger_id": trigger_id,
        "enterprise": {"id": workspace.enterprise_id} if workspace.enterprise_id else None,
        "is_enterprise_install": workspace.app.org_wide,
    }
