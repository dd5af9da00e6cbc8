"""Moves people and the app in and out of channels, and changes what a channel is.

https://docs.slack.dev/reference/events/member_joined_channel
"""

from __future__ import annotations

from simulator.slack import events
from simulator.slack.channels import Channel
from simulator.slack.people import User
from simulator.slack.workspace import Workspace


def join(workspace: Workspace, channel: Channel, user_id: str) -> None:
    if user_id in channel.members:
        return
    channel.members.append(user_id)
    if workspace.app_is_in(channel):
        event = events.membership("member_joined_channel", channel, user_id, workspace.stamp())
        workspace.announce(event)
    workspace.changed()


def leave(workspace: Workspace, channel: Channel, user_id: str) -> None:
    """Take a person, or the app's bot, out of a channel."""
    if user_id not in channel.members:
        return
    channel.members.remove(user_id)
    if user_id == workspace.app.bot_user_id:
        workspace.announce(events.left_by_app(channel, workspace.stamp()))
    elif workspace.app_is_in(channel):
        event = events.membership("member_left_channel", channel, user_id, workspace.stamp())
        workspace.announce(event)
    workspace.changed()


def remove_app(workspace: Workspace, channel: Channel) -> None:
    leave(workspace, channel, workspace.app.bot_user_id)


def archive(workspace: Workspace, channel: Channel) -> None:
    channel.is_archived = True
    workspace.announce(events.channel_event("channel_archive", channel, workspace.stamp()))


def unarchive(workspace: Workspace, channel: Channel) -> None:
    channel.is_archived = False
    workspace.announce(events.channel_event("channel_unarchive", channel, workspace.stamp()))


def delete_channel(workspace: Workspace, channel: Channel) -> None:
    """Afterwards every call about it answers `channel_not_found`."""
    del workspace.channels[channel.id]
    workspace.announce(events.channel_event("channel_deleted", channel, workspace.stamp()))


def make_public(workspace: Workspace, channel: Channel) -> None:
    """The danger for a staff channel: from now on everybody can read it.

    Slack has no public event for it that a bot gets, so an app must look.
    """
    channel.kind = "public"
    workspace.changed()


def share_outside(workspace: Workspace, channel: Channel, *guests: User) -> None:
    """Slack Connect: people of another workspace join; docs.slack.dev/apis/slack-connect"""
    channel.is_ext_shared = True
    workspace.announce(events.channel_event("channel_shared", channel, workspace.stamp()))
    for guest in guests:
        workspace.users.setdefault(guest.id, guest)
        join(workspace, channel, guest.id)


def uninstall(workspace: Workspace) -> None:
    """Remove the app: the token dies, both events are sent (their order is not promised)."""
    workspace.app.standing = "inactive"
    bot, stamp = workspace.app.bot_user_id, workspace.stamp()
    workspace.announce(events.tokens_revoked(bot, stamp))
    workspace.announce(events.uninstalled(stamp))
