"""A case: a question that a person answers, with everything that happened to it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from core.values.command import Escalate, Outcome, Score, Then
from core.values.file import File
from core.values.place import ConversationReference, Person
from core.values.rich_text import RichText
from core.values.value import Value

PRODUCTS = ("medicine", "device", "ivd", "combination", "atmp", "hbm", "other")


class Status(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"  # for the requester; the response clock stands still
    SNOOZED = "snoozed"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class EntryKind(StrEnum):
    ASKED = "asked"
    SAID = "said"  # in the staff thread; internal
    SENT = "sent"  # an answer, sent to the requester by an act of staff
    REPLIED = "replied"  # by the requester; by phone to the member of staff who is `to`
    RATED = "rated"  # by the requester; `text` is the comment, `of` the answer
    EDITED = "edited"  # a text was changed by its author
    DELETED = "deleted"  # a text was deleted by its author
    NOTED = "noted"  # internal, and never offered for sending
    HELD = "held"  # sent by an act of staff, and still to be recalled until `until`
    RECALLED = "recalled"
    PROPOSED = "proposed"  # for a second reader to send
    WAITING = "waiting"  # the requester was asked for more
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    RELEASED = "released"
    REROUTED = "rerouted"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    LINKED = "linked"
    UNLINKED = "unlinked"
    INVITED = "invited"  # a code for an expert was made; `text` is the code
    KNOCKED = "knocked"  # somebody wrote the code
    ADMITTED = "admitted"
    DISMISSED = "dismissed"
    CONSULTED = "consulted"  # staff wrote to the experts; internal
    ADVISED = "advised"  # an expert wrote; internal
    REMINDED = "reminded"
    KEPT = "kept"  # under a legal hold from now on; `text` is why
    FREED = "freed"  # no longer
    DELIVERED = "delivered"
    FAILED = "failed"
    CARRIED = "carried"  # a file of the entry `of` arrived; `text` is its random name
    LEFT = "left"  # a file did not cross; `text` is its random name and why


class Reliance(Value):
    """A version of an article that stood behind a text: the person was shown it, the text names it,
    or it was what the pack held on the topic of the case."""

    article: str
    locale: str
    version: str
    how: Literal["shown", "named", "topic"]


class Entry(Value):
    """One thing that happened to a case; entries are only ever added.

    `of` is the number of the entry that this one is about. `at` is in UTC.
    `by` is None for what the desk did itself. `to` is whom it concerns, `then` what a held text
    will do once it is sent, `until` (UTC) when what began with it ends, `score` what the requester
    thinks of the answer `of`. `salt` goes into the hash
    of the text that the audit trail keeps, and is erased with the text.
    `text` is plain, `rich` the same with its looks where it has any, `before` what an edited text
    said. `message` is the platform's id of the text. `relies` are the articles behind it;
    `correction` is the id of the correction that was sent to many.
    """

    number: int
    kind: EntryKind
    at: datetime
    by: Person | None = None
    text: str = ""
    of: int | None = None
    to: Person | None = None
    then: Then | None = None
    score: Score | None = None
    until: datetime | None = None
    salt: str = ""
    rich: RichText | None = None
    before: str = ""
    message: str = ""
    correction: str = ""
    files: tuple[File, ...] = ()
    relies: tuple[Reliance, ...] = ()

    @property
    def sort(self) -> str:
        """As people are told of it: what was said by phone is `phoned`, else the kind."""
        phoned = self.kind is EntryKind.REPLIED and self.to is not None
        return "phoned" if phoned else self.kind


class Question(Value):
    """What somebody asked, kept so that a later step can refer to it by id. `at` is in UTC.

    `queue` and `why` are what triage made of it, `language` the one it is surely written in,
    `locale` that of the article which was shown.
    `message` is the conversation and the platform's id of the message that held it, or empty.
    `form` is what was filled in, where no case was opened since an open one asks the same;
    `mailbox` is then the person's own address, if the form says that it may be kept.
    """

    id: str
    person: Person
    text: str
    topic: str
    article: str | None
    version: str = ""
    queue: str | None = None
    why: tuple[str, ...] = ()
    language: str = ""
    locale: str = ""
    at: datetime
    message: str = ""
    files: tuple[File, ...] = ()
    form: Escalate | None = None
    mailbox: str = ""


class Promise(Value):
    """How a due time was counted, so that everybody can read it in an own language.

    `days` working days after `received`; the clock stood still for `stopped` of them. `skipped` are
    days off on the way that were no weekend.
    """

    days: int
    received: date
    last: date
    skipped: tuple[date, ...] = ()
    stopped: int = 0


class Rating(Value):
    """What the requester thinks of the answer that is the entry `of`. `at` is in UTC."""

    score: Score
    comment: str = ""
    at: datetime
    of: int


class Hold(Value):
    """The case must be kept whatever else is due. `because` is for staff; `since` is in UTC."""

    since: datetime
    because: str


class Case(Value):
    """`version` counts the changes and guards against two at once. Times are in UTC.

    `origin` is where answers go, fixed when the case is opened. `duplicates` are the cases that
    are answered together with this one. `why` may hold words of the question. `due_why` is the
    promise in the requester's language as it was first made. `opened_by` is the member of staff
    who opened the case for the requester. `mailbox` is the requester's own address, for what cannot
    be delivered at `origin`, kept only with consent. `asked_in` is the message that held the
    question, as in `Question`, `kept` the id of the question whose form waited for a choice.
    `rating` is the newest one.
    """

    id: str
    version: int = 0
    status: Status = Status.OPEN
    queue: str
    requester: Person
    origin: ConversationReference
    mailbox: str = ""
    asked_in: str = ""
    kept: str = ""
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
    rating: Rating | None = None
    opened_at: datetime
    due_at: datetime
    due_why: str
    promise: Promise | None = None
    waiting_since: datetime | None = None
    snoozed_until: datetime | None = None
    duplicate_of: str = ""
    duplicates: tuple[str, ...] = ()
    experts: tuple[Person, ...] = ()
    opened_by: Person | None = None
    hold: Hold | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.status in (Status.CLOSED, Status.WITHDRAWN)

    @property
    def came_at(self) -> datetime:
        """When it came to the queue that has it; UTC."""
        moves = (entry.at for entry in self.entries if entry.kind is EntryKind.REROUTED)
        return max(moves, default=self.opened_at)

    def entry(self, number: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.number == number), None)

    def reminded(self, of: str, since: datetime | None) -> datetime | None:
        """When the desk last reminded of that (`early`, `overdue` or `waiting`) since then; UTC."""
        found = (e for e in self.entries if e.kind is EntryKind.REMINDED and e.text == of)
        later = [e.at for e in found if since is None or e.at >= since]
        return later[-1] if later else None

    def about(self, number: int, *kinds: EntryKind) -> tuple[Entry, ...]:
        """The entries of these kinds that are about the entry of that number."""
        return tuple(e for e in self.entries if e.of == number and e.kind in kinds)
