"""Holds one conversation: who is in it, what was said, and in which order.

https://docs.slack.dev/reference/objects/conversation-object
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from simulator.payload import Json
from simulator.slack.messages import Message

Kind = Literal["public", "private", "im"]
MICRO = 1_000_000


@dataclass
class Channel:
    """A channel or a DM. For a DM, `members` are the person and the bot."""

    id: str
    team_id: str
    name: str
    kind: Kind = "public"
    members: list[str] = field(default_factory=list)
    topic: str = ""
    is_archived: bool = False
    is_ext_shared: bool = False
    created: int = 0
    messages: list[Message] = field(default_factory=list)
    _last_ts: int = 0

    @property
    def channel_type(self) -> str:
        """As message events call it."""
        return {"public": "channel", "private": "group", "im": "im"}[self.kind]

    @property
    def command_name(self) -> str:
        """As slash commands call it: private names are not told."""
        return {"public": self.name, "private": "privategroup", "im": "directmessage"}[self.kind]

    @property
    def roots(self) -> list[Message]:
        """What the channel shows outside threads."""
        return [message for message in self.messages if not message.is_reply]

    def thread(self, thread_ts: str) -> list[Message]:
        """The parent, then its replies."""
        return [m for m in self.messages if m.ts == thread_ts or m.thread_ts == thread_ts]

    def find(self, ts: str) -> Message | None:
        return next((message for message in self.messages if message.ts == ts), None)

    def next_ts(self, now: float) -> str:
        """A time stamp that no message of this channel has had: unique and increasing."""
        self._last_ts = max(int(now * MICRO), self._last_ts + 1)
        return f"{self._last_ts // MICRO}.{self._last_ts % MICRO:06d}"

    def payload(self, viewer: str) -> Json:
        """The conversation object, as the member (or stranger) `viewer` gets it."""
        if self.kind == "im":
            return self._direct_message(viewer)
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_archived": self.is_archived,
            "is_general": False,
            "is_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": False,
            "is_member": viewer in self.members,
            "context_team_id": self.team_id,
            "created": self.created,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }

    def _direct_message(self, viewer: str) -> Json:
        others = [member for member in self.members if member != viewer]
        return {
            "id": self.id,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": False,
            "is_user_deleted": False,
            "context_team_id": self.team_id,
            "created": self.created,
            "user": others[0] if others else viewer,
        }
