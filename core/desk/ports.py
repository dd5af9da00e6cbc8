"""What the desk needs from the world: a store, channels, triage. Adapters implement these."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from core.desk.many import Many
from core.desk.memory_port import Memory
from core.values.audit import Audit
from core.values.case import Case, Question
from core.values.correction import Correction, Given, Progress
from core.values.decision import Decision
from core.values.delivery import Delivery, Landed
from core.values.holdings import Holdings
from core.values.installation import Installation
from core.values.message import Message
from core.values.office import Draft, Finding, Office, Version
from core.values.place import ConversationReference, Membership, Person, Platform
from core.values.routing import Routing
from core.values.triage import Triage
from core.values.turn import Turn

T = TypeVar("T")


class Repeated(Exception):
    """A fresh id was taken already, or the case changed meanwhile: decide again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a turn was answered with, when it is delivered again."""

    reply: Message | None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A delivery in the hands of one owner, with the place it needs from earlier deliveries.

    `target` is what `UPDATE` redraws, or the message whose thread this goes into; None when
    it needs none or there is none. `again` says that an earlier try may have arrived, so it
    must be looked for first; `tries` counts this one, `unclear` the sends before it that ended
    without a clear answer, `blamed` the tries that failed and certainly left nothing: what is left
    are those in whose middle a process died. `fence` guards against a late owner. `waited`: since
    it was due first.
    """

    id: int
    delivery: Delivery
    target: Landed | None
    fence: int
    tries: int
    again: bool
    intent_at: datetime
    unclear: int = 0
    blamed: int = 0
    waited: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Deliveries that are due and not done; `oldest` is the key of the one that waits longest."""

    count: int
    oldest: str
    lane: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there; `landed` is None for what leaves no trace (a whisper)."""

    landed: Landed | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not there; try again after the given time. `blames` counts it as a failed try;
    `limited` says that the platform asked us to slow down."""

    after: timedelta
    why: str
    blames: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never arrive; `why` is a sentence for staff. `lost` says that the message which it
    should have followed or redrawn is no longer there; `reason` is a word of `file.why_…`."""

    why: str
    lost: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have arrived: look for it before sending again."""

    why: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """What this channel may have sent cannot be looked for."""


Outcome = Sent | Later | Refused | Unsure


class Channel(Protocol):
    """A way to reach people."""

    platform: Platform

    async def send(self, dispatch: Dispatch) -> Outcome:
        """Try once. Returns within 6 s; raises nothing that it can name."""

    async def find(self, dispatch: Dispatch) -> Sent | Later | Hidden | None:
        """Look for a message by its key: there, not now, cannot be looked for, or certainly not
        there (None)."""

    def pause(self, delivery: Delivery) -> timedelta:
        """How long the lane rests after this delivery, by the platform's limits."""

    @property
    def limits(self) -> tuple["Limit", ...]:
        """What the platform allows one conversation beside the pause."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages within so much time."""

    most: int
    within: timedelta


