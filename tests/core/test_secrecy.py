"""Whatever three tenants and two queues do, in any order: answers go to their origin only, and
internal text never leaves the staff conversations. Each text carries a marker of its own."""

from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.desk.take import Desk
from core.values import command as c
from core.values.case import Case, Entry, EntryKind
from core.values.delivery import Delivery
from core.values.place import DESK, ConversationReference, Person, Platform
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

NOOR = Person(platform=Platform.TEAMS, tenant="TENANT-ULB", user="noor", name="Noor")
REQUESTERS = (ALICE, LUCAS, NOOR)
STAFF = (SOFIE, MARC)
ROOMS = (NIO, CTR)
SECRET_LENGTH = 12

requester = st.sampled_from(REQUESTERS)
staff = st.sampled_from(STAFF)
room = st.sampled_from(ROOMS)
number = st.integers(0, 7)  # of a case; foreign ones as often as own ones
entry = st.integers(1, 9)


def _corrects(case: Case, entry: Entry) -> bool:
    """An edit that follows an answer, as against that of a draft."""
    of = case.entry(entry.of or 0)
    return entry.kind is EntryKind.EDITED and of is not None and of.kind is EntryKind.SENT


class Offices(RuleBasedStateMachine):
    """`internal` and `owners` remember what may be seen by whom."""

    def __init__(self) -> None:
        super().__init__()
        self.record = MemoryRecord(rules=ROUTING)
        self.new_id = ids("offices")
        self.serial = count(1)
        self.internal: dict[str, str] = {}
        self.owners: dict[str, Person] = {}
        self.said: list[tuple[Person, ConversationReference, str]] = []
        store = MemoryStore(self.record)
        self.desk = Desk(
            PACK, store, knows_nothing, now=lambda: NOW, new_id=self.new_id, woken=lambda: None
        )

    def marker(self, kind: str) -> str:
        return f"{kind}-{next(self.serial):0{SECRET_LENGTH - len(kind) - 1}}"

    def case_id(self, number: int) -> str:
        cases = list(self.record.cases)
        return cases[number % len(cases)] if cases else "0000-0000"

    def take(self, who: Person, where: ConversationReference, command: c.Command) -> None:
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
        for person in REQUESTERS:
            if delivery.to.lane == person.direct.lane:
                self.seen_by(person, text)
        if delivery.to.platform is Platform.EMAIL or delivery.to.root in ROOMS:
            return
        assert delivery.to.lane in {person.direct.lane for person in REQUESTERS}

    def seen_by(self, person: Person, text: str) -> None:
        sent = {
            e.text
            for case in self.record.cases.values()
            if case.requester.key == person.key
            for e in case.entries
            if e.kind is EntryKind.SENT or _corrects(case, e)
        }
        for secret in self.internal:
            assert secret not in text or secret in sent, f"{secret} reached {person.name}"
        for marker, owner in self.owners.items():
            assert owner == person or marker not in text, f"{marker} reached {person.name}"

    @initialize()
    def three_ask(self) -> None:
        for who in REQUESTERS:
            self.asks(who, topic="sta")

    @rule(who=requester, topic=st.sampled_from(["sta", "cta"]))
    def asks(self, who: Person, topic: str) -> None:
        marker = self.marker("Q")
        self.owners[marker] = who
        given = {"do": "escalate", "question": marker, "topic": topic, "consent": "yes"}
        self.take(who, who.direct, c.COMMAND.validate_python(given))

    @rule(who=staff, where=room, case=number)
    def says_something_internal(self, who: Person, where: ConversationReference, case: int) -> None:
        id = self.case_id(case)
        marker = self.marker("S")
        self.internal[marker] = id
        thread = self.record.thread(id, where, "card")
        self.take(who, where.under(thread), c.Say(text=marker, message=marker))
        self.said.append((who, where.under(thread), marker))

    @rule(which=st.integers(0, 30), ghost=st.booleans())
    def staff_change_what_they_said(self, which: int, *, ghost: bool) -> None:
        """Drafts, what is held and what was sent alike; now and then a message nobody heard of."""
        if not self.said:
            return
        who, where, message = self.said[which % len(self.said)]
        marker = self.marker("E")
        self.internal[marker] = message
        self.take(who, where, c.Edited(text=marker, message=marker if ghost else message))

    @rule(which=st.integers(0, 30))
    def staff_delete_what_they_said(self, which: int) -> None:
        if self.said:
            who, where, message = self.said[which % len(self.said)]
            self.take(who, where, c.Deleted(message=message))

    @rule(who=staff, where=room, case=number)
    def answers(self, who: Person, where: ConversationReference, case: int) -> None:
        id = self.case_id(case)
        marker = self.marker("A")
        if id in self.record.cases:
            self.owners[marker] = self.record.cases[id].requester
        self.take(who, where, c.Answer(case=id, text=marker))

    @rule(who=staff, where=room, case=number, entry=entry)
    def sends_a_draft(
        self, who: Person, where: ConversationReference, case: int, entry: int
    ) -> None:
        self.take(who, where, c.SendDraft(case=self.case_id(case), entry=entry))

    @rule(
        who=staff,
        where=room,
        case=number,
        do=st.sampled_from(["claim", "release", "reopen", "case", "open_answer", "open_close"]),
    )
    def works(self, who: Person, where: ConversationReference, case: int, do: str) -> None:
        self.take(who, where, c.COMMAND.validate_python({"do": do, "case": self.case_id(case)}))

    @rule(who=staff, where=room, case=number, queue=st.sampled_from(["nio", "ctr"]))
    def reroutes(self, who: Person, where: ConversationReference, case: int, queue: str) -> None:
        self.take(who, where, c.Reroute(case=self.case_id(case), queue=queue))

    @rule(who=staff, where=room, case=number)
    def closes(self, who: Person, where: ConversationReference, case: int) -> None:
        self.take(who, where, c.Close(case=self.case_id(case), outcome=c.Outcome.ANSWERED))

    @rule(
        who=requester,
        case=number,
        do=st.sampled_from(
            ["case", "open_reply", "withdraw", "reopen", "claim", "open_answer", "release"]
        ),
    )
    def tries(self, who: Person, case: int, do: str) -> None:
        command = c.COMMAND.validate_python({"do": do, "case": self.case_id(case)})
        self.take(who, who.direct, command)

    @rule(who=requester, case=number, entry=entry)
    def tries_to_send(self, who: Person, case: int, entry: int) -> None:
        self.take(who, who.direct, c.SendDraft(case=self.case_id(case), entry=entry))

    @rule(who=requester, case=number)
    def replies(self, who: Person, case: int) -> None:
        marker = self.marker("R")
        self.owners[marker] = who
        self.take(who, who.direct, c.Reply(case=self.case_id(case), text=marker))

    @rule(who=requester, case=number)
    def says_something(self, who: Person, case: int) -> None:
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
            assert case.origin == case.requester.direct
            sent = [e.of for e in case.entries if e.kind is EntryKind.SENT and e.of]
            assert len(sent) == len(set(sent)), "a draft is sent once"
            assert [e.number for e in case.entries] == list(range(1, len(case.entries) + 1))


Offices.TestCase.settings = settings(STEADY, max_examples=60, stateful_step_count=60)
TestOffices = Offices.TestCase
