"""A case: a question that a person answers, with everything that happened to it."""

from datetime import datetime
from enum import StrEnum

from core.values.command import Outcome
from core.values.place import ConversationReference, Person
from core.values.value import Value


class Status(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class EntryKind(StrEnum):
    ASKED = "asked"
    SAID = "said"  # in the staff thread; internal
    SENT = "sent"  # an answer, sent to the requester by an act of staff
    REPLIED = "replied"  # by the requester
    CLAIMED = "claimed"
    RELEASED = "released"
    REROUTED = "rerouted"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    DELIVERED = "delivered"
    FAILED = "failed"


class Entry(Value):
    """One thing that happened to a case; entries are only ever added.

    `of` is the number of the entry that this one is about. `at` is in UTC.
    `by` is None for what the desk did itself. `salt` goes into the hash of the text that the audit
    trail keeps, and is erased with the text.
    """

    number: int
    kind: EntryKind
    at: datetime
    by: Person | None = None
    text: str = ""
    of: int | None = None
    salt: str = ""


class Question(Value):
    """What somebody asked, kept so that a later step can refer to it by id. `at` is in UTC."""

    id: str
    person: Person
    text: str
    topic: str
    article: str | None
    version: str = ""
    at: datetime


class Case(Value):
    """`version` counts the changes and guards against two at once. Times are in UTC.

    `origin` is where answers go, fixed when the case is opened.
    """

    id: str
    version: int = 0
    status: Status = Status.OPEN
    queue: str
    requester: Person
    origin: ConversationReference
    question: str
    topic: str
    locale: str
    organisation: str = ""
    product: str = ""
    stage: str = ""
    urgency: str = ""
    why: tuple[str, ...] = ()
    assignee: Person | None = None
    outcome: Outcome | None = None
    opened_at: datetime
    due_at: datetime
    due_why: str
    entries: tuple[Entry, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.status in (Status.CLOSED, Status.WITHDRAWN)

    def entry(self, number: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.number == number), None)

    def about(self, number: int, *kinds: EntryKind) -> tuple[Entry, ...]:
        """The entries of these kinds that are about the entry of that number."""
        return tuple(e for e in self.entries if e.of == number and e.kind in kinds)
