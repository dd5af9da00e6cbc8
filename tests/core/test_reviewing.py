"""Owners of knowledge are reminded: of what is past its day, and of what soon will be."""

from datetime import UTC, date, datetime

import pytest

from core.decide.overview.reviewing import aging
from core.desk.review import Review
from core.desk.take import Desk
from core.values.command import ReportReview
from core.values.decision import Decision
from core.values.pack import Article, Pack
from core.values.place import DESK
from core.values.routing import Routing
from tests.core.fakes import MemoryStore, knows_nothing
from tests.core.given import ALICE, CTR, NIO, PACK, ROUTING, article, decided, deliveries, ids

MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # 10:00 in Brussels
ARTICLES = (
    article("fresh", review_by=date(2026, 12, 31)),
    article("past", review_by=date(2026, 5, 3)),
    article("today", review_by=date(2026, 5, 4), owner="ctr"),
    article("soon", review_by=date(2026, 5, 17)),
    article("later", review_by=date(2026, 5, 18)),
    article("expired", review_by=date(2027, 5, 1), expires=date(2026, 5, 1)),
    article("orphan", review_by=date(2026, 5, 2), owner="gone"),
)


def _pack(*articles: Article) -> Pack:
    return PACK.model_copy(update={"articles": {"en": {each.id: each for each in articles}}})


SHELF = _pack(*ARTICLES)


def _reminded(queue: str, pack: Pack = SHELF, routing: Routing = ROUTING) -> Decision:
    return decided(DESK, ReportReview(queue=queue), pack=pack, routing=routing, now=MONDAY)


def test_what_is_past_or_near_its_day_is_found_the_oldest_first() -> None:
    found = aging(SHELF, ROUTING, MONDAY.date())
    assert [(each.id, each.owner) for each in found] == [
        ("expired", "nio"),
        ("orphan", "nio"),
        ("past", "nio"),
        ("today", "ctr"),
        ("soon", "nio"),
    ]


def test_trees_timelines_and_glossary_age_too() -> None:
    found = {each.id: each.owner for each in aging(PACK, ROUTING, date(2027, 1, 1))}
    assert {"cta", "fee_check", "timelines", "glossary"} <= found.keys()
    assert set(found.values()) == {"nio"}


def test_an_owner_gets_one_message_with_all_of_it() -> None:
    (delivery,) = deliveries(_reminded("nio"))
    assert delivery.to == NIO
    assert delivery.internal
    assert delivery.message.title == "review.title count=4"
    text = delivery.message.text.replace("\\", "")
    assert "review.past title=About past id=past day=Sun 3 May 2026" in text
    assert "review.soon title=About soon id=soon day=Sun 17 May 2026" in text
    assert "About today" not in text
    (other,) = deliveries(_reminded("ctr"))
    assert other.to == CTR
    assert "review.soon title=About today" in other.message.text


def test_an_owner_without_conversation_gets_a_mail() -> None:
    queues = {n: q.model_copy(update={"staff": None}) for n, q in ROUTING.queues.items()}
    (delivery,) = deliveries(
        _reminded("nio", routing=ROUTING.model_copy(update={"queues": queues}))
    )
    assert str(delivery.to) == "email::nio@office.example"
    assert not delivery.internal


@pytest.mark.parametrize("queue", ["nobody", ""])
def test_nothing_to_say_is_not_said(queue: str) -> None:
    assert _reminded(queue) == Decision()
    assert _reminded("nio", _pack(ARTICLES[0])) == Decision()


def test_only_the_desk_itself_reports() -> None:
    assert decided(ALICE, ReportReview(queue="nio"), pack=SHELF, now=MONDAY) == Decision()


class Office:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.store = MemoryStore()
        self.store.record.rules = ROUTING

    def process(self) -> Review:
        """One of many processes, each with a desk of its own."""
        desk = Desk(
            SHELF,
            self.store,
            knows_nothing,
            now=lambda: self.now,
            new_id=ids(str(id(self))),
            woken=lambda: None,
        )
        return Review(desk, self.store, now=lambda: self.now, failed=_failed)

    @property
    def told(self) -> list[str]:
        return sorted(str(delivery.to) for delivery in self.store.record.waiting)


def _failed(what: str, error: BaseException) -> None:
    raise error


BOTH = sorted((str(NIO), str(CTR)))


async def test_each_owner_is_reminded_once_a_day_however_many_look() -> None:
    office = Office(MONDAY)
    for _ in range(3):
        await office.process().look()
    assert office.told == BOTH
    office.now = datetime(2026, 5, 5, 8, 0, tzinfo=UTC)
    await office.process().look()
    assert office.told == sorted(BOTH * 2)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 5, 4, 6, 59, tzinfo=UTC),  # 08:59, before the office opens
        datetime(2026, 5, 9, 8, 0, tzinfo=UTC),  # a Saturday
        datetime(2026, 5, 14, 8, 0, tzinfo=UTC),  # Ascension
    ],
)
async def test_nobody_is_reminded_outside_of_working_hours(moment: datetime) -> None:
    office = Office(moment)
    await office.process().look()
    assert office.told == []