class Record(Many, Memory, Protocol):
    """One transaction. Everything saved in it is there together, or not at all."""

    def answered(self, turn: Turn, now: datetime) -> Answered | None:
        """What the turn, or one like it within the last two minutes, was answered with."""

    def case(self, id: str) -> Case | None: ...

    def case_at(self, place: ConversationReference) -> Case | None:
        """The case whose delivery landed at this thread."""

    def answered_mail(self, key: str) -> tuple[str, str] | None:
        """The case of the mail that the desk sent with this key, and the address it went to."""

    def whispered_at(self, place: Landed) -> bool: ...  # it was meant for one among others

    def unsettled(self, lane: str) -> bool:
        """Whether a post to this conversation may have arrived without our knowing where."""

    def backlog(self, now: datetime) -> Backlog | None:
        """What waits although it is due; None when nothing does."""

    def cases_of(self, person: str, limit: int) -> tuple[Case, ...]:
        """The person's cases, newest first."""

    def alone(self, person: str) -> None:
        """Turns of that person that call this wait for each other until they are on record."""

    def question(self, id: str) -> Question | None: ...

    def holdings(self, person: Person) -> Holdings:
        """All that is kept about the person."""

    def language(self, person: str) -> str:
        """The locale that the person (a key) chose; empty for automatic."""

    def routing(self) -> Routing | None:
        """The routing in force; None before the first was set."""

    def unreadable_routing(self) -> int | None:
        """The number of the newest routing when it cannot be read, so an older one is in force."""

    def save(self, turn: Turn, decision: Decision, now: datetime) -> None:
        """Raises Repeated when the case changed meanwhile or its id is taken."""

    def routing_version(self) -> int:
        """The number of the routing in force; 0 before the first was set."""

    def routing_of(self, version: int) -> Routing | None:
        """The routing that had that number."""

    def versions(self, limit: int) -> tuple[Version, ...]:
        """Who put which routing into force, the newest first."""

    def office(self) -> tuple[Office, int]:
        """The office in force and the number of its version; an empty one and 0 at first."""

    def drafts(self) -> tuple[Draft, ...]:
        """What admins prepare, the newest first."""

    def recent_cases(self, limit: int) -> tuple[Case, ...]:
        """The newest cases of all requesters, without their entries."""

    def places(self, workspace: str, limit: int) -> tuple[ConversationReference, ...]:
        """Channels of that workspace from which the desk has heard."""

    def installed(self) -> tuple[Installation, ...]:
        """The workspaces that installed the app, in the order of their ids; without tokens."""

    def given(self, article: str, limit: int) -> tuple[Given, ...]:
        """Who was given that article, the newest first."""

    def briefly(self, ids: Sequence[str]) -> tuple[Case, ...]:
        """Those cases, without their entries."""

    def correction(self, id: str) -> Correction | None: ...

    def corrections(self, article: str) -> tuple[Progress, ...]:
        """The newest corrections of that article that were sent."""

    def was_corrected(self, id: str, ref: str) -> bool:
        """Whether that correction went out for that case or question."""

    def lines(self, limit: int, case: str = "") -> tuple[Audit, ...]:
        """The last lines of the audit trail, the newest first; of one case, if it is named."""

    def audit(self, lines: Sequence[Audit]) -> None:
        """Append to the audit trail; `save` does it for the lines among the effects."""

    def forget_turns(self, before: datetime, most: int) -> int:
        """Drop turn keys from before then (UTC), the oldest first, at most so many; returns how
        many. A turn that is delivered again afterwards is taken for a new one."""

    def rest(self, lane: str, until: datetime) -> None:
        """Nothing more goes to this conversation before then (UTC); afterwards what waits goes on.
        Follows each `settle`, in a transaction of its own."""

    def pace(self, dispatch: Dispatch, limits: tuple[Limit, ...]) -> None:
        """Nor sooner than these limits allow after this delivery and those before it."""

    def renew(self, dispatch: Dispatch, now: datetime) -> bool:
        """The intent to send, written down anew; False when another owner has it meanwhile."""

    def settle(self, dispatch: Dispatch, outcome: Outcome, now: datetime) -> str | None:
        """Write down what became of a delivery and give it back; returns the final state, if it
        is final. A late owner changes nothing and gets None."""


class Store(Protocol):
    """Where everything is kept."""

    async def write(self, work: Callable[[Record], T]) -> T:
        """Run `work` in a durable transaction. Raises NotRecorded, PerhapsRecorded, or what
        `work` raises. Answers within 2 s."""

    async def read(self, work: Callable[[Record], T]) -> T:
        """Run `work` on a snapshot; what it saves is an error."""

    async def claim(
        self, owner: str, now: datetime, limit: int
    ) -> tuple[list[Dispatch], datetime | None]:
        """Take up to `limit` deliveries whose turn it is, marked as being sent, and the time at
        which the next one may be due."""


class AddressBook(Protocol):
    """How to reach places where the reference alone is not enough (Teams: the service URL).

    Kept in the database, so that messages can be sent after a restart.
    """

    async def remember(
        self, place: ConversationReference, how: Mapping[str, str], *, surely: bool = False
    ) -> None:
        """Durable when it returns; costs nothing when it is known already. `surely`: written all
        the same, since another process may have written that the place is `gone`."""

    async def recall(self, place: ConversationReference) -> Mapping[str, str] | None: ...


class Inspector(Protocol):
    """Finds out what only the platforms can tell. Each answers with a sentence in
    that language, English without one; empty when well."""

    async def staff(self, place: ConversationReference, locale: str = "") -> str:
        """Why internal text must not be posted there: missing, public, shared, not joined."""

    async def mailbox(self, address: str, locale: str = "") -> str:
        """Why a test mail was not accepted for that address."""

    async def names(self, keys: Collection[str]) -> Mapping[str, str]:
        """What people and conversations are called, by key; found within a second."""

    async def outsiders(self, keys: Collection[str]) -> tuple[str, ...]:
        """Those of these people who are of another organisation than their key says."""

    async def doctor(self, locale: str) -> tuple[Finding, ...]:
        """Every part of the desk, looked at within three seconds, told in that language."""


class Roster(Protocol):
    """Who is in a staff conversation right now, as the platform says."""

    async def membership(self, place: ConversationReference, person: Person) -> Membership:
        """UNKNOWN when the platform cannot be asked; raises nothing that it can name."""

    async def people(self, place: ConversationReference) -> tuple[Person, ...]:
        """Those who may act there, with their names; none when the platform cannot be asked."""


class Sorter(Protocol):
    """Tells what a question is about. The queue is the one that `routing` gives: what humans set
    there always beats what the sorter thinks. `workspace` is `platform:tenant`."""

    def __call__(
        self, question: str, locale: str, routing: Routing, workspace: str = ""
    ) -> Triage: ...
