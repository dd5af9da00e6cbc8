"""Who was given an article, as the stores give it, and what became of a correction."""

import json
from datetime import timedelta

from alembic import command
from alembic.config import Config
from sqlalchemy import insert, table
from sqlalchemy.sql import column

from adapters.storage import given, migration
from adapters.storage.sqlite import sqlite_engine
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Question, Reliance
from core.values.correction import Corrected, Correction, Given
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.message import Message
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import save
from tests.core.given import ALICE, LUCAS, NIO, NOW, SOFIE, case, turn

HOUR = timedelta(hours=1)
MADE = Correction(id="c" * 32, article="sta", text="Five.", whom="all", by=SOFIE, at=NOW)


def _relied(version: str = "v1", how: str = "topic") -> Reliance:
    return Reliance.model_validate(
        {"article": "sta", "locale": "en", "version": version, "how": how}
    )


def _case() -> Case:
    sent = Entry(number=2, kind=EntryKind.SENT, at=NOW + HOUR, text="Yes.", relies=(_relied(),))
    asked = Entry(
        number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE, relies=(_relied("v0", "shown"),)
    )
    return case(entries=(asked, sent))


QUESTION = Question(
    id="q" * 32,
    person=LUCAS,
    text="CANARY",
    topic="sta",
    article="sta",
    version="v1",
    locale="en",
    at=NOW + 2 * HOUR,
)


async def _decided(store: Store, key: str, *effects: object) -> None:
    decision = Decision.model_validate({"effects": effects})
    done = turn(SOFIE, c.Help()).model_copy(update={"key": key})
    await store.write(lambda record: record.save(done, decision, NOW))


async def _given(store: Store) -> list[Given]:
    return list(await store.read(lambda record: record.given("sta", 10)))


async def test_answers_and_questions_are_found_by_their_article(store: Store) -> None:
    await save(store, new=_case(), key="k1")
    await _decided(store, "k2", QUESTION)
    found = await _given(store)
    assert [(g.case, g.question, g.version, g.how) for g in found] == [
        ("", QUESTION.id, "v1", "shown"),
        (_case().id, "", "v1", "topic"),
        (_case().id, "", "v0", "shown"),
    ]
    assert [g.person for g in found] == [LUCAS.key, "", ""]
    assert not await store.read(lambda record: record.given("snsa", 10))
    (brief,) = await store.read(lambda record: record.briefly((_case().id, "none")))
    assert (brief.id, brief.entries) == (_case().id, ())


async def test_what_became_of_a_correction_is_counted(store: Store) -> None:
    delivery = Delivery(key="d" * 32, to=NIO, message=Message(title="x"), due_at=NOW)
    released = MADE.model_copy(update={"released": NOW})
    await _decided(store, "k1", MADE)
    assert await store.read(lambda record: record.correction(MADE.id)) == MADE
    assert await store.read(lambda record: record.corrections("sta")) == (), "not sent yet"
    sent = Corrected(correction=MADE.id, ref=QUESTION.id, key=delivery.key)
    await _decided(store, "k2", released, delivery, sent)
    (told,) = await store.read(lambda record: record.corrections("sta"))
    assert (told.correction, told.sent, told.failed, told.waiting) == (released, 0, 0, 1)
    assert await store.read(lambda record: record.was_corrected(MADE.id, QUESTION.id))
    assert not await store.read(lambda record: record.was_corrected(MADE.id, "other"))


async def test_nobody_is_found_after_their_data_was_erased(store: Store) -> None:
    await save(store, new=_case(), key="k1")
    await _decided(store, "k2", QUESTION)
    await store.write(lambda record: record.erase(LUCAS, "token"))
    assert {g.question for g in await _given(store)} == {""}
    await store.write(lambda record: record.erase(ALICE, "token2"))
    assert await _given(store) == []


async def test_the_text_of_a_correction_is_sealed_as_other_texts_are(store: Store) -> None:
    from adapters.storage.schema import CORRECTION
    from adapters.storage.sealed import Sealed

    assert isinstance(CORRECTION.c.body.type, Sealed)
    await _decided(store, "k", MADE)


def test_questions_from_before_are_written_down(tmp_path: object) -> None:
    engine = sqlite_engine(f"sqlite:///{tmp_path}/old.db")
    config = Config()
    config.set_main_option("script_location", str(migration._VERSIONS.parent))
    with engine.connect() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0012")
        known = table("question", *(column(n) for n in ("id", "person", "at", "body")))
        for number, article in enumerate(("sta", None)):
            asked = QUESTION.model_copy(update={"id": f"q{number}", "article": article})
            body = json.dumps(asked.model_dump(mode="json", exclude={"locale"}))
            row = {"id": asked.id, "person": LUCAS.key, "at": 7.0, "body": body}
            db.execute(insert(known).values(**row))
        command.upgrade(config, "head")
        (found,) = given.given(db, "sta", 10)
        assert (found.question, found.person, found.version) == ("q0", LUCAS.key, "v1")
    engine.dispose()
