"""One message on its way to one conversation."""

from datetime import datetime
from enum import StrEnum

from core.values.command import Command
from core.values.file import Crossing
from core.values.message import Message
from core.values.place import ConversationReference
from core.values.value import Value

FILE_SLOT = "file-"
"""Begins the slots of files; tokens of erasures are hexadecimal."""


class DeliveryKind(StrEnum):
    POST = "post"
    UPDATE = "update"  # redraw what an earlier delivery posted
    WHISPER = "whisper"  # shown to one person only, and not kept by the platform
    DELETE = "delete"  # take back what stands at `at`
    TIMER = "timer"  # a turn of the desk itself, taken when it is due


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    UNSURE = "unsure"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


class Delivery(Value):
    """What to send and where.

    `key` is random and the only thing of ours that platforms see. `slot` names what this posts,
    so that later deliveries of the case can redraw it (`UPDATE`) or go into its thread (`under`).
    `reports` is the entry of the case that a failure is told about; with `confirms` success is
    told too. `internal` may only go where staff are among themselves. `due_at` is in UTC.
    A timer carries the `command` of its turn and no message; it takes the place of the timer that
    waits in the same slot for the same subject. `mentions` are other cases whose texts it shows.
    `at` says where the message stands that is taken back, as `Landed.text` does; where it is empty
    the message that has this `key` is looked for first, or what was posted in `slot` is meant where
    that is a file's (`takes_back_a_file`). `person` is the key of whom this answers, wherever it
    goes; empty for what staff are told among themselves. `crossing` is the file that this brings.
    """

    key: str
    to: ConversationReference
    message: Message = Message()
    command: Command | None = None
    kind: DeliveryKind = DeliveryKind.POST
    case: str | None = None
    slot: str = ""
    under: str = ""
    whisper_to: str = ""
    reports: int | None = None
    confirms: bool = False
    internal: bool = False
    mentions: tuple[str, ...] = ()
    at: str = ""
    person: str = ""
    crossing: Crossing | None = None
    due_at: datetime

    @property
    def brings_a_file(self) -> bool:
        """Whether this is a file itself; a link to one is a message."""
        posts = self.kind is DeliveryKind.POST
        return posts and self.crossing is not None and not self.crossing.link

    @property
    def takes_back_a_file(self) -> bool:
        """Whether this deletes what crossed with a text, by the name of its slot."""
        deletes = self.kind is DeliveryKind.DELETE and not self.at
        return deletes and self.slot.startswith(FILE_SLOT)


class Cancelled(Value):
    """The timer that waits in this slot for this subject shall not go off."""

    to: ConversationReference
    slot: str


class Landed(Value):
    """Where a message is: conversation plus the platform's id of the message in `thread`."""

    at: ConversationReference

    @property
    def text(self) -> str:
        return f"{self.at.lane}#{self.at.thread or ''}"

    @classmethod
    def from_text(cls, text: str) -> "Landed":
        place, _, thread = text.rpartition("#")
        return cls(at=ConversationReference.from_text(place).under(thread or None))
