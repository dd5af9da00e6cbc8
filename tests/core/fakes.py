"""A record in memory, as a store would keep it, and the platforms that deliver what it holds."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from core.decide.clockwork import AWAITING
from core.desk.ports import Answered, Backlog, Dispatch, Limit, Outcome, Record, Repeated
from core.values.audit import Audit
from core.values.case import Case, EntryKind, Question, Status
from core.values.correction import Corrected, Correction, Given, Progress
from core.values.decision import Decision, Effect
from core.values.delivery import Cancelled, Delivery, DeliveryKind, Landed
from core.values.holdings import Erasure, Holdings
from core.values.installation import Installation, Verdict
from core.values.language import LanguageChosen
from core.values.message import Message
from core.values.monthly import Kept, Volume
from core.values.office import Draft, DropDraft, Office, PutOffice, PutRouting, Version
from core.values.place import ConversationReference, Person
from core.values.proposal import Proposal, PutProposal
from core.values.routing import Routing
from core.values.search import Hits, Wanted
from core.values.selection import Place, Selected, Selection
from core.values.triage import Triage
from core.values.turn import Turn
from core.values.workload import Part, Workload

T = TypeVar("T")


@dataclass
class MemoryRecord:
    """Implements the Record port. `land` does what couriers and platforms do together."""

    rules: Routing | None = None
    turns: dict[str, Answered] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    waiting: list[Delivery] = field(default_factory=list)
    timers: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    delivered: list[Delivery] = field(default_factory=list)
    threads: dict[tuple[str, str], str] = field(default_factory=dict)
    cards: dict[tuple[str, str, str], str] = field(default_factory=dict)
    trail: list[Audit] = field(default_factory=list)
    past: list[Routing] = field(default_factory=list)
    erased: list[Erasure] = field(default_factory=list)
    kept: list[Office] = field(default_factory=list)
    proposed: dict[str, Proposal] = field(default_factory=dict)
    prepared: dict[str, Draft] = field(default_factory=dict)
    written: dict[str, Correction] = field(default_factory=dict)
    sent_out: dict[tuple[str, str], str] = field(default_factory=dict)
    spaces: dict[str, Installation] = field(default_factory=dict)
    whispers: set[str] = field(default_factory=set)

    def answered(self, turn: Turn, now: datetime) -> Answered | None:
        return self.turns.get(turn.key)

    def case(self, id: str) -> Case | None:
        return self.cases.get(id)

    def case_at(self, place: ConversationReference) -> Case | None:
        id = self.threads.get((place.lane, place.thread or ""))
        return self.cases.get(id) if id else None

    def answered_mail(self, key: str) -> tuple[str, str] | None:
        found = (d for d in self.delivered if d.key == key and d.case)
        return next(((d.case or "", d.to.conversation) for d in found), None)

    def cases_of(self, person: str, limit: int) -> tuple[Case, ...]:
        mine = [case for case in self.cases.values() if case.requester.key == person]
        return tuple(sorted(mine, key=lambda case: case.opened_at, reverse=True)[:limit])

    def alone(self, person: str) -> None:
        """One turn at a time is taken anyway."""

    def promised(self, queue: str, since: datetime, after: str, limit: int) -> Sequence[Case]:
        ours = (
            c
            for c in self.cases.values()
            if c.queue == queue and c.status in (*AWAITING, Status.WAITING)
        )
        later = (c for c in ours if (c.due_at, c.id) > (since, after))
        return tuple(sorted(later, key=lambda c: (c.due_at, c.id)))[:limit]

    def workload(
        self, person: str, ends: Mapping[str, datetime], now: datetime, limit: int
    ) -> Workload:
        here = sorted((c for c in self.cases.values() if c.queue in ends), key=lambda c: c.due_at)
        awaiting = [c for c in here if c.status in AWAITING]
        parts = {
            "mine": [c for c in here if c.assignee and c.assignee.key == person and not c.is_over],
            "unclaimed": [c for c in awaiting if c.assignee is None and c.status != "snoozed"],
            "due": [c for c in awaiting if now <= c.due_at < ends[c.queue]],
            "overdue": [c for c in awaiting if c.due_at < now],
            "waiting": [c for c in here if c.status is Status.WAITING],
        }
        return Workload.model_validate(
            {n: Part(cases=tuple(of[:limit]), count=len(of)) for n, of in parts.items()}
        )

    def found(self, wanted: Wanted, skip: int, most: int) -> Hits:
        """All words in the question, and the queue: as much as the rules need."""
        words = wanted.text.casefold().split()
        fit = [
            case
            for case in reversed(self.cases.values())
            if (case.queue in wanted.queues) is not wanted.others
            and all(word in case.question.casefold() for word in words)
        ]
        return Hits(cases=tuple(fit[skip : skip + most]), more=len(fit) > skip + most)

    def alike(self, case: Case, within: Wanted, most: int) -> Hits:
        return Hits(cases=self.found(within, 0, most).cases)

    def near(self, case: Case, within: Wanted, most: int) -> tuple[str, ...]:
        return tuple(each.id for each in self.found(within, 0, most).cases)

    def proposals(self) -> tuple[Proposal, ...]:
        return tuple(self.proposed.values())

    def proposal(self, id: str) -> Proposal | None:
        return self.proposed.get(id)

    def unindexed(self) -> bool:
        return False

    def index_again(self, most: int) -> int:
        return 0

    def selected(
        self, which: Selection, after: Place, limit: int, *, texts: bool
    ) -> tuple[Selected, ...]:
        found = [
            Selected(
                case=case,
                place=Place(opened_at=case.opened_at.timestamp(), id=case.id),
                answered_at=next((e.at for e in case.entries if e.kind is EntryKind.SENT), None),
                answer_due=case.due_at,
            )
            for case in self._fitting(which)
        ]
        there = (after.opened_at, after.id)
        later = [each for each in found if (each.place.opened_at, each.place.id) > there]
        return tuple(sorted(later, key=lambda each: (each.place.opened_at, each.place.id))[:limit])

    def _fitting(self, which: Selection) -> list[Case]:
        return [
            case
            for case in self.cases.values()
            if case.queue in which.queues
            and (which.since is None or case.opened_at >= which.since)
            and (which.until is None or case.opened_at < which.until)
        ]

    def count_selected(self, which: Selection) -> int:
        return len(self._fitting(which))

    def volumes(self, which: Selection) -> tuple[Volume, ...]:
        counted = Counter((c.topic, c.requester.workspace) for c in self._fitting(which))
        return tuple(
            Volume(topic=topic, workspace=workspace, count=count)
            for (topic, workspace), count in counted.items()
        )

    def kept_promises(self, which: Selection, now: datetime) -> Kept:
        found = self.selected(which, Place(), len(self.cases), texts=False)
        answered = [each for each in found if each.answered_at]
        in_time = [e for e in answered if e.answered_at and e.answered_at <= e.case.due_at]
        late = [e for e in found if not e.answered_at and e.case.due_at < now]
        return Kept(answered=len(answered), in_time=len(in_time), overdue=len(late))

    def unanswered(self, since: datetime, until: datetime, limit: int) -> tuple[Question, ...]:
        asked = [q for q in self.questions.values() if q.article is None and since <= q.at < until]
        return tuple(asked[:limit])

    def question(self, id: str) -> Question | None:
        return self.questions.get(id)

    def holdings(self, person: Person) -> Holdings:
        mine = [case for case in self.cases.values() if case.requester.key == person.key]
        return Holdings(cases=tuple(mine))

    def language(self, person: str) -> str:
        return self.languages.get(person, "")

    def routing(self) -> Routing | None:
        return self.rules

    def unreadable_routing(self) -> int | None:
        return None

    def save(self, turn: Turn, decision: Decision, now: datetime) -> None:
        changed = (*filter(None, (decision.case,)), *decision.others)
        for case in changed:
            self._check(case)
        self.cases |= {case.id: case for case in changed}
        self.turns[turn.key] = Answered(decision.reply)
        for effect in decision.effects:
            self._take_in(effect)

    def _take_in(self, effect: Effect) -> None:
        match effect:
            case Question():
                self.questions[effect.id] = effect
            case Correction():
                self.written[effect.id] = effect
            case Corrected():
                self.sent_out[effect.correction, effect.ref] = effect.key
            case LanguageChosen():
                self.languages[effect.person] = effect.locale
            case Cancelled():
                self.timers.pop((effect.to.lane, effect.slot), None)
            case Delivery(kind=DeliveryKind.TIMER):
                self.timers[effect.to.lane, effect.slot] = effect
            case Erasure():
                self.erased.append(effect)
            case Audit():
                self.trail.append(effect)
            case Delivery():
                self.waiting.append(effect)
            case _:
                self._settle_office(effect)

    def _settle_office(self, effect: Effect) -> None:
        match effect:
            case Draft():
                self.prepared[effect.owner] = effect
            case DropDraft():
                self.prepared.pop(effect.owner, None)
            case PutProposal(proposal=made):
                self.proposed[made.id] = made
            case PutRouting():
                self.past.append(effect.routing)
                self.rules = effect.routing
            case PutOffice():
                self.kept.append(effect.office)
            case Verdict(id=id, standing=standing):
                self.spaces[id] = self.spaces[id].model_copy(update={"standing": standing})

    def routing_version(self) -> int:
        return len(self.past)

    def routing_of(self, version: int) -> Routing | None:
        return self.past[version - 1] if 0 < version <= len(self.past) else None

    def versions(self, limit: int) -> tuple[Version, ...]:
        return ()

    def office(self) -> tuple[Office, int]:
        return (self.kept or [Office()])[-1], len(self.kept)

    def drafts(self) -> tuple[Draft, ...]:
        return tuple(self.prepared.values())

    def recent_cases(self, limit: int) -> tuple[Case, ...]:
        return tuple(self.cases.values())[-limit:]

    def places(self, workspace: str, limit: int) -> tuple[ConversationReference, ...]:
        return ()

    def installed(self) -> tuple[Installation, ...]:
        return tuple(self.spaces.values())

    def given(self, article: str, limit: int) -> tuple[Given, ...]:
        found = [
            Given(**each.model_dump(), at=entry.at, case=case.id)
            for case in self.cases.values()
            for entry in case.entries
            for each in entry.relies
        ]
        found += [
            Given(
                article=q.article,
                version=q.version,
                locale=q.locale,
                how="shown",
                at=q.at,
                question=q.id,
                person=q.person.key,
            )
            for q in self.questions.values()
            if q.article
        ]
        own = (each for each in found if each.article == article)
        return tuple(sorted(own, key=lambda each: each.at, reverse=True)[:limit])

    def briefly(self, ids: Sequence[str]) -> tuple[Case, ...]:
        return tuple(self.cases[id] for id in ids)

    def correction(self, id: str) -> Correction | None:
        return self.written.get(id)

    def corrections(self, article: str) -> tuple[Progress, ...]:
        return ()

    def was_corrected(self, id: str, ref: str) -> bool:
        return (id, ref) in self.sent_out

    def lines(self, limit: int, case: str = "") -> tuple[Audit, ...]:
        return tuple(line for line in self.trail if not case or line.case == case)[-limit:]

    def audit(self, lines: Sequence[Audit]) -> None:
        self.trail.extend(lines)

    def _check(self, case: Case) -> None:
        known = self.cases.get(case.id)
        opened = case.version == 1
        if opened and known:
            raise Repeated(case.id)
        if not opened and (known is None or known.version != case.version - 1):
            raise Repeated(case.id)

    def whispered_at(self, place: Landed) -> bool:
        return place.text in self.whispers

    def unsettled(self, lane: str) -> bool:
        return any(delivery.to.lane == lane for delivery in self.waiting)

    def backlog(self, now: datetime) -> Backlog | None:
        return None

    def forget_turns(self, before: datetime, most: int) -> int:
        raise NotImplementedError("what is in memory is forgotten anyway")

    def rest(self, lane: str, until: datetime) -> None:
        raise NotImplementedError("nothing is dispatched from memory")

    def pace(self, dispatch: Dispatch, limits: tuple[Limit, ...]) -> None:
        raise NotImplementedError("nothing is dispatched from memory")

    def renew(self, dispatch: Dispatch, now: datetime) -> bool:
        raise NotImplementedError("nothing is dispatched from memory")

    def settle(self, dispatch: Dispatch, outcome: Outcome, now: datetime) -> str | None:
        raise NotImplementedError("nothing is dispatched from memory")

    def gone_off(self, now: datetime) -> list[Delivery]:
        """The timers that are due, taken away, the earliest first."""
        due = sorted((t for t in self.timers.values() if t.due_at <= now), key=lambda t: t.due_at)
        for timer in due:
            del self.timers[timer.to.lane, timer.slot]
        return due

    def land(self) -> list[Delivery]:
        """Deliver everything that waits; each post gets a thread id of its own."""
        landed, self.waiting = self.waiting, []
        for delivery in landed:
            self.delivered.append(delivery)
            if delivery.kind is DeliveryKind.POST and delivery.case:
                self._post(delivery, delivery.case)
        return landed

    def _post(self, delivery: Delivery, case: str) -> None:
        thread = str(len(self.delivered))
        self.threads[delivery.to.lane, thread] = case
        if delivery.slot:
            self.cards[case, delivery.to.lane, delivery.slot] = thread

    def thread(self, case: str, place: ConversationReference, slot: str) -> str | None:
        """Where the newest post of that slot is."""
        return self.cards.get((case, place.lane, slot))


@dataclass
class MemoryStore:
    """Implements as much of the Store port as a desk without a courier needs."""

    record: MemoryRecord = field(default_factory=MemoryRecord)

    async def write(self, work: Callable[[Record], T]) -> T:
        return work(self.record)

    async def read(self, work: Callable[[Record], T]) -> T:
        return work(self.record)

    async def claim(
        self, owner: str, now: datetime, limit: int
    ) -> tuple[list[Dispatch], datetime | None]:
        return [], None


def knows_nothing(question: str, locale: str, routing: Routing, workspace: str = "") -> Triage:
    """Implements the Sorter port: every question is for a person."""
    return Triage(language=locale, topic="contact", confidence=0.0)


def texts(message: Message | None) -> str:
    """Everything that a message holds, labels and commands included."""
    return message.model_dump_json() if message else ""
