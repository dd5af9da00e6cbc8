"""Installs and removes the app, changes teams and channels, and announces it."""

from __future__ import annotations

from simulator.teams import events
from simulator.teams.conversations import Conversation, Team
from simulator.teams.ids import channel_id, personal_chat_id
from simulator.teams.people import User
from simulator.teams.world import World


def begin_chat(world: World, user: User) -> Conversation:
    place = personal_chat_id(world.bot.id, user.aad_object_id)
    chat = Conversation(place, "personal", user.tenant_id, members=[user.id])
    return world.add_conversation(chat)


def may_begin_chat(world: World, user: User) -> bool:
    """Whether the app is in a team or group chat of that person.

    https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
    """
    teams = [team.members for team in world.teams.values() if team.has_bot and not team.deleted]
    chats = [c.members for c in world.conversations.values() if c.kind == "groupChat" and c.has_bot]
    return any(user.id in members for members in (*teams, *chats))


def install(world: World, user: User) -> Conversation:
    """For one person: begins the personal chat."""
    chat = world.personal_chat(user) or begin_chat(world, user)
    chat.has_bot, chat.blocked = True, False
    joined = [world.bot.id, user.id]
    world.announce(events.members_changed(world, user, chat, joined, added=True))
    world.announce(events.installed(world, user, chat, added=True))
    return chat


def uninstall(world: World, user: User) -> None:
    chat = world.personal_chat(user)
    if chat is None:
        return
    chat.has_bot = False
    world.announce(events.installed(world, user, chat, added=False))
    world.changes.notify()


def add_bot(world: World, team: Team) -> None:
    team.has_bot = True
    _announce_bot(world, team, added=True)


def remove_bot(world: World, team: Team) -> None:
    """The desk hears of it and may not speak there any more."""
    team.has_bot = False
    _announce_bot(world, team, added=False)


def add_channel(world: World, team: Team, name: str) -> Conversation:
    place = channel_id(team.id, name)
    channel = Conversation(place, "channel", team.tenant_id, name, team.id)
    team.channels.append(channel)
    world.add_conversation(channel)
    _announce_channel(world, team, channel, "channelCreated")
    return channel


def delete_channel(world: World, channel: Conversation) -> None:
    channel.deleted = True
    _announce_channel(world, world.teams[channel.team_id], channel, "channelDeleted")


def rename_channel(world: World, channel: Conversation, name: str) -> None:
    channel.name = name
    _announce_channel(world, world.teams[channel.team_id], channel, "channelRenamed")


def change_team(world: World, team: Team, kind: str) -> None:
    """Announce teamRenamed, teamArchived, teamUnarchived or teamDeleted."""
    if team.has_bot:
        world.announce(events.team_changed(world, _owner(world, team), team, kind))
    world.changes.notify()


def delete_team(world: World, team: Team) -> None:
    team.deleted = True
    for channel in team.channels:
        channel.deleted = True
    change_team(world, team, "teamDeleted")


def join(world: World, team: Team, user: User) -> None:
    team.members.append(user.id)
    _announce_member(world, team, user, added=True)


def leave(world: World, team: Team, user: User) -> None:
    team.members.remove(user.id)
    _announce_member(world, team, user, added=False)


def _announce_bot(world: World, team: Team, *, added: bool) -> None:
    owner, place = _owner(world, team), team.channels[0]
    bot = [world.bot.id]
    world.announce(events.members_changed(world, owner, place, bot, added=added))
    world.announce(events.installed(world, owner, place, added=added))
    world.changes.notify()


def _announce_channel(world: World, team: Team, channel: Conversation, kind: str) -> None:
    if team.has_bot:
        world.announce(events.channel_changed(world, _owner(world, team), team, channel, kind))
    world.changes.notify()


def _announce_member(world: World, team: Team, user: User, *, added: bool) -> None:
    if team.has_bot:
        place = team.channels[0]
        world.announce(events.members_changed(world, user, place, [user.id], added=added))
    world.changes.notify()


def _owner(world: World, team: Team) -> User:
    return world.users[team.members[0]]
