"""Who acts is asked of the platform at each act of staff; others are refused, and on record."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from core.desk import witness
from core.desk.ports import Repeated
from core.desk.take import Desk
from core.values import command as c
from core.values.audit import Act
from core.values.message import Message
from core.values.place import ConversationReference, Membership, Person, Platform
from core.values.routing import Routing
from core.values.turn import Hears, Turn
from tests.core.fakes import MemoryRecord, MemoryStore, knows_nothing
from tests.core.given import ALICE, CTR, LUCAS, MARC, NIO, NOW, PACK, ROUTING, SOFIE, ids, key_of


@dataclass
class FakeRoster:
    """Implements the Roster port."""

    says: Membership = Membership.MEMBER
    there: tuple[Person, ...] = (SOFIE, MARC)
    asked: list[str] = field(default_factory=list)
    delay: float = 0.0

    async def membership(self, place: ConversationReference, person: Person) -> Membership:
        self.asked.append(person.key)
        await asyncio.sleep(self.delay)
        return self.says

    async def people(self, place: ConversationReference) -> tuple[Person, ...]:
        return self.there


@dataclass
class Office:
    roster: FakeRoster = field(default_factory=FakeRoster)
    record: MemoryRecord = field(default_factory=lambda: MemoryRecord(rules=ROUTING))
    new_id: Callable[[], str] = field(default_factory=lambda: ids("witness"))

    def __post_init__(self) -> None:
        store = MemoryStore(self.record)
        rosters = {Platform.SLACK: self.roster}
        self.desk = Desk(
            PACK,
            store,
            knows_nothing,
            now=self.now,
            new_id=self.new_id,
            woken=lambda: None,
            rosters=rosters,
        )

    def now(self) -> datetime:
        return NOW

    async def take(
        self, who: Person, command: c.Command, where: ConversationReference | None = None
    ) -> Message | None:
        place = where or who.direct
        said = isinstance(command, c.Say)
        return await self.desk.take(
            Turn(
                key=self.new_id(),
                person=who,
                where=place,
                command=command,
                direct=where is None,
                hears=Hears.AS_MESSAGE if said else Hears.AT_ONCE,
            )
        )

    async def asked(self) -> str:
        await self.take(ALICE, c.Escalate(question="Q", topic="sta", consent="yes"))
        self.record.land()
        return next(iter(self.record.cases))

    @property
    def refusals(self) -> list[str]:
        return [line.what for line in self.record.trail if line.act is Act.REFUSED]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(witness, "BELIEVED", 0.0)
    return Office()


@pytest.mark.parametrize(
    ("says", "key"),
    [
        (Membership.STRANGER, "refused.not_member"),
        (Membership.UNKNOWN, "refused.cannot_check"),
    ],
)
@pytest.mark.parametrize("do", ["claim", "open_answer", "case", "open_more", "invite"])
async def test_strangers_are_refused_and_it_is_on_record(
    office: Office, says: Membership, key: str, do: str
) -> None:
    case = await office.asked()
    before = office.record.cases[case]
    office.roster.says = says
    reply = await office.take(LUCAS, c.COMMAND.validate_python({"do": do, "case": case}), NIO)
    assert key_of(reply) == f"{key}_title"
    assert office.record.cases[case] == before
    assert office.refusals == [key]


async def test_a_case_that_is_not_there_looks_the_same_to_strangers(office: Office) -> None:
    case = await office.asked()
    office.roster.says = Membership.STRANGER
    there = await office.take(LUCAS, c.ShowCase(case=case), NIO)
    nowhere = await office.take(LUCAS, c.ShowCase(case="0000-0000"), NIO)
    assert there == nowhere


async def test_what_a_stranger_writes_in_the_thread_is_not_added(office: Office) -> None:
    case = await office.asked()
    office.roster.says = Membership.STRANGER
    thread = office.record.thread(case, NIO, "card")
    await office.take(LUCAS, c.Say(text="hm", message="1"), NIO.under(thread))
    (word,) = office.record.waiting
    assert (word.whisper_to, key_of(word.message)) == (LUCAS.user, "refused.not_member_title")
    assert len(office.record.cases[case].entries) == 1


async def test_members_act_and_are_asked_for_each_time(office: Office) -> None:
    case = await office.asked()
    for command in (c.Claim(case=case), c.Release(case=case)):
        await office.take(SOFIE, command, NIO)
    assert office.roster.asked == [SOFIE.key, SOFIE.key]
    assert [str(e.kind) for e in office.record.cases[case].entries] == [
        *("asked", "claimed", "released")
    ]


async def test_an_answer_is_believed_for_a_moment_but_never_that_nobody_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(witness, "BELIEVED", 60.0)
    office = Office()
    case = await office.asked()
    office.roster.says = Membership.UNKNOWN
    await office.take(SOFIE, c.Claim(case=case), NIO)
    office.roster.says = Membership.MEMBER
    await office.take(SOFIE, c.Claim(case=case), NIO)
    await office.take(SOFIE, c.Release(case=case), NIO)
    assert office.roster.asked == [SOFIE.key, SOFIE.key]


async def test_a_platform_that_does_not_answer_in_time_is_unknown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, "PATIENCE", 0.01)
    office.roster.delay = 5.0
    case = await office.asked()
    reply = await office.take(SOFIE, c.Claim(case=case), NIO)
    assert key_of(reply) == "refused.cannot_check_title"


async def test_researchers_and_other_conversations_are_not_asked_about(office: Office) -> None:
    case = await office.asked()
    await office.take(ALICE, c.ShowCase(case=case))
    await office.take(ALICE, c.Reply(case=case, text="more"))
    office.record.land()
    chatter = c.Say(text="lunch?", message="1")
    await office.take(SOFIE, chatter, NIO.under("no case"))
    elsewhere = NIO.model_copy(update={"conversation": "C0PUBLIC"})
    await office.take(SOFIE, c.Claim(case=case), elsewhere)
    assert office.roster.asked == []


async def test_a_list_of_people_needs_no_platform(office: Office) -> None:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"]["people"] = [SOFIE.key]
    office.record.rules = Routing.model_validate(given)
    office.roster.says = Membership.UNKNOWN
    case = await office.asked()
    await office.take(SOFIE, c.Claim(case=case), NIO)
    assert office.record.cases[case].assignee == SOFIE
    assert key_of(await office.take(MARC, c.Release(case=case), NIO)) == "refused.not_found_title"
    assert office.roster.asked == []


async def test_who_can_be_chosen_is_asked_when_somebody_is_to_be_chosen(office: Office) -> None:
    case = await office.asked()
    form = await office.take(SOFIE, c.OpenAssign(case=case), NIO)
    assert form is not None
    assert form.form is not None
    assert [option.value for option in form.form.fields[0].options] == [SOFIE.key, MARC.key]
    thread = office.record.thread(case, NIO, "card")
    said = c.Say(text="!assign marc", message="1")
    await office.take(SOFIE, said, NIO.under(thread))
    assert office.record.cases[case].assignee == MARC


async def test_a_queue_in_another_room_stays_closed_to_members_of_this_one(office: Office) -> None:
    case = await office.asked()
    reply = await office.take(SOFIE, c.Claim(case=case), CTR)
    assert key_of(reply) == "refused.not_found_title"


@pytest.mark.parametrize("times", [1, 2])
async def test_a_race_after_the_platform_was_asked_is_decided_again(
    office: Office, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """That somebody was faster and that the platform had to be asked are counted apart."""
    id = await office.asked()
    save, failures = office.record.save, [Repeated("x")] * times

    def saved(*given: object) -> None:
        if failures:
            raise failures.pop()
        save(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(office.record, "save", saved)
    await office.take(SOFIE, c.Claim(case=id), NIO)
    assert office.record.cases[id].assignee == SOFIE
