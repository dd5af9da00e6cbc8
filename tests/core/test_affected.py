"""Who was given an article, and a correction to all of them: once each, in its own conversation."""

from datetime import timedelta

import pytest

from core.decide.relying import held
from core.decide.words import read_command
from core.desk.take import Desk
from core.values import command as c
from core.values.audit import Act
from core.values.case import Case, Entry, EntryKind, Question, Reliance, Status
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import DESK, ConversationReference, Person
from core.values.routing import Routing
from core.values.turn import Turn
from tests.core.fakes import MemoryRecord, MemoryStore, knows_nothing
from tests.core.given import (
    ALICE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    NOW,
    OTHER_ALICE,
    PACK,
    ROUTING,
    SOFIE,
    case,
    ids,
    key_of,
)

TEXT = "It is five days, not four."
SECOND, FOREIGN = "17Z9-KZFB", "2222-2222"
RELIES = held(PACK, case(), "", NOW.date())


def _answered(id: str, who: Person, status: Status, how: str = "named", **more: object) -> Case:
    relied = Reliance.model_validate(RELIES[0].model_dump() | {"how": how})
    asked = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=who)
    sent = Entry(
        number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="CANARY four days.", relies=(relied,)
    )
    given = {
        "id": id,
        "requester": who,
        "origin": who.direct,
        "entries": (asked, sent),
        "version": 2,
    }
    return case(status, **(given | more))


def _asked(id: str, who: Person, days: int = 0) -> Question:
    return Question(
        id=id,
        person=who,
        text="CANARY how long?",
        topic="sta",
        article="sta",
        version="v0",
        locale="en",
        at=NOW - timedelta(days=days),
    )


class World:
    """A desk with two cases of the queue `nio`, one of `ctr`, and people who asked at once."""

    def __init__(self, pack: Pack = PACK, rules: Routing = ROUTING) -> None:
        self.record = MemoryRecord(rules=rules)
        known = (
            _answered("7K3F-Q2MG", ALICE, Status.CLOSED),
            _answered(SECOND, LUCAS, Status.ANSWERED, "topic"),
            _answered(FOREIGN, MARC, Status.ANSWERED, queue="ctr"),
        )
        self.record.cases = {each.id: each for each in known}
        asked = (_asked("q1", ALICE), _asked("q2", OTHER_ALICE), _asked("q3", OTHER_ALICE, 3))
        self.record.questions = {each.id: each for each in asked}
        self.desk = Desk(
            pack,
            MemoryStore(self.record),
            knows_nothing,
            now=lambda: NOW,
            new_id=ids("affected"),
            woken=lambda: None,
        )
        self.count = 0

    async def does(
        self, command: c.Command, who: Person = SOFIE, where: ConversationReference = NIO
    ) -> Message | None:
        self.count += 1
        return await self.desk.take(
            Turn(
                key=f"t{self.count}",
                person=who,
                where=where,
                command=command,
                direct=where == who.direct,
            )
        )

    async def goes_off(self) -> None:
        for timer in self.record.gone_off(NOW):
            assert timer.command is not None
            await self.does(timer.command, DESK, timer.to)

    async def written(self, whom: str = "all") -> Message:
        form = {"do": "correct", "article": "sta", "text": TEXT, "whom": whom}
        shown = await self.does(c.COMMAND.validate_python(form))
        assert shown is not None
        return shown

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """Where each went, and under which message."""
        return [
            (d.to.lane, d.under)
            for d in self.record.waiting
            if d.message.quote and d.message.quote.text == TEXT and not d.internal
        ]


def _button(message: Message) -> c.Command:
    (button,) = message.buttons
    assert button.command is not None
    return button.command


async def test_staff_see_the_cases_of_their_queue_and_how_many_others() -> None:
    world = World()
    shown = await world.does(c.ListAffected(article="sta"))
    assert shown is not None
    labels = [fact.label.split()[0] for fact in shown.facts]
    assert sorted(labels) == sorted(["7K3F-Q2MG", SECOND])
    assert "cases=2 others=1 people=1" in shown.text
    said = shown.model_dump_json()
    assert "CANARY" not in said
    assert FOREIGN not in said
    (line,) = world.record.trail
    assert (line.act, line.what, line.detail) == (Act.SAW, "affected", "sta: 2")


