"""Whatever three tenants, two queues, an expert and a caller do, in any order: answers go to their
origin only, and internal text never leaves the staff conversations. Each text carries a marker of
its own.

One queue gives time to take an answer back, the other sends what is written in its threads."""

from datetime import timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.desk.take import Desk
from core.values import command as c
from core.values.case import Case, Entry, EntryKind
from core.values.delivery import Delivery
from core.values.place import DESK, ConversationReference, Person, Platform
from core.values.routing import Routing
from core.values.turn import Hears, Turn
from tests.core.fakes import MemoryRecord, MemoryStore, knows_nothing, texts
from tests.core.given import (
    ALICE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    STEADY,
    ids,
)

EMMA = Person(platform=Platform.SLACK, tenant="T0STAFF", user="U0EMMA", name="Emma")
JAN = Person(platform=Platform.EMAIL, tenant="", user="jan@uni.example", name="Jan")
NOOR = Person(platform=Platform.TEAMS, tenant="TENANT-ULB", user="noor", name="Noor")
REQUESTERS = (ALICE, LUCAS, NOOR)
STAFF = (SOFIE, MARC)
ROOMS = (NIO, CTR)
OUTSIDE = (*REQUESTERS, JAN)
OFFICES = Routing.model_validate(
    {
        **ROUTING.model_dump(mode="json"),
        "queues": {
            "nio": {"staff": str(NIO), "mailbox": "nio@office.example", "recall": 20},
            "ctr": {
                "staff": str(CTR),
                "mailbox": "ctr@office.example",
                "recall": 0,
                "reply": "direct",
                "escalate_to": str(NIO),
            },
        },
    }
)
# What keeps a text inside, also where replies are sent as they are.
INSIDE = ("// ", "!note ", "!noet ", "!ask ", "!answer ", "!tell ", "!reopen because ")
SECRET_LENGTH = 12
MOST_CASES = 5
INTERNAL_LANES = {
    "email::nio@office.example",
    "email::ctr@office.example",
    *(person.direct.lane for person in STAFF),
}


def _lane(person: Person) -> str:
    """Where the answers of a person's cases go."""
    mail = person.platform is Platform.EMAIL
    return ConversationReference.mailbox(person.user).lane if mail else person.direct.lane


OWNER = NOOR.model_copy(update={"user": "owner"})  # stands for the requester of the case
requester = st.sampled_from(REQUESTERS)
asker = st.sampled_from((OWNER, OWNER, OWNER, *REQUESTERS))
staff = st.sampled_from(STAFF)
OWN = NIO.model_copy(update={"conversation": "own"})  # stands for the room of the case's queue
room = st.sampled_from((OWN, OWN, OWN, *ROOMS))
number = st.integers(0, 5)  # of a case; foreign ones as often as own ones
entry = st.integers(1, 9)


def _corrects(case: Case, entry: Entry) -> bool:
    """An edit that follows an answer, as against that of a draft."""
    of = case.entry(entry.of or 0)
    return entry.kind is EntryKind.EDITED and of is not None and of.kind is EntryKind.SENT


