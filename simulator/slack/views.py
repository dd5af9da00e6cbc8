"""Holds one view (a modal, or somebody's App Home) and what has been filled in.

https://docs.slack.dev/reference/views
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from simulator.payload import Json
from simulator.slack import visible


@dataclass
class View:
    """`source` is what the app sent; the rest Slack adds."""

    id: str
    team_id: str
    user_id: str
    type: Literal["modal", "home"]
    source: Json
    hash: str
    app_id: str
    bot_id: str
    root_view_id: str
    previous_view_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.source.get("blocks", [])
        return blocks

    @property
    def title(self) -> str:
        return visible.words(self.source.get("title"))

    @property
    def callback_id(self) -> str:
        return str(self.source.get("callback_id", ""))

    @property
    def external_id(self) -> str:
        return str(self.source.get("external_id", ""))

    @property
    def plain(self) -> str:
        """Everything a person can read in the view."""
        return "\n".join(line for line in (self.title, visible.text_of(self.blocks)) if line)

    @property
    def buttons(self) -> list[str]:
        return visible.labels_of(self.blocks)

    def payload(self, values: Json | None = None) -> Json:
        view: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "title": {"type": "plain_text", "text": ""},
            "close": None,
            "submit": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return view | self.source | self._added(values or {})

    def _added(self, values: Json) -> Json:
        return {
            "state": {"values": values},
            "hash": self.hash,
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": self.app_id,
            "bot_id": self.bot_id,
            "app_installed_team_id": self.team_id,
        }
