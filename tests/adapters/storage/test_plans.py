"""No statement of the daily work reads a whole table: its cost does not grow with the record."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from adapters.storage.audit.chain import UNSEALED
from adapters.storage.record import SqlRecord
from adapters.storage.sqlite import sqlite_engine
from core.values import command as c
from core.values.case import Question
from core.values.correction import Corrected, Correction
from core.values.decision import Decision
from tests.adapters.storage.given import ASKED, changed, delivery, landed, redraw, turn
from tests.core.given import ALICE, CASE, NIO, NOW, ROUTING, SOFIE, case

FEW = ("routing", "anon_1")  # tables of a few rows, and rows that an index had found
WAITING = (
    "delivery_waiting",
    "delivery_unfinished",
    "delivery_timer",
)  # indexes of what is under way only


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Connection]:
    engine = sqlite_engine(sqlite_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
    engine.dispose()


def explained(db: Connection) -> dict[str, list[str]]:
    """Filled while statements run: each with the steps of SQLite's plan for it."""
    plans: dict[str, list[str]] = {}

    def explain(db: Connection, _: object, words: str, given: Any, __: object, many: bool) -> None:
        if words in plans or not words.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        driver = db.connection.driver_connection
        assert driver is not None
        rows = driver.execute(f"EXPLAIN QUERY PLAN {words}", given[0] if many else given)
        plans[words] = [row[3] for row in rows]

    event.listen(db, "before_cursor_execute", explain)
    return plans


def a_day(record: SqlRecord) -> None:
    """Everything that turns and couriers ask of the record."""
    asked = turn(ASKED, "k")
    for likeness in ("", "l"):
        record.answered(asked.model_copy(update={"likeness": likeness}), NOW)
    record.set_routing(ROUTING, "me", NOW)
    record.routing()
    question = Question(id="q", person=ALICE, text="?", topic="sta", article="sta", at=NOW)
    effects = (question, delivery(slot="card"), redraw())
    record.save(asked, Decision(case=case(), effects=effects), NOW)
    record.question("q")
    for _ in range(2):
        (first,), _ = record.claim("me", NOW, 32, look_at_all=True)
        record.settle(first, landed(), NOW)
        record.rest(NIO.lane, NOW)
    record.claim("me", NOW, 32)
    known = record.case_at(NIO.under("17.1"))
    assert known is not None
    record.save(turn(c.Claim(case=CASE)), Decision(case=changed(known)), NOW)
    record.cases_of(ALICE.key, 20)
    record.workload(SOFIE.key, {"nio": NOW + timedelta(days=1)}, NOW, 1)
    record.promised("nio", NOW, "", 200)
    record.unsettled(NIO.lane)
    record.save(turn(c.Help()), Decision(effects=(delivery(),)), NOW)
    record.backlog(NOW)
    record.under_way()
    record.recall(NIO)
    record.remember(NIO, {"url": "x"}, NOW)
    made = Correction(id="c1", article="sta", text="x", whom="all", by=SOFIE, at=NOW, released=NOW)
    sent = Corrected(correction="c1", ref="q", key="d1")
    record.save(turn(c.Help(), "c"), Decision(effects=(made, sent)), NOW)
    record.given("sta", 5000)
    record.briefly((CASE,))
    record.correction("c1")
    assert record.corrections("sta")
    record.was_corrected("c1", "q")
    record.forget_turns(NOW + timedelta(days=1), 100)


def test_every_statement_finds_its_rows_by_an_index(db: Connection) -> None:
    plans = explained(db)
    a_day(SqlRecord(db, UNSEALED))
    assert len(plans) > 20
    scans = {
        words: step
        for words, steps in plans.items()
        for step in steps
        if step.startswith("SCAN") and not step.endswith((*FEW, *WAITING))
    }
    assert scans == {}


def test_where_a_card_landed_is_looked_up_by_its_case_not_by_its_lane(db: Connection) -> None:
    """A staff lane holds every card that was ever posted."""
    plans = explained(db)
    a_day(SqlRecord(db, UNSEALED))
    (steps,) = (
        steps for words, steps in plans.items() if words.startswith("SELECT delivery.landed")
    )
    assert "delivery_slot" in steps[0]