class Offices(RuleBasedStateMachine):
    """`internal` and `owners` remember what may be seen by whom."""

    def __init__(self) -> None:
        super().__init__()
        self.record = MemoryRecord(rules=OFFICES)
        self.now = NOW
        self.new_id = ids("offices")
        self.serial = count(1)
        self.internal: dict[str, str] = {}
        self.told_experts: set[str] = set()
        self.owners: dict[str, Person] = {}
        self.said: list[tuple[Person, ConversationReference, str]] = []
        store = MemoryStore(self.record)
        self.desk = Desk(
            PACK, store, knows_nothing, now=lambda: self.now, new_id=self.new_id, woken=lambda: None
        )

    def marker(self, kind: str) -> str:
        return f"{kind}-{next(self.serial):0{SECRET_LENGTH - len(kind) - 1}}"

    def case_id(self, number: int) -> str:
        cases = list(self.record.cases)
        return cases[number % len(cases)] if cases else "0000-0000"

    def room_of(self, where: ConversationReference, id: str) -> ConversationReference:
        """Staff are where the case is, more often than not."""
        if where.root != OWN:
            return where
        known = self.record.cases.get(id)
        return (CTR if known and known.queue == "ctr" else NIO).under(where.thread)

    def asker_of(self, who: Person, case: int) -> Person:
        """Researchers deal with their own cases, more often than not."""
        known = self.record.cases.get(self.case_id(case))
        if who != OWNER:
            return who
        return known.requester if known and known.requester in REQUESTERS else ALICE

    def take(self, who: Person, where: ConversationReference, command: c.Command) -> None:
        where = self.room_of(where, getattr(command, "case", ""))
        turn = Turn(
            key=self.new_id(),
            person=who,
            where=where,
            command=command,
            direct=where.root == who.direct,
            hears=Hears.AS_MESSAGE if isinstance(command, c.Say) else Hears.AT_ONCE,
        )
        reply = self.desk.recorded(turn, self.record)
        if who in REQUESTERS:
            self.seen_by(who, texts(reply))
        for delivery in self.record.land():
            self.watch(delivery)

    def watch(self, delivery: Delivery) -> None:
        text = texts(delivery.message)
        if delivery.to.lane == EMMA.direct.lane:
            self.seen_by_the_expert(text)
            return
        if delivery.to.root in ROOMS or delivery.to.lane in INTERNAL_LANES:
            return
        person = next(p for p in OUTSIDE if delivery.to.lane == _lane(p))
        if delivery.case:
            owner = self.record.cases[delivery.case].requester
            assert owner.key == person.key, f"{delivery.case} reached {person.name}"
        self.seen_by(person, text)

    def seen_by_the_expert(self, text: str) -> None:
        """The questions of the cases that she was let in to, and what staff told her."""
        cases = [c for c in self.record.cases.values() if any(e.to == EMMA for e in c.entries)]
        mine = {case.question for case in cases}
        for marker in self.owners:
            assert marker in mine or marker not in text, f"{marker} reached the expert"
        for secret in self.internal:
            assert secret in self.told_experts or secret not in text, f"{secret} reached the expert"
        for person in OUTSIDE:
            assert person.name not in text, "experts do not learn who asked"

    def seen_by(self, person: Person, text: str) -> None:
        sent = {
            e.text
            for case in self.record.cases.values()
            if case.requester.key == person.key
            for e in case.entries
            if e.kind is EntryKind.SENT or _corrects(case, e)
        }
        assert not any(word in text for word in INSIDE if word.startswith("!")), text
        for secret in self.internal:
            assert secret not in text or secret in sent, f"{secret} reached {person.name}"
        for marker, owner in self.owners.items():
            assert owner.key == person.key or marker not in text, f"{marker} reached {person.name}"

    @initialize()
    def three_ask(self) -> None:
        for who in REQUESTERS:
            self.asks(who, topic="sta")

    @precondition(lambda self: len(self.record.cases) < MOST_CASES)
    @rule(who=requester, topic=st.sampled_from(["sta", "cta"]))
    def asks(self, who: Person, topic: str) -> None:
        marker = self.marker("Q")
        self.owners[marker] = who
        given = {"do": "escalate", "question": marker, "topic": topic, "consent": "yes"}
        self.take(who, who.direct, c.COMMAND.validate_python(given))

    @rule(who=staff, where=room, case=number, how=st.sampled_from(("", *INSIDE)))
    def staff_say_something(
        self, who: Person, where: ConversationReference, case: int, how: str
    ) -> None:
        id = self.case_id(case)
        marker = self.marker("S")
        self.internal[marker] = id
        if how == "!tell ":
            self.told_experts.add(marker)
        place = self.room_of(where, id)
        thread = self.record.thread(id, place, "card")
        self.take(who, place.under(thread), c.Say(text=f"{how}{marker}", message=marker))
        self.said.append((who, place.under(thread), marker))

    @rule(which=st.integers(0, 30), ghost=st.booleans(), how=st.sampled_from(("", "", *INSIDE)))
    def staff_change_what_they_said(self, which: int, how: str, *, ghost: bool) -> None:
        """Drafts, what is held and what was sent alike, now and then into a word for the desk; or a
        message nobody heard of."""
        if not self.said:
            return
        who, where, message = self.said[which % len(self.said)]
        marker = self.marker("E")
        self.internal[marker] = self.internal[message]
        changed = c.Edited(text=f"{how}{marker}", message=marker if ghost else message)
        self.take(who, where, changed)

    @rule(which=st.integers(0, 30))
    def staff_delete_what_they_said(self, which: int) -> None:
        if self.said:
            who, where, message = self.said[which % len(self.said)]
            self.take(who, where, c.Deleted(message=message))

    @rule(who=staff, where=room, case=number, then=st.sampled_from(list(c.Then)))
    def answers(self, who: Person, where: ConversationReference, case: int, then: c.Then) -> None:
        id = self.case_id(case)
        marker = self.marker("A")
        self.internal[marker] = id
        self.take(who, where, c.Answer(case=id, text=marker, then=then))

    @rule(minutes=st.sampled_from([1, 60, 24 * 60, 9 * 24 * 60, 21 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        """Whatever is due goes off: held answers, reminders, snoozes, the end of waiting."""
        self.now += timedelta(minutes=minutes)
        for timer in self.record.gone_off(self.now):
            assert timer.command is not None
            self.take(DESK, DESK.direct, timer.command)

    @rule(who=staff, where=room, case=number, entry=entry)
    def takes_back(self, who: Person, where: ConversationReference, case: int, entry: int) -> None:
        self.take(who, where, c.Recall(case=self.case_id(case), entry=entry))

    @rule(who=staff, where=room, case=number, first=number)
    def links(self, who: Person, where: ConversationReference, case: int, first: int) -> None:
        self.take(who, where, c.Link(case=self.case_id(case), to=self.case_id(first)))

    @rule(who=staff, where=room, text=st.sampled_from(["2d", "1w"]), case=number)
    def snoozes(self, who: Person, where: ConversationReference, text: str, case: int) -> None:
        self.take(who, where, c.Snooze(case=self.case_id(case), until=text))

    def those_with(self, kind: EntryKind) -> list[Case]:
        cases = self.record.cases.values()
        return [case for case in cases if any(e.kind is kind for e in case.entries)]

    @rule(who=staff, where=room, case=number)
    def invites(self, who: Person, where: ConversationReference, case: int) -> None:
        self.take(who, where, c.Invite(case=self.case_id(case)))

    @precondition(lambda self: self.those_with(EntryKind.INVITED))
    @rule(who=st.sampled_from((EMMA, EMMA, *REQUESTERS)), case=number)
    def writes_a_code(self, who: Person, case: int) -> None:
        """Whoever got hold of it; staff let in only the one whom they meant."""
        invited = self.those_with(EntryKind.INVITED)
        known = invited[case % len(invited)]
        code = [e.text for e in known.entries if e.kind is EntryKind.INVITED][-1]
        self.take(who, who.direct, c.Join(case=known.id, code=code))

    @precondition(lambda self: self.those_with(EntryKind.KNOCKED))
    @rule(who=staff, where=room, case=number)
    def lets_in(self, who: Person, where: ConversationReference, case: int) -> None:
        knocked = self.those_with(EntryKind.KNOCKED)
        known = knocked[case % len(knocked)]
        for knock in [e for e in known.entries if e.kind is EntryKind.KNOCKED]:
            command = c.Admit if knock.to == EMMA else c.Dismiss
            self.take(who, where, command(case=known.id, entry=knock.number))

    @precondition(lambda self: self.those_with(EntryKind.ADMITTED))
    @rule(case=number)
    def the_expert_writes(self, case: int) -> None:
        admitted = self.those_with(EntryKind.ADMITTED)
        id, marker = admitted[case % len(admitted)].id, self.marker("X")
        self.internal[marker] = id
        self.told_experts.add(marker)
        thread = self.record.thread(id, EMMA.direct, "expert:U0EMMA")
        self.take(EMMA, EMMA.direct.under(thread), c.Say(text=marker, message="3"))

    @precondition(lambda self: len(self.record.cases) < MOST_CASES)
    @rule(who=staff, where=room)
    def opens_a_case_for_a_caller(self, who: Person, where: ConversationReference) -> None:
        marker = self.marker("Q")
        self.owners[marker] = JAN
        given = {"do": "escalate_for", "contact": JAN.user, "name": JAN.name, "question": marker}
        command = {**given, "topic": "sta", "locale": "en", "consent": "yes"}
        self.take(who, where, c.COMMAND.validate_python(command))

    @precondition(lambda self: len(self.record.cases) < MOST_CASES)
    @rule(who=staff, where=room, case=number)
    def opens_a_case_for_a_known_person(
        self, who: Person, where: ConversationReference, case: int
    ) -> None:
        id, marker = self.case_id(case), self.marker("Q")
        earlier = self.record.cases.get(id)
        if earlier is None:
            return
        self.owners[marker] = earlier.requester
        given = {"do": "escalate_for", "contact": id, "name": "N", "question": marker}
        command = {**given, "topic": "cta", "locale": "en", "consent": "yes"}
        self.take(who, where, c.COMMAND.validate_python(command))

    @rule(who=staff, where=room, case=number, entry=entry)
    def sends_a_draft(
        self, who: Person, where: ConversationReference, case: int, entry: int
    ) -> None:
        self.take(who, where, c.SendDraft(case=self.case_id(case), entry=entry))

    @rule(
        who=staff,
        where=room,
        case=number,
        do=st.sampled_from(
            [
                "claim",
                "release",
                "reopen",
                "case",
                "open_answer",
                "open_close",
                "open_more",
                "wake",
                "staff_help",
                "open_reroute",
                "unlink",
                "invite",
                "dismiss",
                "open_ask_more",
            ]
        ),
    )
    def works(self, who: Person, where: ConversationReference, case: int, do: str) -> None:
        self.take(who, where, c.COMMAND.validate_python({"do": do, "case": self.case_id(case)}))

    @rule(who=staff, where=room, case=number, queue=st.sampled_from(["nio", "ctr"]))
    def reroutes(self, who: Person, where: ConversationReference, case: int, queue: str) -> None:
        self.take(who, where, c.Reroute(case=self.case_id(case), queue=queue))

    @rule(who=staff, where=room, case=number)
    def closes(self, who: Person, where: ConversationReference, case: int) -> None:
        self.take(who, where, c.Close(case=self.case_id(case), outcome=c.Outcome.ANSWERED))

    @rule(who=staff, where=room, whom=st.sampled_from(["sure", "all"]))
    def writes_a_correction(self, who: Person, where: ConversationReference, whom: str) -> None:
        """To everybody who was given an article; it waits until its author sends it."""
        marker = self.marker("C")
        self.internal[marker] = ""
        given = {"do": "correct", "article": "sta", "text": marker, "whom": whom}
        self.take(who, where, c.COMMAND.validate_python(given))

    @precondition(lambda self: self.record.written)
    @rule(who=staff, where=room, which=st.integers(0, 30))
    def sends_a_correction(self, who: Person, where: ConversationReference, which: int) -> None:
        known = list(self.record.written)
        id = known[which % len(known)]
        self.take(who, where, c.ReleaseCorrection(correction=id))

    @rule(who=asker, case=number, score=st.sampled_from(list(c.Score)))
    def rates(self, who: Person, case: int, score: c.Score) -> None:
        who = self.asker_of(who, case)
        marker = self.marker("W")
        self.owners[marker] = who
        self.take(who, who.direct, c.Rate(case=self.case_id(case), score=score, comment=marker))

    @rule(
        who=asker,
        case=number,
        do=st.sampled_from(
            [
                "case",
                "record",
                "verify",
                "open_rate",
                "open_reply",
                "withdraw",
                "reopen",
                "claim",
                "open_answer",
                "release",
                "open_more",
                "staff_help",
                "wake",
                "unlink",
                "invite",
                "dismiss",
                "open_note",
                "open_phoned",
            ]
        ),
    )
    def tries(self, who: Person, case: int, do: str) -> None:
        command = c.COMMAND.validate_python({"do": do, "case": self.case_id(case)})
        who = self.asker_of(who, case)
        self.take(who, who.direct, command)

    @rule(who=requester, case=number, entry=entry)
    def tries_to_send(self, who: Person, case: int, entry: int) -> None:
        self.take(who, who.direct, c.SendDraft(case=self.case_id(case), entry=entry))

    @rule(who=asker, case=number)
    def replies(self, who: Person, case: int) -> None:
        who = self.asker_of(who, case)
        marker = self.marker("R")
        self.owners[marker] = who
        self.take(who, who.direct, c.Reply(case=self.case_id(case), text=marker))

    @rule(case=number)
    def looks_at_an_own_case(self, case: int) -> None:
        who = self.asker_of(OWNER, case)
        self.take(who, who.direct, c.ShowCase(case=self.case_id(case)))

    @rule(who=asker, case=number)
    def says_something(self, who: Person, case: int) -> None:
        who = self.asker_of(who, case)
        marker = self.marker("T")
        self.owners[marker] = who
        thread = self.record.thread(self.case_id(case), who.direct, "receipt")
        self.take(who, who.direct.under(thread), c.Say(text=marker, message=marker))
        changed = self.marker("U")
        self.owners[changed] = who
        self.take(who, who.direct.under(thread), c.Edited(text=changed, message=marker))

    @rule(who=requester, do=st.sampled_from(["cases", "home", "help"]))
    def looks(self, who: Person, do: str) -> None:
        self.take(who, who.direct, c.COMMAND.validate_python({"do": do}))

    @rule(
        case=number,
        entry=entry,
        state=st.sampled_from(["sent", "failed"]),
        staff_side=st.booleans(),
    )
    def the_desk_reports(self, case: int, entry: int, state: str, *, staff_side: bool) -> None:
        known = self.record.cases.get(self.case_id(case))
        if known is None:
            return
        to = NIO.lane if staff_side else known.origin.lane
        given = {"do": "delivery", "case": known.id, "entry": entry, "to": to, "state": state}
        self.take(DESK, known.origin, c.COMMAND.validate_python(given))

    @invariant()
    def cases_keep_their_origin(self) -> None:
        for case in self.record.cases.values():
            assert case.origin.lane == _lane(case.requester)
            sent = [e.of for e in case.entries if e.kind is EntryKind.SENT and e.of]
            assert len(sent) == len(set(sent)), "a draft is sent once"
            assert [e.number for e in case.entries] == list(range(1, len(case.entries) + 1))

    @invariant()
    def a_correction_reaches_a_case_once(self) -> None:
        for case in self.record.cases.values():
            ids = [entry.correction for entry in case.entries if entry.correction]
            assert len(ids) == len(set(ids))

    @invariant()
    def an_answer_belongs_to_its_case_or_to_the_first_that_it_was_linked_to(self) -> None:
        for case in self.record.cases.values():
            linked = {e.text for e in case.entries if e.kind is EntryKind.LINKED}
            for entry in case.entries:
                if entry.correction:
                    assert self.record.written[entry.correction].released, "only by an act"
                elif entry.kind is EntryKind.SENT:
                    written_for = self.internal[entry.text]
                    assert written_for in {case.id, *linked}


Offices.TestCase.settings = settings(STEADY, max_examples=100, stateful_step_count=80)
TestOffices = Offices.TestCase
