"""The desk's loop over a record in memory: once per turn, decided again after a race."""

import pytest

from core.desk.ports import Repeated
from core.desk.take import Desk
from core.values import command as c
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.place import ConversationReference, Person
from core.values.turn import Hears, Turn
from core.values.value import NotRecorded
from tests.core.fakes import MemoryRecord, MemoryStore, knows_nothing, texts
from tests.core.given import ALICE, LUCAS, NIO, NOW, PACK, ROUTING, SOFIE, ids, key_of

ASKED = c.Escalate(question="MARKER question", topic="sta", consent="yes")
PUBLIC = ConversationReference.from_text("slack:T0KUL:C0IDEAS")


class Office:
    """A desk in memory, and turns with fresh keys."""

    def __init__(self) -> None:
        self.store = MemoryStore(MemoryRecord(rules=ROUTING))
        self.woken = 0
        self._ids = ids("office")
        self.desk = Desk(
            PACK, self.store, knows_nothing, now=lambda: NOW, new_id=self._ids, woken=self._wake
        )

    def _wake(self) -> None:
        self.woken += 1

    @property
    def record(self) -> MemoryRecord:
        return self.store.record

    def turn(
        self,
        who: Person,
        command: c.Command,
        where: ConversationReference | None = None,
        *,
        hears: Hears = Hears.AT_ONCE,
    ) -> Turn:
        place = where or who.direct
        direct = place.root == who.direct
        key = self._ids()
        return Turn(key=key, person=who, where=place, command=command, direct=direct, hears=hears)

    async def asked(self) -> str:
        await self.desk.take(self.turn(ALICE, ASKED))
        self.record.land()
        return next(iter(self.record.cases))


@pytest.fixture
def office() -> Office:
    return Office()


async def test_the_same_turn_again_changes_nothing_and_gets_the_same_answer(office: Office) -> None:
    turn = office.turn(ALICE, ASKED)
    first = await office.desk.take(turn)
    again = await office.desk.take(turn)
    assert first == again
    assert len(office.record.cases) == 1
    assert len(office.record.waiting) == 3


@pytest.mark.parametrize(
    "command", [c.Help(), c.Services(), c.Fees(), c.Cta(), c.Unknown(word="x"), c.ListCases()]
)
async def test_who_only_looks_writes_nothing(office: Office, command: c.Command) -> None:
    assert await office.desk.take(office.turn(ALICE, command))
    assert (office.record.turns, office.record.waiting, office.woken) == ({}, [], 0)


async def test_deliveries_are_looked_for_only_where_there_are_new_ones(office: Office) -> None:
    turn = office.turn(ALICE, ASKED)
    await office.desk.take(turn)
    assert office.woken == 1
    await office.desk.take(turn)
    await office.desk.take(office.turn(ALICE, c.Ask(question="Who pays for STA?")))
    await office.desk.take(office.turn(ALICE, c.Language(name="fr")))
    assert office.woken == 1
    assert len(office.record.turns) == 3


async def test_a_chosen_language_is_spoken_from_then_on(office: Office) -> None:
    await office.desk.take(office.turn(ALICE, c.Help()))
    await office.desk.take(office.turn(ALICE, c.Language(name="en")))
    assert office.record.languages == {ALICE.key: "en"}
    spoken = await office.desk._tongues.spoken(office.turn(ALICE, c.Help()))
    assert spoken.language == "en"
    await office.desk.take(office.turn(ALICE, c.Language(name="automatic")))
    spoken = await office.desk._tongues.spoken(office.turn(ALICE, c.Help()))
    assert spoken.language == ""


async def test_a_store_that_is_away_costs_the_choice_and_not_the_answer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(work: object) -> None:
        raise NotRecorded("away")

    monkeypatch.setattr(office.store, "read", away)
    assert await office.desk.take(office.turn(ALICE, c.Help()))


