"""Everything that a rule may look at, and what rules have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind
from core.values.command import Command
from core.values.decision import Found
from core.values.delivery import Cancelled, Delivery, DeliveryKind
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import ConversationReference, Person
from core.values.routing import Queue, Routing
from core.values.turn import Turn


@dataclass(frozen=True, slots=True)
class Scene:
    """The arguments of `decide` in one hand. `now` is in UTC; `new_id` gives 32 hex digits."""

    turn: Turn
    found: Found
    pack: Pack
    routing: Routing
    now: datetime
    new_id: Callable[[], str]

    @property
    def person(self) -> Person:
        return self.turn.person

    @property
    def voice(self) -> Voice:
        """Speaks to the person who acted."""
        return Voice(self.pack, self.pack.locale(self.person.locale))

    @property
    def staff_voice(self) -> Voice:
        """Speaks to the staff of the office."""
        return Voice(self.pack, self.pack.default_locale)

    def voice_for(self, case: Case) -> Voice:
        """Speaks to the requester of the case, whoever acted."""
        return Voice(self.pack, case.locale)

    @property
    def today(self) -> date:
        """The day in the office's own time zone."""
        return self.voice.local(self.now).date()

    def queue(self, case: Case) -> Queue:
        """The queue of the case; when routing no longer has it, the queue of the last rule."""
        queues = self.routing.queues
        return queues.get(case.queue) or queues[self.routing.rules[-1].queue]

    def is_requester(self, case: Case) -> bool:
        return self.person.key == case.requester.key

    def is_staff(self, case: Case) -> bool:
        """Whether the person acts as staff of the case: from the staff conversation of its queue,
        and on the queue's list of people where it has one. What a payload says gives no right."""
        queue = self.queue(case)
        if queue.staff is None or queue.staff != self.turn.where.root:
            return False
        return not queue.people or self.person.key in queue.people

    @property
    def is_among_staff(self) -> bool:
        """Whether the turn was taken in the staff conversation of any queue."""
        return bool(self.routing.staffed_at(self.turn.where))

    def post(
        self,
        to: ConversationReference,
        message: Message,
        case: Case,
        *,
        slot: str = "",
        under: str = "",
        reports: int | None = None,
        confirms: bool = False,
    ) -> Delivery:
        """A new message of a case, due now."""
        return Delivery(
            key=self.new_id(),
            to=to,
            message=message,
            case=case.id,
            slot=slot,
            under=under,
            reports=reports,
            confirms=confirms,
            internal=slot == "card" or under == "card",
            due_at=self.now,
        )

    def timer(
        self, about: str, slot: str, command: Command, at: datetime, *, case: str | None = None
    ) -> Delivery:
        """The desk will take `command` by itself at that time (UTC), or as soon as it runs again.

        `about` is a case's id or another subject (`digest:nio`). A timer that waits in the same
        slot of the same subject is replaced. The rule for `command` must look whether it still
        applies: a timer that is just going off cannot be cancelled any more.
        """
        return Delivery(
            key=self.new_id(),
            to=ConversationReference.desk(about),
            command=command,
            kind=DeliveryKind.TIMER,
            case=case,
            slot=slot,
            due_at=at,
        )

    def cancelled(self, about: str, slot: str) -> Cancelled:
        return Cancelled(to=ConversationReference.desk(about), slot=slot)

    def changed(
        self,
        case: Case,
        kind: EntryKind,
        *,
        text: str = "",
        of: int | None = None,
        **changes: object,
    ) -> Case:
        """The case with one more entry by the person who acted, and with `changes`."""
        entry = Entry(
            number=len(case.entries) + 1, kind=kind, at=self.now, by=self.person, text=text, of=of
        )
        return case.model_copy(
            update={"version": case.version + 1, "entries": (*case.entries, entry), **changes}
        )
