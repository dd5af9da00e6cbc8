"""One thing one person did in one conversation, as the platform delivered it."""

from enum import StrEnum

from core.values.command import Command
from core.values.file import File
from core.values.place import ConversationReference, Person
from core.values.value import Value


class Hears(StrEnum):
    """How the person gets the reply."""

    AT_ONCE = "at_once"  # in the answer to the platform's call; nothing needs to be delivered
    AS_MESSAGE = "as_message"  # as a message in the conversation, by a delivery


class Turn(Value):
    """`key` is unique for what the person did: the same turn delivered again has the same key.

    `clicked` is the message whose button was pressed, where it may be one that goes away once used.
    `direct` says that only the person and the desk are in the conversation. `likeness` is for
    platforms that deliver again under a new id: a turn with the same likeness within two minutes
    is the same turn. Empty: only the key counts. `message` is the platform's id of what was typed,
    `files` what was attached to it. `mailbox` is the person's own e-mail address as the platform
    knows it: given only with a form, and kept only where the form says so. `language` is
    the locale that the person chose, as the desk has it on record; empty for automatic.
    """

    key: str
    person: Person
    where: ConversationReference
    command: Command
    hears: Hears = Hears.AT_ONCE
    direct: bool = False
    likeness: str = ""
    message: str = ""
    clicked: str = ""
    files: tuple[File, ...] = ()
    mailbox: str = ""
    language: str = ""

    @property
    def private(self) -> bool:
        """Whether only the person sees what is shown there."""
        return self.direct or self.where.root == self.person.direct

    @property
    def place_of_message(self) -> str:
        """What names the message among all; empty where nothing was typed."""
        return f"{self.where.lane}#{self.message}" if self.message else ""
