"""Knows everybody and every place of simulated Teams by name, and adds more."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from simulator.teams import ids
from simulator.teams.conversations import Conversation, Team
from simulator.teams.people import Tenant, User
from simulator.teams.person import Person
from simulator.teams.world import World

if TYPE_CHECKING:
    from simulator.teams.platform import Teams


class Directory:
    """People by key, id or object id; teams, channels and group chats by name or id."""

    def __init__(self, world: World) -> None:
        self.world = world

    def person(self, key: str) -> Person:
        """By key, id or object id."""
        for user in self.world.users.values():
            if key in (user.key, user.id, user.aad_object_id):
                return self._as_person(user)
        raise LookupError(f"no person {key}")

    def people(self) -> list[Person]:
        return [self._as_person(user) for user in self.world.users.values()]

    def channel(self, name: str) -> Conversation:
        """A channel or group chat by name or id."""
        for conversation in self.world.conversations.values():
            if name and name in (conversation.name, conversation.id):
                return conversation
        raise LookupError(f"no channel {name}")

    def team(self, name: str) -> Team:
        """By name or id."""
        for team in self.world.teams.values():
            if name in (team.name, team.id):
                return team
        raise LookupError(f"no team {name}")

    def chat_of(self, person: Person) -> Conversation:
        """The personal chat; LookupError where the app is not installed."""
        chat = self.world.personal_chat(person.user)
        if chat is None or not chat.has_bot:
            raise LookupError(f"the app is not installed for {person.key}")
        return chat

    def add_tenant(self, tenant_id: str, name: str, domain: str = "example.org") -> Tenant:
        tenant = Tenant(tenant_id, name, domain)
        self.world.tenants[tenant_id] = tenant
        return tenant

    def add_person(
        self,
        key: str,
        name: str,
        tenant_id: str,
        locale: str = "en-GB",
        title: str = "",
        aad_object_id: str = "",
        *,
        installed: bool = False,
    ) -> Person:
        """`installed`: the app is there for this person already, without anybody being told."""
        aad = aad_object_id or ids.object_id(f"{tenant_id}/{key}")
        email = f"{key}@{self.world.tenants[tenant_id].domain}"
        mri = ids.person_id(self.world.bot.id, aad)
        user = User(mri, key, name, tenant_id, aad, email, title, locale)
        self.world.users[user.id] = user
        if installed:
            chat = ids.personal_chat_id(self.world.bot.id, aad)
            self.world.add_conversation(
                Conversation(chat, "personal", tenant_id, members=[user.id])
            )
        return self._as_person(user)

    def add_team(
        self, name: str, tenant_id: str, *people: Person, channels: tuple[str, ...] = ()
    ) -> Team:
        """With the bot in it, and a first channel General besides those named."""
        members = [person.id for person in people]
        team_id = ids.channel_id(tenant_id, name)
        team = Team(team_id, name, tenant_id, ids.object_id(f"{tenant_id}/{name}"), members)
        self.world.teams[team_id] = team
        for channel_name in ("General", *channels):
            first = channel_name == "General"
            place = team_id if first else ids.channel_id(team_id, channel_name)
            channel = Conversation(place, "channel", tenant_id, channel_name, team_id)
            team.channels.append(self.world.add_conversation(channel))
        return team

    def add_group_chat(self, name: str, tenant_id: str, *people: Person) -> Conversation:
        members = [person.id for person in people]
        place = ids.group_chat_id(name, *members)
        chat = Conversation(place, "groupChat", tenant_id, name, members=members)
        return self.world.add_conversation(chat)

    def _as_person(self, user: User) -> Person:
        return Person(cast("Teams", self), user)
