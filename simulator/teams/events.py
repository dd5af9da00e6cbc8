"""Writes the activities about installations, teams and channels: pure functions, no sending.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
"""

from __future__ import annotations

from simulator.payload import Json
from simulator.teams.activities import activity
from simulator.teams.conversations import Conversation, Team
from simulator.teams.people import User
from simulator.teams.world import World


def installed(world: World, user: User, place: Conversation, *, added: bool) -> Json:
    """https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events#installation-update-event"""
    event = activity(world, "installationUpdate", user, place)
    team = world.team_of(place)
    selected = {"settings": {"selectedChannel": {"id": place.id}}} if team and added else {}
    named = {"team": team.payload()} if team else {}
    event["channelData"] |= named | selected | {"source": {"name": "message"}}
    return event | {"action": "add" if added else "remove"}


def members_changed(
    world: World, user: User, place: Conversation, member_ids: list[str], *, added: bool
) -> Json:
    """Somebody, perhaps the bot, joins or leaves."""
    event = activity(world, "conversationUpdate", user, place)
    team = world.team_of(place)
    if team:
        kind = "teamMemberAdded" if added else "teamMemberRemoved"
        event["channelData"] |= {"team": team.payload(), "eventType": kind}
    key = "membersAdded" if added else "membersRemoved"
    return event | {key: [{"id": member_id} for member_id in member_ids]}


def channel_changed(world: World, user: User, team: Team, channel: Conversation, kind: str) -> Json:
    """channelCreated, channelRenamed, channelDeleted; said in the first channel."""
    event = activity(world, "conversationUpdate", user, _first(team))
    named = {"channel": {"id": channel.id, "name": channel.name}, "eventType": kind}
    event["channelData"] |= named | {"team": team.payload()}
    return event


def team_changed(world: World, user: User, team: Team, kind: str) -> Json:
    """teamRenamed, teamArchived, teamUnarchived, teamDeleted."""
    event = activity(world, "conversationUpdate", user, _first(team))
    event["channelData"] |= {"team": team.payload(), "eventType": kind}
    return event


def _first(team: Team) -> Conversation:
    return team.channels[0]
