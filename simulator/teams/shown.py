"""Says what a person saw after doing something: messages, a card, a dialog, a failure."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.payload import Json
from simulator.teams import visible
from simulator.teams.dialogs import Dialog
from simulator.teams.messages import Message

UNREACHABLE = "Unable to reach app"
WRONG = "Something went wrong"


@dataclass
class Shown:
    """What followed an action.

    `status` is the HTTP status of the desk's answer (None: no answer, or nothing was sent).
    `error` is what Teams tells the person when the desk fails. `notice` is the text of an answer
    that is only a message; `card` replaced the one that was used, or stands ready in the message
    box (message extension). `errors` are complaints at the inputs, by input id: nothing was sent.
    """

    status: int | None = None
    error: str | None = None
    messages: list[Message] = field(default_factory=list)
    card: Json | None = None
    dialog: Dialog | None = None
    notice: str = ""
    url: str = ""
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
        seen = [self.notice, visible.text_of(self.card) if self.card else ""]
        seen += [message.plain for message in self.messages]
        seen += [self.dialog.plain if self.dialog else "", self.error or ""]
        return "\n".join(each for each in seen if each)

    @property
    def buttons(self) -> list[str]:
        labels = visible.labels_of(self.card) if self.card else []
        labels += [label for message in self.messages for label in message.buttons]
        return labels + (self.dialog.buttons if self.dialog else [])

    @property
    def is_nothing(self) -> bool:
        """Whether the desk's answer itself showed nothing."""
        return not (self.error or self.card or self.dialog or self.notice or self.closed)
