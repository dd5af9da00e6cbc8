"""Holds one conversation, and the team it may belong to.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-basics
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from simulator.payload import Json
from simulator.teams.messages import Message

Kind = Literal["personal", "channel", "groupChat"]


@dataclass
class Conversation:
    """A personal chat with the bot, a channel, or a group chat.

    `has_bot`: whether the app is installed there; `blocked`: by the person.
    """

    id: str
    kind: Kind
    tenant_id: str
    name: str = ""
    team_id: str = ""
    members: list[str] = field(default_factory=list)
    has_bot: bool = True
    blocked: bool = False
    deleted: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def posts(self) -> list[Message]:
        """What a channel shows outside threads; in a chat everything. Deleted ones not."""
        return [m for m in self.messages if m.root_id is None and not m.deleted]

    def thread(self, post: Message | str) -> list[Message]:
        """A post, then its replies."""
        root = post if isinstance(post, str) else post.root_id or post.id
        inside = [m for m in self.messages if root in (m.id, m.root_id)]
        return [m for m in inside if not m.deleted]

    def replies(self, post: Message | str) -> list[Message]:
        return self.thread(post)[1:]

    def find(self, message_id: str) -> Message | None:
        return next((m for m in self.messages if m.id == message_id), None)

    def payload(self, root_id: str | None = None) -> Json:
        """As `conversation` of an activity."""
        thread = f"{self.id};messageid={root_id}" if root_id and self.kind == "channel" else self.id
        shape: Json = {"conversationType": self.kind, "tenantId": self.tenant_id, "id": thread}
        return shape if self.kind == "personal" else {"isGroup": True, **shape}


@dataclass
class Team:
    """Its id is that of its first channel. `rsc`: the owners let the app read all messages.

    https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/channel-messages-for-bots-and-agents
    """

    id: str
    name: str
    tenant_id: str
    aad_group_id: str
    members: list[str] = field(default_factory=list)
    channels: list[Conversation] = field(default_factory=list)
    has_bot: bool = True
    rsc: bool = False
    archived: bool = False
    deleted: bool = False

    def payload(self) -> Json:
        return {"id": self.id, "name": self.name, "aadGroupId": self.aad_group_id}

    def details(self) -> Json:
        """As `GET v3/teams/{id}` answers."""
        counts = {"channelCount": len(self.channels), "memberCount": len(self.members)}
        return self.payload() | {"type": "standard", "tenantId": self.tenant_id} | counts
