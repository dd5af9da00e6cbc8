"""One transaction: reads and saves the core's values. Statements are the same for all databases."""

import functools
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from adapters.storage import chain, ledger, results, timers, trail
from adapters.storage.chain import Seal
from adapters.storage.schema import ADDRESS, CASE, ENTRY, QUESTION, ROUTING, TURN
from core.desk.ports import Answered, Backlog, Dispatch, Limit, Outcome, Repeated
from core.values.audit import Audit
from core.values.case import Case, Entry, Question
from core.values.command import Escalate
from core.values.decision import Decision
from core.values.delivery import Cancelled, Delivery, Landed
from core.values.message import Message
from core.values.place import ConversationReference
from core.values.routing import Routing
from core.values.turn import Turn

ALIKE_WITHIN = timedelta(minutes=2)


class SqlRecord:
    """Implements the Record port on one connection that is inside a transaction."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._db = connection
        self._seal = seal

    def answered(self, turn: Turn, now: datetime) -> Answered | None:
        same = TURN.c.key == turn.key
        if turn.likeness:
            since = (now - ALIKE_WITHIN).timestamp()
            same = or_(same, and_(TURN.c.likeness == turn.likeness, TURN.c.at >= since))
        row = self._db.execute(select(TURN.c.reply).where(same)).first()
        if row is None:
            return None
        return Answered(Message.model_validate_json(row.reply) if row.reply else None)

    def case(self, id: str) -> Case | None:
        row = self._db.execute(select(CASE.c.body).where(CASE.c.id == id)).first()
        return self._with_entries(id, row.body) if row else None

    def _with_entries(self, id: str, body: str) -> Case:
        rows = self._db.execute(
            select(ENTRY.c.body).where(ENTRY.c.case_id == id).order_by(ENTRY.c.number)
        )
        entries = tuple(Entry.model_validate_json(row.body) for row in rows)
        return Case.model_validate_json(body).model_copy(update={"entries": entries})

    def case_at(self, place: ConversationReference) -> Case | None:
        if place.thread is None:
            return None
        id = ledger.case_landed_at(self._db, Landed(at=place))
        return self.case(id) if id else None

    def unsettled(self, lane: str) -> bool:
        return ledger.unsettled(self._db, lane)

    def backlog(self, now: datetime) -> Backlog | None:
        return ledger.backlog(self._db, now)

    def cases_of(self, person: str, limit: int) -> tuple[Case, ...]:
        rows = self._db.execute(
            select(CASE.c.body)
            .where(CASE.c.requester == person)
            .order_by(CASE.c.opened_at.desc())
            .limit(limit)
        )
        return tuple(Case.model_validate_json(row.body) for row in rows)

    def question(self, id: str) -> Question | None:
        row = self._db.execute(select(QUESTION.c.body).where(QUESTION.c.id == id)).first()
        return Question.model_validate_json(row.body) if row else None

    def routing(self) -> Routing | None:
        """The newest version; reading it again costs one look at its number."""
        version = self._db.execute(select(func.max(ROUTING.c.version))).scalar()
        if version is None:
            return None
        body = self._db.execute(select(ROUTING.c.body).where(ROUTING.c.version == version)).scalar()
        return _routing_from(str(body))

    def remember(self, place: ConversationReference, how: Mapping[str, str], now: datetime) -> None:
        values = {"at": now.timestamp(), "body": json.dumps(dict(how))}
        known = update(ADDRESS).where(ADDRESS.c.place == place.lane).values(**values)
        if self._db.execute(known).rowcount == 0:
            self._db.execute(insert(ADDRESS).values(place=place.lane, **values))

    def recall(self, place: ConversationReference) -> Mapping[str, str] | None:
        body = self._db.execute(
            select(ADDRESS.c.body).where(ADDRESS.c.place == place.lane)
        ).scalar()
        return json.loads(body) if body else None

    def set_routing(self, routing: Routing, by: str, now: datetime) -> int:
        """A new version comes into force; older ones stay readable. Returns its number."""
        last = self._db.execute(select(func.max(ROUTING.c.version))).scalar() or 0
        body = routing.model_dump_json(exclude_defaults=True)
        self._db.execute(
            insert(ROUTING).values(version=last + 1, at=now.timestamp(), by=by, body=body)
        )
        return int(last) + 1

    def save(self, turn: Turn, decision: Decision, now: datetime) -> None:
        reply = decision.reply.model_dump_json() if decision.reply else None
        self._db.execute(
            insert(TURN).values(
                key=turn.key, at=now.timestamp(), likeness=turn.likeness, reply=reply
            )
        )
        if decision.case:
            self._save_case(turn, decision.case)
        for effect in decision.effects:
            match effect:
                case Question():
                    self._save_question(effect)
                case Cancelled():
                    timers.cancel(self._db, effect.to, effect.slot)
        deliveries = [effect for effect in decision.effects if isinstance(effect, Delivery)]
        ledger.accept(self._db, deliveries)
        self.audit([effect for effect in decision.effects if isinstance(effect, Audit)])

    def audit(self, lines: Sequence[Audit]) -> None:
        chain.append(self._db, lines, self._seal)

    def seal_again(self) -> None:
        """Every head of the audit trail gets the seal of the present key."""
        trail.sealed_again(self._db, self._seal)

    def _save_question(self, question: Question) -> None:
        self._db.execute(
            insert(QUESTION).values(
                id=question.id,
                person=question.person.key,
                at=question.at.timestamp(),
                body=question.model_dump_json(),
            )
        )

    def _save_case(self, turn: Turn, case: Case) -> None:
        if isinstance(turn.command, Escalate):
            self._insert_case(turn.key, case)
            known = 0
        else:
            known = self._update_case(case)
        for entry in case.entries[known:]:
            self._db.execute(
                insert(ENTRY).values(
                    case_id=case.id,
                    number=entry.number,
                    kind=entry.kind,
                    at=entry.at.timestamp(),
                    body=entry.model_dump_json(),
                )
            )

    def _insert_case(self, source_key: str, case: Case) -> None:
        if self._db.execute(select(CASE.c.id).where(CASE.c.id == case.id)).first():
            raise Repeated(f"the id {case.id} is taken")
        self._db.execute(insert(CASE).values(source_key=source_key, **_columns(case)))

    def _update_case(self, case: Case) -> int:
        """Returns how many entries are on record already."""
        before = case.version - 1
        try:
            changed = self._db.execute(
                update(CASE)
                .where(CASE.c.id == case.id, CASE.c.version == before)
                .values(**_columns(case))
            )
        except IntegrityError as error:
            raise Repeated(case.id) from error
        if changed.rowcount != 1:
            raise Repeated(f"{case.id} is no longer at version {before}")
        count = select(func.count()).where(ENTRY.c.case_id == case.id)
        return int(self._db.execute(count).scalar_one())

    def deliveries(self, states: tuple[str, ...]) -> list[dict[str, object]]:
        return ledger.listed(self._db, states)

    def put_delivery(self, key: str, before: str, after: str, now: datetime) -> bool:
        return ledger.put(self._db, key, before, after, now)

    def rest(self, lane: str, until: datetime) -> None:
        results.rest(self._db, lane, until)

    def pace(self, dispatch: Dispatch, limits: tuple[Limit, ...]) -> None:
        results.pace(self._db, dispatch, limits)

    def renew(self, dispatch: Dispatch, now: datetime) -> bool:
        return results.renew(self._db, dispatch, now)

    def settle(self, dispatch: Dispatch, outcome: Outcome, now: datetime) -> str | None:
        return results.settle(self._db, dispatch, outcome, now)

    def claim(
        self, owner: str, now: datetime, limit: int
    ) -> tuple[list[Dispatch], datetime | None]:
        return ledger.claim(self._db, owner, now, limit)


@functools.lru_cache(maxsize=4)
def _routing_from(body: str) -> Routing:
    return Routing.model_validate(json.loads(body))


def _columns(case: Case) -> dict[str, object]:
    return {
        "id": case.id,
        "version": case.version,
        "status": case.status,
        "queue": case.queue,
        "requester": case.requester.key,
        "opened_at": case.opened_at.timestamp(),
        "due_at": case.due_at.timestamp(),
        "body": case.model_dump_json(exclude={"entries"}),
    }
