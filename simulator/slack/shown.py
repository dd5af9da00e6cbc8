"""Says what a person saw after doing something: messages, a modal, field errors, a failure."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.slack.messages import Message
from simulator.slack.views import View


@dataclass
class Shown:
    """What followed an action.

    `status` is the HTTP status of the desk's answer (None: no answer, or nothing was sent).
    `error` is what Slack tells the person when the desk fails, such as `operation_timeout`.
    `errors` are complaints at the fields of a modal, by block id.
    """

    status: int | None = None
    error: str | None = None
    messages: list[Message] = field(default_factory=list)
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def message(self) -> Message:
        """The newest message shown; an AssertionError that says what happened instead."""
        if not self.messages:
            raise AssertionError(f"no message was shown: {self}")
        return self.messages[-1]

    @property
    def plain(self) -> str:
        """All that was shown, as text."""
        seen = [message.plain for message in self.messages]
        return "\n".join([*seen, self.view.plain if self.view else ""]).strip()

    @property
    def buttons(self) -> list[str]:
        labels = [label for message in self.messages for label in message.buttons]
        return labels + (self.view.buttons if self.view else [])
