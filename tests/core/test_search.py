"""Past cases: who may search them, what is understood, what is shown, and that it is on record."""

import pytest

from core.decide.memory.excerpts import excerpt
from core.decide.memory.reading import without_filters
from core.decide.words import read_command
from core.desk.take import Desk
from core.values import command as c
from core.values.audit import Act
from core.values.case import Case, Entry, EntryKind, Status
from core.values.place import ConversationReference, Membership, Person, Platform
from core.values.routing import Routing
from core.values.search import Hits
from core.values.turn import Hears
from tests.core.fakes import MemoryRecord, MemoryStore, knows_nothing, texts
from tests.core.given import (
    ALICE,
    CASE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    ids,
    key_of,
    shown,
    turn,
)

SECRET = "CANARY-internal"


def _past(**more: object) -> Case:
    entries = (
        Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE),
        Entry(number=2, kind=EntryKind.SAID, at=NOW, by=MARC, text=SECRET),
        Entry(number=3, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="They heal on Sundays."),
        Entry(number=4, kind=EntryKind.NOTED, at=NOW, by=SOFIE, text="Ask Emma."),
    )
    return case(Status.ANSWERED, entries=entries, organisation="KU Leuven", **more)


HITS = Hits(cases=(_past(), _past(id="17Z9-KZFB", queue="ctr")), more=True)


class Roster:
    """Implements the Roster port: who is in which conversation."""

    def __init__(self, there: dict[str, Membership]) -> None:
        self.there = there

    async def membership(self, place: ConversationReference, person: Person) -> Membership:
        return self.there.get(place.lane, Membership.STRANGER)

    async def people(self, place: ConversationReference) -> tuple[Person, ...]:
        return ()


def _desk(record: MemoryRecord, there: dict[str, Membership] | None = None) -> Desk:
    return Desk(
        PACK,
        MemoryStore(record),
        knows_nothing,
        now=lambda: NOW,
        new_id=ids("search"),
        woken=lambda: None,
        rosters={Platform.SLACK: Roster(there)} if there is not None else {},
    )


def _record(routing: Routing = ROUTING) -> MemoryRecord:
    kept = MemoryRecord(rules=routing)
    kept.cases = {CASE: _past(), "17Z9-KZFB": _past(id="17Z9-KZFB", queue="ctr")}
    return kept


def test_words_of_staff_become_a_search() -> None:
    assert read_command("search qubits heal") == c.Search(words="qubits heal")
    assert read_command("/innovation search") == c.Search()
    assert read_command("!search state:open x") == c.Search(words="state:open x")


@pytest.mark.parametrize(
    ("typed", "words", "given"),
    [
        ("qubits", "qubits", {}),
        ("state:open heal", "heal", {"state": "open"}),
        ('heal university:"KU Leuven" x', "heal x", {"university": "KU Leuven"}),
        ("STATUS:Open", "", {"state": "Open"}),
        ("https://x.example 10:30", "https://x.example 10:30", {}),
        ("state:open state:closed", "", {"state": "open closed"}),
        ("state:", "state:", {}),
    ],
)
def test_filters_are_taken_out_of_the_words(typed: str, words: str, given: dict[str, str]) -> None:
    names = {f"search.filter_{n}": n for n in ("state", "topic", "university")}
    more = {"search.filter_state": "state status"}
    pack = PACK.model_copy(update={"phrases": {"en": PACK.phrases["en"] | names | more}})
    assert without_filters(pack, typed) == (words, given)


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (ALICE, None),
        (LUCAS, None),
        (SOFIE, None),  # without the word of the platform, nobody is staff in an own conversation
        (SOFIE, ConversationReference.from_text("slack:T0STAFF:C0ELSE")),
    ],
)
@pytest.mark.parametrize("command", [c.Search(words="qubits"), c.Search(), c.ShowPast(case=CASE)])
def test_nobody_else_gets_anything(
    who: Person, where: ConversationReference | None, command: c.Command
) -> None:
    decision = decided(who, command, where=where, found=_past(), hits=HITS)
    assert decision.refused.startswith("refused.")
    assert decision.effects == ()
    for word in (SECRET, "qubits", "Sundays", "Leuven"):
        assert word not in texts(decision.reply)


def test_a_foreign_case_and_one_that_is_not_there_look_the_same() -> None:
    foreign = decided(SOFIE, c.ShowPast(case=CASE), where=CTR, found=_past())
    absent = decided(SOFIE, c.ShowPast(case=CASE), where=CTR, found=None)
    assert foreign == absent
    assert key_of(foreign.reply) == "refused.not_found_title"


def test_a_list_shows_cases_of_the_own_queue_alone_and_says_who_saw_them() -> None:
    decision = decided(SOFIE, c.Search(words="sundays"), where=NIO, hits=HITS)
    message = shown(decision)
    assert [fact.label.split(" · ")[0] for fact in message.facts] == [CASE]
    assert "KU Leuven" in message.facts[0].value
    assert "KU Leuven" not in message.facts[0].label, "text of people is in values only"
    assert "Sundays" in message.facts[0].value
    assert SECRET not in texts(message)
    assert "17Z9-KZFB" not in texts(message)
    (line,) = decision.effects
    assert line.model_dump(include={"act", "what", "case", "by", "queue"}) == {
        "act": Act.SAW,
        "what": "search",
        "case": CASE,
        "by": SOFIE.key,
        "queue": "nio",
    }
    assert decision.mentions == (CASE,)


def test_a_page_leads_to_the_next_and_the_last() -> None:
    first = shown(decided(SOFIE, c.Search(words="heal"), where=NIO, hits=HITS))
    assert c.Search(words="heal", page=1) in [b.command for b in first.buttons]
    last = Hits(cases=HITS.cases)
    second = shown(decided(SOFIE, c.Search(words="heal", page=1), where=NIO, hits=last))
    commands = [b.command for b in second.buttons]
    assert c.Search(words="heal", page=0) in commands
    assert c.Search(words="heal", page=2) not in commands


