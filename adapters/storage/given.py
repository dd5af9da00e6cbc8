"""Who was given which article, and the corrections of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from adapters.storage.schema import CASE, CORRECTED, CORRECTION, DELIVERY, GIVEN, QUESTION
from core.values.case import Case, Question
from core.values.correction import Corrected, Correction, Given, Progress
from core.values.decision import Effect
from core.values.delivery import DeliveryState

_NEW = text(
    "INSERT INTO given (article, version, locale, how, at, case_id, question_id) "
    "VALUES (:article, :version, :locale, :how, :at, :case_id, :question_id) "
    "ON CONFLICT DO NOTHING"
)
_OF_ARTICLE = (
    select(GIVEN, QUESTION.c.person)
    .join(QUESTION, QUESTION.c.id == GIVEN.c.question_id, isouter=True)
    .where(GIVEN.c.article == bindparam("article"))
    .order_by(GIVEN.c.at.desc())
    .limit(bindparam("most"))
)
_CORRECTION = select(CORRECTION.c.body).where(CORRECTION.c.id == bindparam("correction"))
_DONE = select(CORRECTED.c.ref).where(
    CORRECTED.c.correction == bindparam("correction"), CORRECTED.c.ref == bindparam("of")
)
_STATES = (
    select(DELIVERY.c.state, func.count())
    .join(CORRECTED, CORRECTED.c.delivery == DELIVERY.c.key)
    .where(CORRECTED.c.correction == bindparam("correction"))
    .group_by(DELIVERY.c.state)
)
_RELEASED = (
    select(CORRECTION.c.body)
    .where(CORRECTION.c.article == bindparam("article"), CORRECTION.c.released_at.is_not(None))
    .order_by(CORRECTION.c.released_at.desc())
    .limit(3)
)
_AT_ONCE = 500  # ids in one condition; databases bound their number


def of_case(db: Connection, changed: Case, known: int) -> None:
    """What stood behind the new entries of a case."""
    rows = [
        {**_row(each.article, each.version, each.locale, each.how, entry.at), "case_id": changed.id}
        for entry in changed.entries[known:]
        for each in entry.relies
    ]
    if rows:
        db.execute(_NEW, rows)


def of_question(db: Connection, asked: Question) -> None:
    """What was shown at once."""
    if not asked.article:
        return
    row = _row(asked.article, asked.version, asked.locale, "shown", asked.at)
    db.execute(_NEW, [{**row, "question_id": asked.id}])


def _row(article: str, version: str, locale: str, how: str, at: datetime) -> dict[str, object]:
    given = {"article": article, "version": version, "locale": locale, "how": how}
    return given | {"at": at.timestamp(), "case_id": "", "question_id": ""}


def given(db: Connection, article: str, limit: int) -> tuple[Given, ...]:
    rows = db.execute(_OF_ARTICLE, {"article": article, "most": limit})
    return tuple(
        Given(
            article=row.article,
            version=row.version,
            locale=row.locale,
            how=row.how,
            at=datetime.fromtimestamp(row.at, UTC),
            case=row.case_id,
            question=row.question_id,
            person=row.person or "",
        )
        for row in rows
    )


def briefly(db: Connection, ids: Sequence[str]) -> tuple[Case, ...]:
    """Cases without their entries, in the order of their ids given."""
    found: dict[str, Case] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for row in db.execute(select(CASE.c.body).where(CASE.c.id.in_(some))):
            case = Case.model_validate_json(row.body)
            found[case.id] = case
    return tuple(found[id] for id in ids if id in found)


def forget(db: Connection, cases: Iterable[str], questions: Iterable[str]) -> None:
    """Nobody can be found by them any more."""
    for column, ids in ((GIVEN.c.case_id, list(cases)), (GIVEN.c.question_id, list(questions))):
        for start in range(0, len(ids), _AT_ONCE):
            db.execute(delete(GIVEN).where(column.in_(ids[start : start + _AT_ONCE])))


def correction(db: Connection, id: str) -> Correction | None:
    body = db.execute(_CORRECTION, {"correction": id}).scalar()
    return Correction.model_validate_json(body) if body else None


def was_corrected(db: Connection, id: str, ref: str) -> bool:
    return db.execute(_DONE, {"correction": id, "of": ref}).first() is not None


def keep(db: Connection, effects: Iterable[Effect]) -> None:
    for effect in effects:
        match effect:
            case Correction():
                _keep_correction(db, effect)
            case Corrected():
                row = {"correction": effect.correction, "ref": effect.ref, "delivery": effect.key}
                db.execute(insert(CORRECTED).values(**row))


def _keep_correction(db: Connection, made: Correction) -> None:
    values = {
        "article": made.article,
        "released_at": made.released.timestamp() if made.released else None,
        "body": made.model_dump_json(),
    }
    known = update(CORRECTION).where(CORRECTION.c.id == made.id).values(**values)
    if db.execute(known).rowcount == 0:
        db.execute(insert(CORRECTION).values(id=made.id, **values))


def progress(db: Connection, article: str) -> Iterator[Progress]:
    """Of the newest corrections that were sent."""
    for row in db.execute(_RELEASED, {"article": article}).all():
        made = Correction.model_validate_json(row.body)
        rows = db.execute(_STATES, {"correction": made.id}).all()
        counted = {str(state): int(count) for state, count in rows}
        sent = counted.pop(DeliveryState.SENT, 0)
        failed = counted.pop(DeliveryState.FAILED, 0) + counted.pop(DeliveryState.DROPPED, 0)
        yield Progress(correction=made, sent=sent, failed=failed, waiting=sum(counted.values()))
