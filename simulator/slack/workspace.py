"""Holds one workspace: its people, its channels, the app installed in it, what each person sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.payload import Json
from simulator.slack.channels import Channel, Kind
from simulator.slack.ids import Ids
from simulator.slack.messages import Message
from simulator.slack.people import App, User
from simulator.slack.refusals import RefusedError
from simulator.slack.views import View

Announce = Callable[["Workspace", Json], None]


@dataclass
class Surroundings:
    """What all workspaces share: time, ids, who waits for changes, who tells the desk."""

    clock: Clock
    changes: Changes
    ids: Ids
    announce: Announce


@dataclass
class Workspace:
    """The state of one team. Posting, membership and modals are functions in files of those names.

    `shown` lists, in order, every message and view that the app put before people's eyes.
    `enterprise_id` names its Enterprise Grid, where it is in one.
    """

    id: str
    name: str
    domain: str
    app: App
    around: Surroundings
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    shown: list[Message | View] = field(default_factory=list)
    enterprise_id: str = ""

    def __post_init__(self) -> None:
        bot = User(self.app.bot_user_id, self.id, "innovation-desk", self.app.name, is_bot=True)
        self.users[bot.id] = bot

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        self.changed()
        return user

    def add_channel(
        self, channel_id: str, name: str, kind: Kind = "public", members: tuple[str, ...] = ()
    ) -> Channel:
        channel = Channel(channel_id, self.id, name, kind, list(members), created=int(self.now()))
        self.channels[channel_id] = channel
        self.changed()
        return channel

    def now(self) -> float:
        return self.around.clock.now()

    def stamp(self) -> str:
        """A time stamp for things that are not messages."""
        return f"{self.now():.6f}"

    def changed(self) -> None:
        self.around.changes.notify()

    def announce(self, event: Json) -> None:
        """Tell the desk, if its app is installed and subscribed."""
        self.around.announce(self, event)
        self.changed()

    @property
    def installation(self) -> Json:
        """How events name the installation that they are for."""
        return {
            "enterprise_id": self.enterprise_id or None,
            "team_id": None if self.app.org_wide else self.id,
            "is_enterprise_install": self.app.org_wide,
        }

    def user(self, user_id: str) -> User:
        user = self.users.get(user_id)
        if user is None:
            raise RefusedError("user_not_found")
        return user

    def dm_of(self, user_id: str) -> Channel | None:
        """The person's conversation with the app, if it has begun."""
        return next(
            (c for c in self.channels.values() if c.kind == "im" and user_id in c.members), None
        )

    def dm_with(self, user_id: str) -> Channel:
        """The person's conversation with the app, begun now if need be."""
        self.user(user_id)
        channel = self.dm_of(user_id)
        if channel is None:
            members = (user_id, self.app.bot_user_id)
            channel = self.add_channel(self.around.ids.new("D"), "directmessage", "im", members)
        return channel

    def visible_to_app(self, channel_id: str) -> Channel:
        """The channel, unless it does not exist or is private and the app is not in it."""
        channel = self.channels.get(channel_id)
        hidden = channel is not None and channel.kind != "public" and not self.app_is_in(channel)
        if channel is None or hidden:
            raise RefusedError("channel_not_found")
        return channel

    def app_is_in(self, channel: Channel) -> bool:
        return self.app.bot_user_id in channel.members

    def is_shown_to(self, item: Message | View, user_id: str) -> bool:
        """Whether an ephemeral message, view or DM is meant for this person alone."""
        if isinstance(item, View):
            return item.user_id == user_id
        if item.ephemeral_to is not None:
            return item.ephemeral_to == user_id
        channel = self.channels.get(item.channel_id)
        return channel is not None and channel.kind == "im" and user_id in channel.members

    def show(self, item: Message | View) -> None:
        self.shown.append(item)
        self.changed()
