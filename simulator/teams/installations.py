"""Does to the app what owners, admins and people do to it; the desk is told where Teams would tell.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
"""

from __future__ import annotations

from simulator.teams import membership
from simulator.teams.conversations import Conversation
from simulator.teams.directory import Directory
from simulator.teams.people import User
from simulator.teams.person import Person


class Installations(Directory):
    """People by `Person` or key; teams and channels by name or id."""

    def install(self, person: Person | str) -> None:
        membership.install(self.world, self._user(person))

    def uninstall(self, person: Person | str) -> None:
        membership.uninstall(self.world, self._user(person))

    def block(self, person: Person | str, *, blocked: bool = True) -> None:
        """The person blocks the bot; nobody is told."""
        self.chat_of(self.person(self._user(person).key)).blocked = blocked

    def disable(self, tenant_id: str, *, disabled: bool = True) -> None:
        """The tenant's admin blocks the app; nobody is told."""
        self.world.tenants[tenant_id].disabled = disabled

    def add_bot(self, team: str) -> None:
        membership.add_bot(self.world, self.team(team))

    def remove_bot(self, team: str) -> None:
        membership.remove_bot(self.world, self.team(team))

    def join(self, team: str, person: Person | str) -> None:
        membership.join(self.world, self.team(team), self._user(person))

    def leave(self, team: str, person: Person | str) -> None:
        membership.leave(self.world, self.team(team), self._user(person))

    def add_channel(self, team: str, name: str) -> Conversation:
        return membership.add_channel(self.world, self.team(team), name)

    def rename_channel(self, channel: str, name: str) -> None:
        membership.rename_channel(self.world, self.channel(channel), name)

    def delete_channel(self, channel: str) -> None:
        membership.delete_channel(self.world, self.channel(channel))

    def rename_team(self, team: str, name: str) -> None:
        found = self.team(team)
        found.name = name
        membership.change_team(self.world, found, "teamRenamed")

    def archive_team(self, team: str, *, archived: bool = True) -> None:
        found = self.team(team)
        found.archived = archived
        kind = "teamArchived" if archived else "teamUnarchived"
        membership.change_team(self.world, found, kind)

    def delete_team(self, team: str) -> None:
        membership.delete_team(self.world, self.team(team))

    def grant_rsc(self, team: str, granted: bool = True) -> None:  # noqa: FBT001, FBT002
        """Let the bot hear every message of the team's channels, or no longer."""
        self.team(team).rsc = granted

    def _user(self, person: Person | str) -> User:
        return person.user if isinstance(person, Person) else self.person(person).user