def test_the_case_shows_question_answers_and_notes_but_nothing_unsent() -> None:
    message = shown(decided(SOFIE, c.ShowPast(case=CASE), where=NIO, found=_past()))
    assert message.quote
    assert message.quote.text == "May qubits heal?"
    assert {"They heal on Sundays.", "Ask Emma."} <= {fact.value for fact in message.facts}
    assert SECRET not in texts(message)
    assert [b.command for b in message.buttons] == [c.ShowCase(case=CASE)]


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (c.Search(words="x", state="sleepy"), "search.no_such_state_title"),
        (c.Search(topic="weather"), "search.no_such_topic_title"),
        (c.Search(words="nothing fits"), "search.nothing_title"),
        (c.Search(words="x", page=3), "search.no_more_title"),
        (c.Search(), "search.title"),
    ],
)
def test_what_leads_nowhere_is_said(command: c.Search, key: str) -> None:
    assert key_of(decided(SOFIE, command, where=NIO).reply) == key


class TestThroughTheDesk:
    async def test_staff_search_in_their_conversation_and_it_is_on_record(self) -> None:
        record = _record()
        message = await _desk(record).take(turn(SOFIE, c.Search(words="qubits"), NIO))
        assert CASE in texts(message)
        assert "17Z9-KZFB" not in texts(message)
        assert [(line.act, line.case) for line in record.trail] == [(Act.SAW, CASE)]

    async def test_in_an_own_conversation_the_platform_says_whose_staff_one_is(self) -> None:
        there = {CTR.lane: Membership.MEMBER}
        desk = _desk(record := _record(), there)
        message = await desk.take(turn(SOFIE, c.Search(words="qubits")))
        assert "17Z9-KZFB" in texts(message)
        assert CASE not in texts(message)
        past = await desk.take(turn(SOFIE, c.ShowPast(case="17Z9-KZFB")))
        assert "Sundays" in texts(past)
        foreign = await desk.take(turn(SOFIE, c.ShowPast(case=CASE)))
        assert key_of(foreign) == "refused.not_found_title"
        assert {line.case for line in record.trail if line.act is Act.SAW} == {"17Z9-KZFB"}

    @pytest.mark.parametrize(
        ("says", "key"),
        [
            (Membership.STRANGER, "refused.search_title"),
            (Membership.UNKNOWN, "refused.cannot_check_title"),
        ],
    )
    async def test_who_is_no_member_or_cannot_be_checked_gets_nothing(
        self, says: Membership, key: str
    ) -> None:
        desk = _desk(_record(), {NIO.lane: says, CTR.lane: says})
        message = await desk.take(turn(SOFIE, c.Search(words="qubits")))
        assert key_of(message) == key
        assert CASE not in texts(message)

    async def test_a_researcher_and_one_of_another_tenant_get_nothing(self) -> None:
        desk = _desk(_record(), {NIO.lane: Membership.MEMBER, CTR.lane: Membership.MEMBER})
        for who in (ALICE, LUCAS):
            message = await desk.take(turn(who, c.Search(words="qubits")))
            assert key_of(message) == "refused.search_title"

    async def test_a_list_of_people_decides_where_there_is_one(self) -> None:
        given = ROUTING.model_dump(mode="json")
        given["queues"]["nio"]["people"] = [MARC.key]
        desk = _desk(_record(Routing.model_validate(given)), {NIO.lane: Membership.MEMBER})
        assert key_of(await desk.take(turn(SOFIE, c.Search(words="qubits")))) == (
            "refused.search_title"
        )
        again = turn(MARC, c.Search(words="qubits"), key="2")
        assert CASE in texts(await desk.take(again))

    async def test_a_list_that_is_a_message_can_be_erased_later(self) -> None:
        record = _record()
        typed = c.Say(text="search qubits", mentioned=True)
        await _desk(record).take(turn(SOFIE, typed, NIO, hears=Hears.AS_MESSAGE))
        (delivery,) = record.waiting
        assert delivery.mentions == (CASE,)
        assert delivery.to == NIO


@pytest.mark.parametrize(
    ("words", "kind", "piece"),
    [
        ("sundays", EntryKind.SENT, "They heal on Sundays."),
        ("emma", EntryKind.NOTED, "Ask Emma."),
        ("qubits", EntryKind.ASKED, "May qubits heal?"),
        ("elephants", EntryKind.ASKED, "May qubits heal?"),
        ("", EntryKind.ASKED, "May qubits heal?"),
    ],
)
def test_the_excerpt_is_from_the_text_that_holds_the_words(
    words: str, kind: str, piece: str
) -> None:
    assert excerpt(_past(), words) == (kind, piece)


def test_a_long_text_is_cut_around_the_words_at_whole_words() -> None:
    text = f"{'before ' * 100}Zebrafish {'after ' * 100}"
    kind, piece = excerpt(case(question=text), "zebrafishes")
    assert kind == EntryKind.ASKED
    assert piece.startswith("… before")
    assert piece.endswith("after …")
    assert "Zebrafish" in piece
    assert len(piece) < 200


def test_a_case_of_a_queue_that_is_gone_belongs_to_the_last_rule() -> None:
    stray = _past(queue="of-old")
    hits = Hits(cases=(stray,))
    assert CASE in texts(decided(SOFIE, c.Search(words="x"), where=NIO, hits=hits).reply)
    decision = decided(SOFIE, c.Search(words="x"), where=CTR, hits=hits)
    assert CASE not in texts(decision.reply)
