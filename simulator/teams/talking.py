"""Stores what people write, and says what of it the bot may hear.

In channels and group chats the bot hears what mentions it, or everything where the team's owners
let it (resource-specific consent):
https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/channel-messages-for-bots-and-agents
"""

from __future__ import annotations

from types import MappingProxyType

from simulator.payload import Json
from simulator.teams import activities
from simulator.teams.conversations import Conversation
from simulator.teams.files import Files
from simulator.teams.messages import Message
from simulator.teams.people import User
from simulator.teams.world import World


def say(
    world: World,
    user: User,
    place: Conversation,
    text: str,
    root_id: str | None = None,
    *,
    mention: bool = False,
    files: Files = MappingProxyType({}),
) -> Json | None:
    """Write it there; the activity for the bot, if it is told. Of `files` Teams tells the names
    alone, and in private an address."""
    team = world.team_of(place)
    if place.deleted or (team and (team.archived or team.deleted)):
        raise LookupError(f"nobody can write in {place.name or place.id} any more")
    message = Message(world.ids.message(world.now()), place.id, user.id, text, root_id=root_id)
    message.activity = activities.said(world, user, place, message, mention=mention)
    message.activity["attachments"] += [
        activities.attached(place, name, world.ids.event(), world.drive.keep(name, given))
        for name, given in files.items()
    ]
    world.post(place, message)
    return message.activity if hears(world, place, mention=mention) else None


def hears(world: World, place: Conversation, *, mention: bool) -> bool:
    team = world.team_of(place)
    if world.tenants[place.tenant_id].disabled or place.blocked:
        return False
    if not place.has_bot or (team and not team.has_bot):
        return False
    return mention or place.kind == "personal" or bool(team and team.rsc)


def edit(world: World, message: Message, text: str) -> None:
    place = world.conversations[message.conversation_id]
    user = world.users[message.author_id]
    mention = _mentions(message)
    message.text, message.updated = text, True
    message.activity = activities.said(world, user, place, message, mention=mention)
    _tell(world, place, activities.edited(message.activity, "editMessage"), mention=mention)


def delete(world: World, user: User, message: Message) -> None:
    place = world.conversations[message.conversation_id]
    message.deleted = True
    _tell(world, place, activities.deleted(world, user, place, message), mention=_mentions(message))


def restore(world: World, message: Message) -> None:
    """Undo a deletion; told to the bot as an edit of the kind undeleteMessage."""
    place = world.conversations[message.conversation_id]
    user = world.users[message.author_id]
    mention = _mentions(message)
    message.deleted = False
    message.activity = activities.said(world, user, place, message, mention=mention)
    _tell(world, place, activities.edited(message.activity, "undeleteMessage"), mention=mention)


def react(world: World, user: User, message: Message, kind: str) -> None:
    """The bot hears of reactions to its own messages only."""
    place = world.conversations[message.conversation_id]
    people = message.reactions.setdefault(kind, [])
    added = user.id not in people
    if added:
        people.append(user.id)
    else:
        people.remove(user.id)
    told = activities.reacted(world, user, place, message, kind, added=added)
    if message.is_from_bot:
        _tell(world, place, told, mention=True)
    world.changes.notify()


def _mentions(message: Message) -> bool:
    return any(entity["type"] == "mention" for entity in message.activity.get("entities", []))


def _tell(world: World, place: Conversation, activity: Json, *, mention: bool) -> None:
    if hears(world, place, mention=mention):
        world.announce(activity)
    world.changes.notify()
