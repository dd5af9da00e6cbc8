"""The counts of a month, over the index of when cases were opened; no case is read for them."""

from datetime import datetime

from sqlalchemy import Connection, and_, case, func, select

from adapters.storage.overview.selecting import conditions
from adapters.storage.overview.workload import AWAITING
from adapters.storage.schema import CASE, QUESTION
from core.values.case import Question
from core.values.monthly import Kept, Volume
from core.values.selection import Selection


def volumes(db: Connection, which: Selection) -> tuple[Volume, ...]:
    rows = db.execute(
        select(CASE.c.topic, CASE.c.workspace, func.count().label("count"))
        .where(*conditions(which))
        .group_by(CASE.c.topic, CASE.c.workspace)
    )
    return tuple(Volume(topic=r.topic, workspace=r.workspace, count=r.count) for r in rows)


def kept(db: Connection, which: Selection, now: datetime) -> Kept:
    late = and_(
        CASE.c.answered_at.is_(None),
        CASE.c.status.in_(AWAITING),
        CASE.c.due_at < now.timestamp(),
    )
    in_time = CASE.c.answered_at <= CASE.c.answer_due
    row = db.execute(
        select(
            func.count(CASE.c.answered_at).label("answered"),
            func.sum(case((in_time, 1), else_=0)).label("in_time"),
            func.sum(case((late, 1), else_=0)).label("overdue"),
        ).where(*conditions(which))
    ).one()
    return Kept(answered=row.answered, in_time=row.in_time or 0, overdue=row.overdue or 0)


def unanswered(
    db: Connection, since: datetime, until: datetime, limit: int
) -> tuple[Question, ...]:
    """Questions of that time for which the knowledge had no answer, the newest ones."""
    rows = db.execute(
        select(QUESTION.c.body)
        .where(QUESTION.c.at >= since.timestamp(), QUESTION.c.at < until.timestamp())
        .order_by(QUESTION.c.at.desc())
        .limit(limit)
    )
    asked = (Question.model_validate_json(row.body) for row in rows)
    return tuple(question for question in asked if question.article is None)
