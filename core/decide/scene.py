"""Everything that a rule may look at, and what rules have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from core.decide.timing.due import Due, due
from core.decide.timing.working_time import WorkingTime
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import Command, Deleted, Edited, Say
from core.values.decision import Found
from core.values.delivery import Cancelled, Delivery, DeliveryKind
from core.values.message import Message
from core.values.office import Administration
from core.values.pack import Pack
from core.values.place import ConversationReference, Membership, Person, Platform
from core.values.routing import Queue, Routing
from core.values.turn import Turn

_NOTHING: Mapping[str, Any] = MappingProxyType({})


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
    def locale(self) -> str:
        """Chosen by the person; else the language of the question at hand, where it is sure; else
        that of the own case at hand; else that of the person's profile."""
        triage, question, case = self.found.triage, self.found.question, self.found.case
        asked = triage.language if triage and triage.sure_of_language else ""
        kept = question.language if question else ""
        own = case.locale if case and self.is_requester(case) else ""
        return self.pack.locale(self.turn.language or asked or kept or own or self.person.locale)

    @property
    def voice(self) -> Voice:
        """Speaks to the person who acted."""
        return Voice(self.pack, self.locale)

    def voice_of(self, person: Person) -> Voice:
        return Voice(self.pack, self.pack.locale(person.locale))

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

    @property
    def administration(self) -> Administration:
        """What an admin's command needs; there for such commands only."""
        assert self.found.admin is not None, "the desk loads it for every command of admins"
        return self.found.admin

    def queue(self, case: Case) -> Queue:
        """The queue of the case; when routing no longer has it, the queue of the last rule."""
        return self.routing.queues[self.routing.known(case.queue)]

    def before(self, case: Case) -> Case | None:
        """The case as it was found; None for a new one."""
        found = (self.found.case, self.found.other, *self.found.linked)
        return next((each for each in found if each and each.id == case.id), None)

    def entries_before(self, case: Case) -> int:
        before = self.before(case)
        return len(before.entries) if before else 0

    def is_requester(self, case: Case) -> bool:
        return self.person.key == case.requester.key

    def mailboxes_of_requester(self, case: Case) -> tuple[str, ...]:
        """The addresses at which the requester is written to: the own one, kept with consent, and
        that of somebody for whom staff opened the case."""
        wrote = case.origin.conversation if case.origin.platform is Platform.EMAIL else ""
        return tuple(filter(None, (case.mailbox, wrote)))

    def writes_as_requester(self, case: Case) -> bool:
        """Whether the turn is a reply to a mail that the desk sent to the requester."""
        to = self.found.addressed.casefold()
        return bool(to) and to in (each.casefold() for each in self.mailboxes_of_requester(case))

    def is_expert(self, case: Case) -> bool:
        return any(expert.key == self.person.key for expert in case.experts)

    def clock(self, case: Case) -> WorkingTime:
        """The working time of the case's queue."""
        return WorkingTime.of(self.queue(case), self.pack.calendar)

    def waiting_ends(self, case: Case) -> datetime:
        """When a case that waits for its requester is closed; UTC. Who is reminded late has as
        long from then as others."""
        clock, queue = self.clock(case), self.queue(case)
        since = clock.day(case.waiting_since or self.now)
        last = clock.nth_working_day(since, queue.close_after)[0]
        if reminded := case.reminded("waiting", case.waiting_since):
            rest = queue.close_after - queue.notice_after
            last = max(last, clock.nth_working_day(clock.day(reminded), rest)[0])
        return clock.closing(last)

    @property
    def acts_for(self) -> frozenset[str]:
        """The queues whose staff the person is, where they act."""
        here = self.routing.staffed_at(self.turn.where)
        return frozenset(name for name in here if self._may_act_for(self.routing.queues[name]))

    @property
    def reads_for(self) -> frozenset[str]:
        """The queues whose cases the person may read: where they act, and where nobody else sees
        it all whose staff they are."""
        return self.acts_for | (self.found.staff_of if self.turn.private else frozenset())

    @property
    def may_not_act(self) -> str:
        """Why somebody in a staff conversation is none of its staff, as the key of a phrase."""
        here = self.routing.staffed_at(self.turn.where)
        if not here or self.acts_for or self.found.membership is Membership.MEMBER:
            return ""
        unknown = self.found.membership is Membership.UNKNOWN
        return "refused.cannot_check" if unknown else "refused.not_member"

    @property
    def was_typed(self) -> bool:
        """Whether the person wrote words into a conversation, where all of it see them."""
        return isinstance(self.turn.command, Say | Edited | Deleted)

    def is_staff(self, case: Case) -> bool:
        """Whether the person acts as staff of the case: from the staff conversation of its queue,
        and on the queue's list of people where it has one. What a payload says gives no right."""
        return self._may_act_for(self.queue(case))

    def is_staff_in_private(self, case: Case) -> bool:
        """Whether the person is staff of the case, and where they act nobody else sees it."""
        return self.turn.private and self.routing.known(case.queue) in self.found.staff_of

    def _may_act_for(self, queue: Queue) -> bool:
        if queue.staff is None or queue.staff != self.turn.where.root:
            return False
        return queue.is_staff(self.person.key, self.found.membership)

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

    def touched(self, case: Case) -> Case:
        """The next version of the case, before anything in it has changed."""
        return case.model_copy(update={"version": case.version + 1})

    def also(
        self,
        case: Case,
        kind: EntryKind,
        *,
        text: str = "",
        of: int | None = None,
        by: Person | None = None,
        **more: object,
    ) -> Case:
        """One more entry, of the same change."""
        entry = Entry.model_validate(
            {
                "number": len(case.entries) + 1,
                "kind": kind,
                "at": self.now,
                "by": by or self.person,
                "text": text,
                "of": of,
                **more,
            }
        )
        return case.model_copy(update={"entries": (*case.entries, entry)})

    def changed(
        self,
        case: Case,
        kind: EntryKind,
        *,
        text: str = "",
        of: int | None = None,
        to: Person | None = None,
        until: datetime | None = None,
        written: Mapping[str, Any] = _NOTHING,
        **changes: object,
    ) -> Case:
        """The next version of the case with one more entry by the person who acted, and with
        `changes`. `written` is what else the entry holds of a text."""
        new = self.also(self.touched(case), kind, text=text, of=of, to=to, until=until, **written)
        return new.model_copy(update=changes)

    def said(self, case: Case, kind: EntryKind, said: Say, **changes: Any) -> Case:
        """The next version of the case with a text that the person typed, and with what was
        attached to it."""
        looks = {"rich": said.rich, "message": said.message, "files": self.turn.files}
        return self.changed(case, kind, text=said.text, written=looks, **changes)

    def reopened(self, case: Case, because: str = "") -> Case:
        """Taken up again: what is due from now on counts from now."""
        promise = self.promised_again(case)
        return self.changed(
            case,
            EntryKind.REOPENED,
            text=because,
            status=Status.REOPENED,
            outcome=None,
            due_at=promise.at,
            promise=promise.promise,
        )

    def promised_again(self, case: Case) -> Due:
        """When the next answer to the case is due."""
        queue = self.queue(case)
        return due(self.now, queue.next_within or queue.respond_within, self.clock(case))