@pytest.mark.parametrize("command", [
    c.ListAffected(article="sta"),
    c.OpenCorrection(article="sta"),
    c.Correct(article="sta", text=TEXT),
    c.ReleaseCorrection(correction="x"),
])  # fmt: skip
@pytest.mark.parametrize("who", [ALICE, LUCAS, SOFIE])
async def test_only_staff_in_their_conversation(command: c.Command, who: Person) -> None:
    world = World()
    shown = await world.does(command, who, who.direct)
    assert key_of(shown) == "refused.staff_only_title"
    assert not world.record.waiting
    assert not world.record.written
    assert not world.record.timers


async def test_nothing_leaves_before_the_click_and_then_each_gets_it_once() -> None:
    world = World()
    preview = await world.written()
    assert preview.quote is not None
    assert preview.quote.text == TEXT
    await world.goes_off()
    assert not world.corrections
    await world.does(_button(preview))
    await world.goes_off()
    assert sorted(world.corrections) == sorted(
        [
            (ALICE.direct.lane, "answer-2"),
            (LUCAS.direct.lane, "answer-2"),
            (OTHER_ALICE.direct.lane, ""),
        ]
    ), "who asked twice, or has a case, gets it once"
    again = await world.does(_button(preview))
    assert key_of(again) == "refused.sent_already_title"
    await world.goes_off()
    assert len(world.corrections) == 3


async def test_a_turn_of_the_desk_that_comes_again_changes_nothing() -> None:
    world = World()
    await world.does(_button(await world.written()))
    timers = world.record.gone_off(NOW)
    for _ in range(2):
        for timer in timers:
            assert timer.command is not None
            await world.does(timer.command, DESK, timer.to)
    assert len(world.corrections) == 3


async def test_no_state_changes_and_staff_see_it_in_the_thread() -> None:
    world = World()
    before = dict(world.record.cases)
    await world.does(_button(await world.written()))
    await world.goes_off()
    for id in ("7K3F-Q2MG", SECOND):
        now = world.record.cases[id]
        assert (now.status, now.due_at) == (before[id].status, before[id].due_at)
        assert (now.entries[-1].kind, now.entries[-1].by) == (EntryKind.SENT, SOFIE)
        assert now.entries[-1].correction
    assert world.record.cases[FOREIGN] == before[FOREIGN], "another queue's staff must send it"
    notes = [d for d in world.record.waiting if key_of(d.message) == "thread.correction"]
    assert len(notes) == 2
    assert all(d.to.root == NIO for d in notes)
    titles = {key_of(d.message) for d in world.record.waiting if d.to.lane == ALICE.direct.lane}
    assert titles == {"answer.recalled"}


async def test_only_who_surely_had_it_where_staff_choose_so() -> None:
    world = World()
    await world.does(_button(await world.written("sure")))
    await world.goes_off()
    lanes = [lane for lane, _ in world.corrections]
    assert LUCAS.direct.lane not in lanes, "an answer on the topic alone"
    assert len(lanes) == 2


async def test_the_guard_names_what_it_saw() -> None:
    world = World()
    form = {"do": "correct", "article": "sta", "text": "TODO tell Alice Peeters", "whom": "all"}
    shown = await world.does(c.COMMAND.validate_python(form))
    assert shown is not None
    assert key_of(shown) == "guard.title"
    assert {f.label for f in shown.facts} >= {"guard.placeholder", "guard.person"}


async def test_another_member_of_staff_cannot_release_what_they_did_not_write() -> None:
    world = World()
    preview = await world.written()
    shown = await world.does(_button(preview), MARC)
    assert key_of(shown) == "refused.no_draft_title"
    assert not world.record.timers


def _second(wanted: object = True, **more: object) -> Routing:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"] |= {"second_reader": wanted, **more}
    return Routing.model_validate(given)


async def _proposed(world: World) -> Message:
    """What the colleagues of its author see in the channel."""
    click = _button(await world.written())
    assert key_of(await world.does(click)) == "affected.asked_title"
    assert key_of(await world.does(click)) == "affected.asked_title"
    (note,) = [d for d in world.record.waiting if d.internal]
    assert note.to == NIO
    assert set(note.mentions) == {"7K3F-Q2MG", SECOND}
    await world.goes_off()
    assert not world.corrections
    return note.message


