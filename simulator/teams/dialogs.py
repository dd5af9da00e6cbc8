"""Holds the dialog (task module) that a person has open.

https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/what-are-task-modules
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.payload import Json
from simulator.teams import visible


@dataclass
class Dialog:
    """`command_id` is set when a message extension opened it, empty when a card's button did.

    `origin` are the parts of the activity that go back unchanged when it is submitted.
    """

    id: str
    user_id: str
    title: str
    card: Json
    command_id: str = ""
    url: str = ""
    origin: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """Everything a person can read in the dialog."""
        return "\n".join(line for line in (self.title, visible.text_of(self.card)) if line)

    @property
    def buttons(self) -> list[str]:
        return visible.labels_of(self.card)
