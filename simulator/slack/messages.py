"""Holds one message, and writes it as `conversations.history` does.

https://docs.slack.dev/reference/events/message
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.payload import Json
from simulator.slack import visible

TOMBSTONE = "tombstone"


@dataclass
class Message:
    """A message in a channel, thread or DM; with `ephemeral_to`, one that a single person sees."""

    ts: str
    channel_id: str
    team_id: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    bot_profile: Json | None = None
    metadata: Json | None = None
    edited: Json | None = None
    subtype: str | None = None
    client_msg_id: str | None = None
    ephemeral_to: str | None = None
    reply_users: list[str] = field(default_factory=list)
    reply_count: int = 0
    latest_reply: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def plain(self) -> str:
        """Everything a person can read in the message, as lines of text."""
        return visible.text_of(self.blocks) or self.text

    @property
    def buttons(self) -> list[str]:
        """Labels of the buttons and overflow entries, in reading order."""
        return visible.labels_of(self.blocks)

    def payload(self, *, include_metadata: bool = False) -> Json:
        message: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        optional = self._authorship() | self._thread() | self._extras()
        message |= {key: value for key, value in optional.items() if value}
        if include_metadata and self.metadata:
            message["metadata"] = self.metadata
        return message

    def _authorship(self) -> Json:
        return {
            "team": self.team_id,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "bot_profile": self.bot_profile,
            "client_msg_id": self.client_msg_id,
            "subtype": self.subtype,
            "hidden": self.subtype == TOMBSTONE,
        }

    def _thread(self) -> Json:
        is_parent = self.reply_count > 0
        return {
            "thread_ts": self.thread_ts or (self.ts if is_parent else None),
            "reply_count": self.reply_count,
            "reply_users_count": len(self.reply_users),
            "reply_users": list(self.reply_users),
            "latest_reply": self.latest_reply,
        }

    def _extras(self) -> Json:
        reactions = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in self.reactions.items()
        ]
        return {
            "blocks": self.blocks,
            "attachments": self.attachments,
            "edited": self.edited,
            "files": self.files,
            "reactions": reactions,
        }