@pytest.mark.parametrize("wanted", [True, ["sta"]])
async def test_a_second_person_sends_a_correction_where_the_queue_wants_one(wanted: object) -> None:
    world = World(rules=_second(wanted))
    await world.does(_button(await _proposed(world)), MARC)
    await world.goes_off()
    assert len(world.corrections) == 3
    assert world.record.cases[SECOND].entries[-1].by == SOFIE
    assert [line.by for line in world.record.trail if line.what == "correction"] == [MARC.key]
    note = next(d.message for d in world.record.waiting if d.internal)
    assert key_of(await world.does(_button(note), MARC)) == "refused.sent_already_title"


async def test_a_topic_without_second_reader_needs_none() -> None:
    world = World(rules=_second(["fees"]))
    await world.does(_button(await world.written()))
    await world.goes_off()
    assert len(world.corrections) == 3


async def test_the_second_reader_of_the_owner_counts_where_no_case_is_concerned() -> None:
    shelf = PACK.articles["en"]
    owned = shelf["sta"].model_copy(update={"owner": "nio"})
    world = World(PACK.model_copy(update={"articles": {"en": {**shelf, "sta": owned}}}), _second())
    world.record.cases.clear()
    shown = await world.does(_button(await world.written()))
    assert key_of(shown) == "affected.asked_title"
    await world.goes_off()
    assert not world.corrections


async def test_only_staff_of_the_same_queues_are_a_second_reader() -> None:
    """Two queues in one conversation: one list sends nothing to the cases of the other."""
    given = _second(people=[SOFIE.key]).model_dump(mode="json")
    given["queues"]["ctr"] |= {"staff": str(NIO), "people": [MARC.key]}
    world = World(rules=Routing.model_validate(given))
    note = await _proposed(world)
    assert key_of(await world.does(_button(note), MARC)) == "refused.no_draft_title"
    assert (
        key_of(await world.does(_button(note), ALICE, ALICE.direct)) == "refused.staff_only_title"
    )
    await world.goes_off()
    assert not world.corrections


async def test_a_withdrawn_case_gets_no_correction() -> None:
    world = World()
    gone = world.record.cases[SECOND].model_copy(update={"status": Status.WITHDRAWN})
    world.record.cases[SECOND] = gone
    await world.does(_button(await world.written()))
    late = world.record.cases["7K3F-Q2MG"].model_copy(update={"status": Status.WITHDRAWN})
    world.record.cases["7K3F-Q2MG"] = late
    await world.goes_off()
    assert [lane for lane, _ in world.corrections] == [OTHER_ALICE.direct.lane]


async def test_staff_of_the_other_queue_reach_their_own_case_and_nobody_else() -> None:
    shelf = PACK.articles["en"]
    sta = shelf["sta"].model_copy(update={"owner": "nio"})
    world = World(PACK.model_copy(update={"articles": {"en": {**shelf, "sta": sta}}}))
    form = c.Correct(article="sta", text=TEXT, whom="all")
    preview = await world.does(form, MARC, CTR)
    assert preview is not None
    await world.does(_button(preview), MARC, CTR)
    await world.goes_off()
    assert [lane for lane, _ in world.corrections] == [MARC.direct.lane]


async def test_nobody_on_record_is_said() -> None:
    world = World()
    assert key_of(await world.does(c.ListAffected(article="nothing"))) == "affected.none_title"
    assert key_of(await world.does(c.ListAffected(article=""))) == "affected.which_title"
    form = c.Correct(article="nothing", text=TEXT)
    assert key_of(await world.does(form)) == "affected.nobody_title"
    assert not world.record.written


async def test_only_the_desk_itself_takes_the_last_step() -> None:
    world = World()
    await world.does(_button(await world.written()))
    id = next(iter(world.record.written))
    await world.does(c.CorrectCase(case=SECOND, correction=id), SOFIE)
    await world.does(c.CorrectAsked(question="q2", correction=id), SOFIE)
    assert not world.corrections


async def test_an_erased_case_gets_nothing() -> None:
    world = World()
    await world.does(_button(await world.written()))
    for id, each in world.record.cases.items():
        world.record.cases[id] = each.model_copy(update={"question": ""})
    world.record.questions.clear()
    await world.goes_off()
    assert not world.corrections


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("cases affected sta-fees", c.ListAffected(article="sta-fees")),
        ("/innovation cases affected STA-fees", c.ListAffected(article="sta-fees")),
        ("cases", c.ListCases()),
        ("cases affected", c.HowTo(word="affected")),
    ],
)
def test_the_words_for_it(line: str, command: c.Command) -> None:
    assert read_command(line) == command
