"""One file on its way: what is asked before it is shown, and that nobody else holds it then."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from core.desk import carry as module
from core.desk.carry import Carrier, fetched, gathered, is_wanted
from core.desk.ports import Dispatch, Later, Outcome, Refused, Sent, Store, Unsure
from core.values.case import Case, Entry, EntryKind
from core.values.delivery import Delivery
from core.values.file import Crossing, File, Reach, Way
from core.values.place import Platform
from tests.core.given import ALICE, CASE, NIO, NOW, case

PDF = b"%PDF-1.7 hello"
FILE = File(name="a.pdf", platform=Platform.SLACK, tenant="T0UNI", id="F1")


@dataclass
class World:
    """A record that knows one case, a source and a target, each doing as it is told."""

    known: Case
    content: bytes | Later | Refused = PDF
    staged: str | Later | Refused = "F9"
    outcome: Outcome = field(default_factory=Sent)
    ours: list[bool] = field(default_factory=list)
    slow: float = 0.0
    done: list[str] = field(default_factory=list)
    between: Callable[[], None] = lambda: None
    lacking: list[str] = field(default_factory=list)
    clock: datetime = NOW

    def case(self, id: str) -> Case | None:
        return self.known if id == self.known.id else None

    def renew(self, dispatch: Dispatch, now: datetime) -> bool:
        self.done.append("renew")
        return self.ours.pop(0) if self.ours else True

    async def write(self, work: Callable[[Any], Any]) -> Any:
        return work(self)

    async def read(self, work: Callable[[Any], Any]) -> Any:
        return work(self)

    async def fetch(self, file: File, ending: str, most: int) -> bytes | Later | Refused:
        self.done.append(f"fetch {ending} {most}")
        await asyncio.sleep(self.slow)
        return self.content

    async def stage(self, dispatch: Dispatch, content: bytes) -> str | Later | Refused:
        self.done.append("stage")
        self.between()
        return self.staged

    async def reveal(self, dispatch: Dispatch, staged: str) -> Outcome:
        self.done.append(f"reveal {staged}")
        return self.outcome

    def carrier(self) -> Carrier:
        return Carrier(
            cast(Store, self),
            {Platform.SLACK: self},
            {Platform.SLACK: self},
            reach=lambda: Reach(largest=100),
            now=lambda: self.clock,
            closed=self.lacking.append,
        )


def _case(*more: Entry) -> Case:
    file = FILE.model_copy(update={"way": Way.COPY, "sent_as": "x.pdf"})
    said = Entry(number=2, kind=EntryKind.REPLIED, at=NOW, by=ALICE, text="See.", files=(file,))
    return case(entries=(*case().entries, said, *more))


def _dispatch(platform: Platform = Platform.SLACK) -> Dispatch:
    file = FILE.model_copy(update={"platform": platform})
    delivery = Delivery(
        key="k",
        to=NIO,
        case=CASE,
        reports=2,
        crossing=Crossing(file=file, name="x.pdf"),
        due_at=NOW,
    )
    return Dispatch(1, delivery, None, fence=1, tries=1, again=False, intent_at=NOW)


@pytest.fixture
def world() -> World:
    return World(_case())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT", 0.01)


async def test_a_file_is_fetched_staged_and_shown_in_that_order(world: World) -> None:
    dispatch, outcome = await world.carrier()(_dispatch())
    assert outcome == Sent()
    assert world.done == ["fetch pdf 100", "stage", "renew", "reveal F9"]
    assert dispatch.intent_at == world.clock


@pytest.mark.parametrize(
    "answer",
    [Later(timedelta(seconds=5), "away", blames=True), Refused("gone", reason="gone")],
)
async def test_what_goes_wrong_before_it_is_shown_is_the_outcome(
    answer: Later | Refused,
) -> None:
    one, two = World(_case(), content=answer), World(_case(), staged=answer)
    assert (await one.carrier()(_dispatch()))[1] == answer
    assert (await two.carrier()(_dispatch()))[1] == answer
    assert [each for world in (one, two) for each in world.done if "reveal" in each] == []


async def test_what_is_unclear_is_told_as_it_is(world: World) -> None:
    world.outcome = Unsure("?")
    assert (await world.carrier()(_dispatch()))[1] == Unsure("?")


@pytest.mark.parametrize("content", [b"MZ", b"", b"<html>", b"PK\x03\x04"])
async def test_what_begins_otherwise_never_reaches_the_other_side(
    world: World, content: bytes
) -> None:
    world.content = content
    outcome = (await world.carrier()(_dispatch()))[1]
    assert isinstance(outcome, Refused)
    assert outcome.reason == "bytes"
    assert "stage" not in world.done


DELETED = Entry(number=3, kind=EntryKind.DELETED, at=NOW, by=ALICE, of=2)
GONE = {
    "the text was deleted": _case(DELETED),
    "the case was erased": _case().model_copy(update={"question": ""}),
    "there is no such case": case().model_copy(update={"id": "0000-0000"}),
}


@pytest.mark.parametrize("name", GONE)
async def test_what_nobody_wants_any_more_is_not_even_fetched(name: str) -> None:
    world = World(GONE[name])
    outcome = (await world.carrier()(_dispatch()))[1]
    assert isinstance(outcome, Refused)
    assert world.done == []


async def test_a_text_that_is_deleted_while_its_file_is_on_the_way_is_not_followed(
    world: World,
) -> None:
    def delete() -> None:
        world.known = _case(DELETED)

    world.between = delete
    assert isinstance((await world.carrier()(_dispatch()))[1], Refused)
    assert not any("reveal" in each for each in world.done)


async def test_while_it_takes_long_the_delivery_stays_ours(world: World) -> None:
    world.slow = 0.08
    assert (await world.carrier()(_dispatch()))[1] == Sent()
    assert world.done.count("renew") >= 3


@pytest.mark.parametrize("when", ["while it is fetched", "before it is shown"])
async def test_who_lost_it_shows_nothing(world: World, when: str) -> None:
    world.ours = [False]
    world.slow = 0.05 if when == "while it is fetched" else 0.0
    outcome = (await world.carrier()(_dispatch()))[1]
    assert isinstance(outcome, Later)
    assert not any("reveal" in each for each in world.done)


async def test_what_takes_too_long_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", -1.0)
    world.slow = 5.0
    outcome = (await world.carrier()(_dispatch()))[1]
    assert isinstance(outcome, Later)
    assert outcome.blames


async def test_only_one_file_is_in_memory_at_a_time(world: World) -> None:
    world.slow = 0.05
    carrier = world.carrier()
    first, second = await asyncio.gather(carrier(_dispatch()), carrier(_dispatch()))
    assert first[1] == Sent()
    assert isinstance(second[1], Later)
    assert not second[1].blames


async def test_a_platform_without_files_is_refused(world: World) -> None:
    outcome = (await world.carrier()(_dispatch(Platform.TEAMS)))[1]
    assert isinstance(outcome, Refused)
    assert outcome.reason == "refused"


async def test_what_a_workspace_does_not_let_us_is_remembered() -> None:
    reading = World(_case(), content=Refused("no", reason="scope"))
    putting = World(_case(), staged=Refused("no", reason="closed"))
    for world in (reading, putting):
        await world.carrier()(_dispatch())
    assert (reading.lacking, putting.lacking) == (["slack:T0UNI"], [f"slack:{NIO.tenant}"])


async def _parts(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_bytes_are_counted_whatever_was_said_of_them() -> None:
    too_large = Refused("the file is larger than what may cross", reason="size")
    assert await gathered(_parts(b"ab", b"cd"), None, 4) == b"abcd"
    assert await gathered(_parts(b"ab", b"cd"), 4, 3) == too_large
    assert await gathered(_parts(b"ab", b"cd", b"e"), 1, 4) == too_large


async def test_where_nothing_may_cross_nothing_is_fetched(world: World) -> None:
    refused = await fetched(world, FILE, 0)
    assert isinstance(refused, Refused)
    assert world.done == []


def test_a_file_is_wanted_while_its_text_stands(world: World) -> None:
    delivery = _dispatch().delivery
    assert is_wanted(cast(Any, world), delivery)
    world.known = _case(DELETED)
    assert not is_wanted(cast(Any, world), delivery)
    assert not is_wanted(cast(Any, world), delivery.model_copy(update={"case": None}))
