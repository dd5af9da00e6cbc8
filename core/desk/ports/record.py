"""Where everything is kept: transactions, and what one of them reads and saves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from core.desk.ports.deliveries import Backlog, Dispatch, Limit, Outcome
from core.desk.ports.many import Many
from core.desk.ports.memory import Memory
from core.values.audit import Audit
from core.values.case import Case, Question
from core.values.correction import Correction, Given, Progress
from core.values.decision import Decision
from core.values.delivery import Landed
from core.values.holdings import Holdings
from core.values.installation import Installation
from core.values.message import Message
from core.values.office import Draft, Office, Version
from core.values.place import ConversationReference, Person
from core.values.routing import Routing
from core.values.turn import Turn

T = TypeVar("T")


class Repeated(Exception):
    """A fresh id was taken already, or the case changed meanwhile: decide again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a turn was answered with, when it is delivered again."""

    reply: Message | None


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
