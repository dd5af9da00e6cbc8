"""The daily digest: once on each working day, however many processes look, late or not."""

from datetime import UTC, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from core.decide.overview.digesting import moments
from core.desk.digests import Digests
from core.desk.take import Desk
from core.values import command as c
from core.values.case import Status
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.place import DESK
from core.values.routing import Queue, Routing
from core.values.turn import Turn
from core.values.workload import Part, Workload
from tests.core.fakes import MemoryStore, knows_nothing
from tests.core.given import (
    ALICE,
    CASE,
    NIO,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    ids,
)

MONDAY = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)  # 09:00 in Brussels
DAY = timedelta(days=1)
WAITS = Workload(unclaimed=Part(cases=(case(),), count=1))


def _routing(digest: object = "09:00", **more: object) -> Routing:
    nio = Queue.model_validate({**ROUTING.queues["nio"].model_dump(), "digest": digest, **more})
    return ROUTING.model_copy(update={"queues": {**ROUTING.queues, "nio": nio}})


DAILY = _routing()


class Office:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.store = MemoryStore()
        self.record = self.store.record
        self.record.rules = DAILY
        self.record.cases[CASE] = case(due_at=now - DAY)
        self.new_id = ids("digest")
        self.restart()

    def restart(self) -> None:
        """A process of its own, which knows nothing but what is on record."""
        self.desk = Desk(
            PACK,
            self.store,
            knows_nothing,
            now=lambda: self.now,
            new_id=self.new_id,
            woken=lambda: None,
        )

    async def look(self, processes: int = 2) -> None:
        """Each arms what is missing; then what is due goes off."""
        for _ in range(processes):
            await Digests(self.desk, self.store, now=lambda: self.now, failed=_failed).look()
        for timer in self.record.gone_off(self.now):
            assert timer.command is not None
            turn = Turn(
                key=f"timer:{timer.key}", person=DESK, where=DESK.direct, command=timer.command
            )
            self.desk.recorded(turn, self.record)

    @property
    def told(self) -> list[Delivery]:
        return [each for each in self.record.waiting if "digest" in each.message.title]


def _failed(what: str, error: BaseException) -> None:
    raise error


async def test_it_is_told_once_a_day_at_its_hour() -> None:
    office = Office(MONDAY - timedelta(minutes=1))
    await office.look()
    assert office.told == []
    for minutes in (1, 2, 60, 400):
        office.now = MONDAY + timedelta(minutes=minutes)
        await office.look()
    (delivery,) = office.told
    assert delivery.to == NIO
    assert delivery.internal
    office.now = MONDAY + DAY
    await office.look()
    assert len(office.told) == 2


async def test_after_a_night_without_any_process_it_comes_late_and_once() -> None:
    office = Office(MONDAY - timedelta(hours=20))
    await office.look()
    office.restart()
    office.now = MONDAY + timedelta(hours=3)
    await office.look()
    await office.look()
    assert len(office.told) == 1


async def test_what_nobody_armed_is_armed_late() -> None:
    office = Office(MONDAY + timedelta(hours=3))
    await office.look()
    await office.look()
    assert len(office.told) == 1


async def test_yesterdays_is_not_told_today() -> None:
    office = Office(MONDAY - timedelta(hours=1))
    await office.look()
    office.now = MONDAY + DAY - timedelta(hours=1)
    await office.look()
    assert office.told == []


async def test_not_after_the_office_has_closed() -> None:
    office = Office(MONDAY + timedelta(hours=11))
    await office.look()
    assert office.told == []


@pytest.mark.parametrize(
    "day",
    [datetime(2026, 5, 9, 7, 0, tzinfo=UTC), datetime(2026, 5, 14, 7, 0, tzinfo=UTC)],
    ids=["saturday", "ascension"],
)
async def test_not_on_days_off(day: datetime) -> None:
    office = Office(day)
    await office.look()
    assert office.told == []


async def test_an_hour_that_was_changed_or_taken_away_counts_at_once() -> None:
    office = Office(MONDAY - timedelta(hours=1))
    await office.look()
    office.record.rules = _routing("14:00")
    office.now = MONDAY + timedelta(minutes=1)
    await office.look()
    assert office.told == []
    office.record.rules = _routing(None)
    office.now = MONDAY + timedelta(hours=8)
    await office.look()
    assert office.told == []


async def test_nothing_to_say_is_not_said() -> None:
    office = Office(MONDAY)
    office.record.cases = {CASE: case(Status.CLOSED)}
    await office.look()
    assert office.told == []


def test_the_hour_is_that_of_the_queues_own_time_zone() -> None:
    week = {"timezone": "America/New_York", "mon-fri": ["08:00-16:00"]}
    queue = _routing("08:30", hours=week).queues["nio"]
    (at,) = moments(queue, PACK.calendar, MONDAY)
    assert at == datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


def test_the_clocks_change_and_the_hour_stays() -> None:
    queue = DAILY.queues["nio"]
    sunday = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)  # summer time began that night
    assert list(moments(queue, PACK.calendar, sunday)) == [datetime(2026, 3, 30, 7, 0, tzinfo=UTC)]


def test_it_says_what_waits_and_can_be_worked_on() -> None:
    made = decided(DESK, c.Digest(queue="nio", at=MONDAY), routing=DAILY, now=MONDAY, work=WAITS)
    (delivery,) = deliveries(made)
    assert delivery.message.title == "digest.title queue=nio day=Mon 4 May 2026"
    assert "queue.unclaimed count=1" in delivery.message.text
    assert [type(b.command) for b in delivery.message.buttons] == [c.Claim, c.ShowCase]


def test_a_queue_without_conversation_gets_a_mail() -> None:
    made = decided(
        DESK, c.Digest(queue="nio", at=MONDAY), routing=_routing(staff=None), now=MONDAY, work=WAITS
    )
    (delivery,) = deliveries(made)
    assert str(delivery.to) == "email::nio@office.example"


@pytest.mark.parametrize("who", [ALICE, SOFIE])
def test_only_the_desk_itself_gives_it(who: object) -> None:
    for command in (c.Digest(queue="nio", at=MONDAY), c.ArmDigest(queue="nio", at=MONDAY)):
        made = decided(SOFIE, command, where=NIO, routing=DAILY, now=MONDAY, work=WAITS)
        assert made == Decision()


@pytest.mark.parametrize(
    ("written", "read"),
    [("09:00", time(9)), (600, time(10)), ("8:05", time(8, 5)), (False, None), ("off", None)],
)
def test_the_hour_as_a_file_writes_it(written: object, read: time | None) -> None:
    queue = _routing(written).queues["nio"]
    assert queue.digest == read
    assert Queue.model_validate(queue.model_dump(mode="json")) == queue


@pytest.mark.parametrize("written", ["9 o'clock", "24:00", "12:60", 5000, True, -1])
def test_what_is_no_hour_is_refused_with_an_example(written: object) -> None:
    with pytest.raises(ValidationError, match="digest"):
        _routing(written)
