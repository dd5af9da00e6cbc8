"""One thing one person did in one conversation, as the platform delivered it."""

from enum import StrEnum

from core.values.command import Command
from core.values.place import ConversationReference, Person
from core.values.value import Value


class Hears(StrEnum):
    """How the person gets the reply."""

    AT_ONCE = "at_once"  # in the answer to the platform's call; nothing needs to be delivered
    AS_MESSAGE = "as_message"  # as a message in the conversation, by a delivery


class Turn(Value):
    """`key` is unique for what the person did: the same turn delivered again has the same key.

    `direct` says that only the person and the desk are in the conversation. `likeness` is for
    platforms that deliver again under a new id: a turn with the same likeness within two minutes
    is the same turn. Empty: only the key counts.
    """

    key: str
    person: Person
    where: ConversationReference
    command: Command
    hears: Hears = Hears.AT_ONCE
    direct: bool = False
    likeness: str = ""
