"""What was on record before a column was there is filled in by the migration."""

import json

from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select, table, text
from sqlalchemy.sql import column

from adapters.storage import migration
from adapters.storage.schema import CASE, ENTRY
from adapters.storage.sqlite import sqlite_engine
from core.values.case import Entry, EntryKind, Status
from tests.core.given import ALICE, NOW, SOFIE, case


def test_cases_from_before_get_their_columns(tmp_path: object) -> None:
    engine = sqlite_engine(f"sqlite:///{tmp_path}/old.db")
    config = Config()
    config.set_main_option("script_location", str(migration._VERSIONS.parent))
    with engine.connect() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0010")
        old = case(Status.CLAIMED, assignee=SOFIE)
        names = ("id", "source_key", "version", "status", "queue", "requester")
        known = table("case", *(column(n) for n in (*names, "opened_at", "due_at", "body")))
        row = {
            "id": old.id,
            "source_key": "k",
            "version": 1,
            "status": "claimed",
            "queue": "nio",
            "requester": ALICE.key,
            "opened_at": 1.0,
            "due_at": 2.0,
            "body": old.model_dump_json(exclude={"entries"}),
        }
        db.execute(insert(known).values(row))
        for entry in (
            Entry(number=2, kind=EntryKind.SENT, at=NOW, text="Which?"),
            Entry(number=3, kind=EntryKind.WAITING, at=NOW, of=2),
            Entry(number=4, kind=EntryKind.SENT, at=NOW, text="Yes."),
        ):
            given = {"case_id": old.id, "number": entry.number, "kind": entry.kind}
            body = json.dumps(entry.model_dump(mode="json"))
            db.execute(insert(ENTRY).values(**given, at=100.0 + entry.number, body=body))
        command.upgrade(config, "head")
        filled = db.execute(select(CASE)).one()
        assert filled.assignee == SOFIE.key
        assert (filled.topic, filled.workspace) == ("sta", ALICE.workspace)
        assert (filled.answered_at, filled.answer_due) == (104.0, 2.0)
        assert (
            db.execute(text("SELECT version_num FROM alembic_version")).scalar()
            == migration.newest()
        )
    engine.dispose()