async def test_a_case_that_changed_meanwhile_is_decided_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await office.asked()
    save, failures = office.record.save, [Repeated("x"), Repeated("y")]

    def saved(*given: object) -> None:
        if failures:
            raise failures.pop()
        save(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(office.record, "save", saved)
    await office.desk.take(office.turn(SOFIE, c.Claim(case=case), NIO))
    assert office.record.cases[case].assignee == SOFIE


async def test_who_is_always_too_late_is_told_that_nothing_was_recorded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await office.asked()

    def saved(*_: object) -> None:
        raise Repeated("x")

    monkeypatch.setattr(office.record, "save", saved)
    with pytest.raises(NotRecorded, match="at the same moment"):
        await office.desk.take(office.turn(SOFIE, c.Claim(case=case), NIO))


async def test_only_who_asked_goes_on_with_a_question(office: Office) -> None:
    reply = await office.desk.take(office.turn(ALICE, c.Ask(question="MARKER?")))
    (id,) = office.record.questions
    assert id in texts(reply)
    own = await office.desk.take(office.turn(ALICE, c.OpenEscalation(question=id)))
    foreign = await office.desk.take(office.turn(LUCAS, c.OpenEscalation(question=id)))
    assert "MARKER" in texts(own)
    assert "MARKER" not in texts(foreign)
    given = {"do": "escalate", "asked": id, "question": "x", "topic": "sta", "consent": "yes"}
    await office.desk.take(office.turn(LUCAS, c.COMMAND.validate_python(given)))
    assert all("MARKER" not in case.question for case in office.record.cases.values())


async def test_words_in_a_direct_message_are_a_command_or_a_question(office: Office) -> None:
    turn = office.turn(ALICE, c.Say(text="services sta"), hears=Hears.AS_MESSAGE)
    assert key_of(await office.desk.take(turn)) == "About"
    (answer,) = office.record.waiting
    assert answer.to == ALICE.direct


async def test_words_in_a_channel_are_nothing_unless_the_desk_is_mentioned(office: Office) -> None:
    said = office.turn(ALICE, c.Say(text="help"), PUBLIC, hears=Hears.AS_MESSAGE)
    assert await office.desk.take(said) is None
    mentioned = c.Say(text="help", mentioned=True)
    turn = office.turn(ALICE, mentioned, PUBLIC, hears=Hears.AS_MESSAGE)
    assert key_of(await office.desk.take(turn)) == "help.title"


async def test_a_reply_in_the_thread_of_the_receipt_goes_to_staff(office: Office) -> None:
    case = await office.asked()
    thread = office.record.thread(case, ALICE.direct, "receipt")
    said = office.turn(ALICE, c.Say(text="one more thing"), ALICE.direct.under(thread))
    await office.desk.take(said)
    assert any(d.to == NIO and "one more thing" in texts(d.message) for d in _new(office))


def _new(office: Office) -> list[Delivery]:
    return office.record.land()


async def _mentioned(office: Office, text: str) -> list[Delivery]:
    said = c.Say(text=text, mentioned=True)
    await office.desk.take(office.turn(ALICE, said, PUBLIC, hears=Hears.AS_MESSAGE))
    return [delivery for delivery in _new(office) if delivery.to.root == PUBLIC]


@pytest.mark.parametrize("words", ["case {case}", "cases"])
async def test_a_persons_cases_are_never_shown_in_a_public_channel(
    office: Office, words: str
) -> None:
    case = await office.asked()
    shown = await _mentioned(office, words.format(case=case))
    assert not any(case in texts(d.message) or "MARKER" in texts(d.message) for d in shown)


def _can_be_filled_in(message: Message) -> bool:
    """A form cannot be posted as a message: it needs a button that opens it."""
    return any(isinstance(button.command, c.OpenEscalation) for button in message.buttons)


async def test_a_form_asked_for_in_a_direct_message_can_be_opened(office: Office) -> None:
    turn = office.turn(ALICE, c.OpenEscalation(text="my thought"), hears=Hears.AS_MESSAGE)
    await office.desk.take(turn)
    (answer,) = office.record.waiting
    assert _can_be_filled_in(answer.message)
