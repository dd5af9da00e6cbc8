"""Holds one message of a chat or channel, and what each person sees of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simulator.payload import Json
from simulator.teams import markdown, visible

ADAPTIVE = "application/vnd.microsoft.card.adaptive"


@dataclass
class Message:
    """`root_id` is the post whose thread it is in; None for posts and in chats.

    `views` are cards that only one person sees, after they have used a button
    (https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/universal-action-model).
    """

    id: str
    conversation_id: str
    author_id: str
    text: str = ""
    attachments: list[Json] = field(default_factory=list)
    root_id: str | None = None
    is_from_bot: bool = False
    text_format: str = "markdown"
    activity: Json = field(default_factory=dict)
    views: dict[str, Json] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    updated: bool = False
    deleted: bool = False

    @property
    def card(self) -> Json | None:
        """The first Adaptive Card."""
        return next(iter(self.cards), None)

    @property
    def cards(self) -> list[Json]:
        return [a["content"] for a in self.attachments if a.get("contentType") == ADAPTIVE]

    @property
    def plain(self) -> str:
        """Everything a person can read in the message, as lines of text."""
        text = markdown.plain(self.text) if self._is_markdown else self.text
        lines = [text, *(visible.text_of(card) for card in self.cards)]
        return "\n".join(line for line in lines if line)

    @property
    def buttons(self) -> list[str]:
        """Titles of the actions, in reading order, those inside Action.ShowCard included."""
        return [label for card in self.cards for label in visible.labels_of(card)]

    @property
    def file_names(self) -> list[str]:
        """Of what a person attached."""
        given = self.activity.get("attachments") or []
        return [str(each["name"]) for each in given if each.get("name") and "contentUrl" in each]

    @property
    def thread_id(self) -> str:
        """The conversation id that a bot gets and answers to."""
        if not self.conversation_id.endswith("@thread.tacv2"):
            return self.conversation_id
        return f"{self.conversation_id};messageid={self.root_id or self.id}"

    def as_seen_by(self, user_id: str) -> Message:
        """The message with the card that this person sees."""
        view = self.views.get(user_id)
        if view is None:
            return self
        return replace(self, attachments=[{"contentType": ADAPTIVE, "content": view}])

    def show_card(self, card: Json, only_to: str | None = None) -> None:
        """Put a card in the place of the one there is, for everybody or for one person."""
        if only_to is not None:
            self.views[only_to] = card
            return
        self.attachments = [{"contentType": ADAPTIVE, "content": card}]
        self.views.clear()

    @property
    def _is_markdown(self) -> bool:
        return self.is_from_bot and self.text_format == "markdown"
