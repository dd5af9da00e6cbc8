"""One line of the audit trail: who did what to what, never what anybody wrote."""

from datetime import datetime
from enum import StrEnum

from core.values.value import Value

REQUESTER = "requester"
"""Stands for the requester of the case, so that the trail holds no name that must be erased."""


class Act(StrEnum):
    SAW = "saw"
    SENT = "sent"
    CHANGED = "changed"
    EXPORTED = "exported"
    REFUSED = "refused"
    ERASED = "erased"


class Audit(Value):
    """`by` is the key of a person, `requester`, or who works on the command line.

    `what` is the kind of an entry, a command's name or the key of a refusal; `where` the lane in
    which it was done; `detail` ids and numbers only. `content` is a salted hash of the text that
    the entry held: it proves the text while it is there and says nothing once the salt, which is
    kept with the text, is erased. `at` is in UTC.
    """

    at: datetime
    by: str
    act: Act
    what: str
    where: str = ""
    case: str | None = None
    queue: str = ""
    entry: int | None = None
    detail: str = ""
    content: str = ""
