"""Puts Slack together: workspaces and people on one side, the desk on the other."""

from __future__ import annotations

from aiohttp import web

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.faults import Faults
from simulator.slack import membership
from simulator.slack.api import Api
from simulator.slack.channels import Channel, Kind
from simulator.slack.desk import Desk
from simulator.slack.dispatch import Dispatch
from simulator.slack.event_sender import EventSender
from simulator.slack.ids import Ids
from simulator.slack.oauth import OAuth
from simulator.slack.passes import Passes
from simulator.slack.people import App, User
from simulator.slack.person import Person
from simulator.slack.rates import Rates
from simulator.slack.socket_mode import SocketMode
from simulator.slack.uploads import Uploads
from simulator.slack.workspace import Surroundings, Workspace
from simulator.wire import Wire

PATIENCE = 1.0


class Slack:
    """All of simulated Slack.

    `patience`: seconds a person waits for something to appear. `escapes_commands`: whether `&`, `<`
    and `>` in the text of a slash command arrive as entities, as they do in messages (no page of
    Slack's documentation says).
    """

    def __init__(self, clock: Clock, changes: Changes, wire: Wire, signing_secret: str) -> None:
        self.clock = clock
        self.socket = SocketMode(changes)
        self.desk = Desk(wire, signing_secret, socket=self.socket)
        self.oauth = OAuth(clock, lambda: self.workspaces)
        self.events = EventSender(self.desk, wire)
        self.passes = Passes(clock)
        self.rates = Rates(clock)
        self.faults = Faults(clock, changes)
        self.uploads = Uploads()
        self.dispatch = Dispatch(self.desk, wire, self.passes)
        self.patience = PATIENCE
        self.escapes_commands = True
        self.workspaces: dict[str, Workspace] = {}
        self._around = Surroundings(clock, changes, Ids(), self.events.announce)
        self._api = Api(self, wire)

    def add_routes(self, app: web.Application) -> None:
        self._api.add_routes(app)
        self.oauth.add_routes(app)
        self.socket.add_routes(app)

    def listen_at(self, address: str) -> None:
        """Tell response and upload URLs where this simulator can be reached."""
        self.dispatch.address = address
        self.uploads.address = f"{address}/slack"
        self.socket.address = address

    async def close(self) -> None:
        self.faults.clear()
        await self.events.close()
        await self.socket.close()
        await self.desk.close()

    # Who and what there is

    @property
    def workspace(self) -> Workspace:
        """The first workspace."""
        return next(iter(self.workspaces.values()))

    @property
    def bot_token(self) -> str:
        return self.workspace.app.bot_token

    def add_workspace(
        self,
        team_id: str,
        name: str,
        domain: str,
        bot_token: str = "",
        bot_user_id: str = "",
        *,
        installed: bool = True,
        enterprise: str = "",
    ) -> Workspace:
        """Found a workspace; the app is there already, or waits for an admin to install it."""
        suffix = team_id.removeprefix("T")
        app = App(
            app_id="A0DESK",
            bot_id=f"B{suffix}",
            bot_user_id=bot_user_id or f"U{suffix}BOT",
            bot_token=bot_token or f"xoxb-{suffix}-simulated",
        )
        app.standing = "valid" if installed else "inactive"
        workspace = Workspace(team_id, name, domain, app, self._around, enterprise_id=enterprise)
        self.workspaces[team_id] = workspace
        return workspace

    def team(self, team_id: str) -> Workspace:
        return self.workspaces[team_id]

    def of_token(self, token: str, about: tuple[str, ...] = ()) -> Workspace | None:
        """The workspace that a token speaks in. One of a whole organisation speaks wherever the
        channel or person is that the call is `about`."""
        found = [each for each in self.workspaces.values() if self._speaks(each, token)]
        if not found or not found[0].app.org_wide:
            return found[0] if found else None
        together = [
            each
            for each in self.workspaces.values()
            if each.enterprise_id == found[0].enterprise_id
            and any(id in (each.id, *each.channels, *each.users) for id in about)
        ]
        return together[0] if together else found[0]

    def _speaks(self, workspace: Workspace, token: str) -> bool:
        former, ends = workspace.app.former
        return token == workspace.app.bot_token or (token == former and self.clock.now() < ends)

    def channel(self, channel_id: str) -> Channel:
        for workspace in self.workspaces.values():
            if channel_id in workspace.channels:
                return workspace.channels[channel_id]
        raise LookupError(f"no channel {channel_id}")

    def add_channel(
        self, channel_id: str, name: str, *members: str, private: bool = False, team: str = ""
    ) -> Channel:
        """A channel with these people; add the bot's user id to let the app in."""
        workspace = self.workspaces[team] if team else self.workspace
        kind: Kind = "private" if private else "public"
        return workspace.add_channel(channel_id, name, kind, members)

    def person(self, user_id: str, team: str = "") -> Person:
        """A person who can act. Where two workspaces use one id, name the team."""
        for workspace in self.workspaces.values():
            user = workspace.users.get(user_id)
            if user and user.team_id == workspace.id and team in ("", workspace.id):
                return Person(self, workspace, user)
        raise LookupError(f"no person {user_id}")

    def people(self) -> list[Person]:
        """Everybody but the bots."""
        return [
            Person(self, workspace, user)
            for workspace in self.workspaces.values()
            for user in workspace.users.values()
            if not user.is_bot and user.team_id == workspace.id
        ]

    def add_person(
        self,
        user_id: str,
        real_name: str,
        team: str = "",
        channels: tuple[str, ...] = (),
        locale: str = "en-US",
        email: str = "",
        title: str = "",
    ) -> Person:
        workspace = self.workspaces[team] if team else self.workspace
        name = real_name.lower().replace(" ", ".")
        email = email or f"{name}@{workspace.domain}.example"
        user = User(user_id, workspace.id, name, real_name, email, title, locale)
        workspace.add_user(user)
        for channel_id in channels:
            workspace.channels[channel_id].members.append(user_id)
        return Person(self, workspace, user)

    # What can befall an installation

    def revoke_token(self, team_id: str = "") -> None:
        """From now on every call answers `token_revoked`."""
        self._installation(team_id).app.standing = "revoked"

    def uninstall(self, team_id: str = "") -> None:
        membership.uninstall(self._installation(team_id))

    def remove_bot(self, channel_id: str) -> None:
        membership.remove_app(*self._of_channel(channel_id))

    def archive(self, channel_id: str) -> None:
        membership.archive(*self._of_channel(channel_id))

    def delete_channel(self, channel_id: str) -> None:
        membership.delete_channel(*self._of_channel(channel_id))

    def make_public(self, channel_id: str) -> None:
        membership.make_public(*self._of_channel(channel_id))

    def share_outside(self, channel_id: str, *guests: Person) -> None:
        """Make it a Slack Connect channel, with guests from other workspaces."""
        workspace, channel = self._of_channel(channel_id)
        membership.share_outside(workspace, channel, *(guest.user for guest in guests))

    def _installation(self, team_id: str) -> Workspace:
        return self.workspaces[team_id] if team_id else self.workspace

    def _of_channel(self, channel_id: str) -> tuple[Workspace, Channel]:
        channel = self.channel(channel_id)
        return self.workspaces[channel.team_id], channel
