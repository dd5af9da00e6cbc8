"""One transaction: reads and saves the core's values. Statements are the same for all databases."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from adapters.storage import cases, given, mentions, office, standing
from adapters.storage.audit import chain, trail
from adapters.storage.audit.chain import Seal
from adapters.storage.deliveries import (
    answered_mail,
    by_hand,
    figures,
    landings,
    lanes,
    ledger,
    results,
    timers,
)
from adapters.storage.memory import proposals, search
from adapters.storage.memory.remembering import Remembering
from adapters.storage.overview import monthly, promised, selecting, workload
from adapters.storage.privacy import erasing, holdings
from adapters.storage.schema import ADDRESS, LANGUAGE, ROUTING, TURN
from core.desk.ports import Answered, Backlog, Dispatch, Limit, Outcome
from core.values.audit import Audit
from core.values.case import Case, Question
from core.values.correction import Correction, Given, Progress
from core.values.decision import Decision
from core.values.delivery import Cancelled, Delivery, Landed
from core.values.holdings import Erasure, Holdings
from core.values.installation import Installation
from core.values.language import LanguageChosen
from core.values.message import Message
from core.values.monthly import Kept, Volume
from core.values.office import Draft, Office, PutOffice, PutRouting, Version
from core.values.place import ConversationReference, Person, Platform
from core.values.routing import Routing
from core.values.selection import Place, Selected, Selection
from core.values.turn import Turn
from core.values.workload import Workload

ALIKE_WITHIN = timedelta(minutes=2)

# Made once: building a statement anew costs five times as much as running it.
_SAME_TURN = select(TURN.c.reply).where(TURN.c.key == bindparam("turn"))
_LIKE_TURN = select(TURN.c.reply).where(
    or_(
        TURN.c.key == bindparam("turn"),
        and_(TURN.c.likeness == bindparam("like"), TURN.c.at >= bindparam("since")),
    )
)
_OLD_TURNS = (
    select(TURN.c.key)
    .where(TURN.c.at < bindparam("before"))
    .order_by(TURN.c.at)
    .limit(bindparam("most"))
)
_FORGET = delete(TURN).where(TURN.c.key.in_(bindparam("turns", expanding=True)))
_LANGUAGE = select(LANGUAGE.c.locale).where(LANGUAGE.c.person == bindparam("person"))
_ADDRESS = select(ADDRESS.c.body).where(ADDRESS.c.place == bindparam("lane"))
_MOVED = update(ADDRESS).where(ADDRESS.c.place == bindparam("lane"))
_NEW_TURN, _NEW_ADDRESS = map(insert, (TURN, ADDRESS))


class SqlRecord(Remembering):
    """Implements the Record port on one connection that is inside a transaction."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._db = connection
        self._seal = seal
        self._routing: Routing | None = None  # read once in a transaction

    @property
    def connection(self) -> Connection:
        """For what has its own tables, in the same transaction."""
        return self._db

    def answered(self, turn: Turn, now: datetime) -> Answered | None:
        given: dict[str, object] = {"turn": turn.key}
        if turn.likeness:
            given |= {"like": turn.likeness, "since": (now - ALIKE_WITHIN).timestamp()}
        row = self._db.execute(_LIKE_TURN if turn.likeness else _SAME_TURN, given).first()
        if row is None:
            return None
        return Answered(Message.model_validate_json(row.reply) if row.reply else None)

    def case(self, id: str) -> Case | None:
        return cases.case(self._db, id)

    def case_at(self, place: ConversationReference) -> Case | None:
        if place.thread is None:
            return None
        id = landings.case_landed_at(self._db, Landed(at=place))
        return self.case(id) if id else None

    def answered_mail(self, key: str) -> tuple[str, str] | None:
        return answered_mail.answered(self._db, key)

    def whispered_at(self, place: Landed) -> bool:
        return landings.whispered_at(self._db, place)

    def unsettled(self, lane: str) -> bool:
        return landings.unsettled(self._db, lane)

    def backlog(self, now: datetime) -> Backlog | None:
        return figures.backlog(self._db, now)

    def cases_of(self, person: str, limit: int) -> tuple[Case, ...]:
        return cases.of(self._db, person, limit)

    def alone(self, person: str) -> None:
        cases.alone(self._db, person)

    def workload(
        self, person: str, ends: Mapping[str, datetime], now: datetime, limit: int
    ) -> Workload:
        return workload.workload(self._db, person, ends, now, limit)

    def promised(self, queue: str, since: datetime, after: str, limit: int) -> Sequence[Case]:
        return promised.promised(self._db, queue, since, after, limit)

    def selected(
        self, which: Selection, after: Place, limit: int, *, texts: bool
    ) -> tuple[Selected, ...]:
        return selecting.page(self._db, which, after, limit, texts=texts)

    def count_selected(self, which: Selection) -> int:
        return selecting.count(self._db, which)

    def volumes(self, which: Selection) -> tuple[Volume, ...]:
        return monthly.volumes(self._db, which)

    def kept_promises(self, which: Selection, now: datetime) -> Kept:
        return monthly.kept(self._db, which, now)

    def unanswered(self, since: datetime, until: datetime, limit: int) -> tuple[Question, ...]:
        return monthly.unanswered(self._db, since, until, limit)

    def question(self, id: str) -> Question | None:
        return cases.question(self._db, id)

    def language(self, person: str) -> str:
        return str(self._db.execute(_LANGUAGE, {"person": person}).scalar() or "")

    def _save_language(self, chosen: LanguageChosen, now: datetime) -> None:
        values = {"at": now.timestamp(), "locale": chosen.locale}
        known = update(LANGUAGE).where(LANGUAGE.c.person == chosen.person).values(**values)
        if self._db.execute(known).rowcount == 0:
            self._db.execute(insert(LANGUAGE).values(person=chosen.person, **values))

    def routing(self) -> Routing | None:
        if self._routing is None:
            self._routing = office.routing(self._db)
        return self._routing

    def unreadable_routing(self) -> int | None:
        return office.unreadable(self._db)

    def routing_version(self) -> int:
        return office.newest(self._db, ROUTING)

    def routing_of(self, version: int) -> Routing | None:
        return office.routing(self._db, version)

    def versions(self, limit: int) -> tuple[Version, ...]:
        return office.versions(self._db, limit)

    def office(self) -> tuple[Office, int]:
        return office.office(self._db)

    def drafts(self) -> tuple[Draft, ...]:
        return office.drafts(self._db)

    def recent_cases(self, limit: int) -> tuple[Case, ...]:
        return cases.recent(self._db, limit)

    def places(self, workspace: str, limit: int) -> tuple[ConversationReference, ...]:
        channels = ADDRESS.c.place.startswith(f"{workspace}:19:", autoescape=True)
        rows = self._db.execute(select(ADDRESS.c.place).where(channels).limit(limit))
        return tuple(ConversationReference.from_text(row.place) for row in rows)

    def heard_event(self, platform: Platform, since: datetime) -> bool:
        """Whether anything that was not a command or a click came from there."""
        events = and_(TURN.c.key.like(f"{platform}:%:event:%"), TURN.c.at >= since.timestamp())
        return self._db.execute(select(TURN.c.key).where(events).limit(1)).first() is not None

    def holdings(self, person: Person) -> Holdings:
        return holdings.of(self._db, person)

    def erase(self, person: Person, token: str) -> erasing.Erased:
        return erasing.erase(self._db, person, token)

    def installed(self) -> tuple[Installation, ...]:
        return standing.installed(self._db)

    def given(self, article: str, limit: int) -> tuple[Given, ...]:
        return given.given(self._db, article, limit)

    def briefly(self, ids: Sequence[str]) -> tuple[Case, ...]:
        return given.briefly(self._db, ids)

    def correction(self, id: str) -> Correction | None:
        return given.correction(self._db, id)

    def corrections(self, article: str) -> tuple[Progress, ...]:
        return tuple(given.progress(self._db, article))

    def was_corrected(self, id: str, ref: str) -> bool:
        return given.was_corrected(self._db, id, ref)

    def lines(self, limit: int, case: str = "") -> tuple[Audit, ...]:
        return trail.newest(self._db, limit, case)

    def remember(self, place: ConversationReference, how: Mapping[str, str], now: datetime) -> None:
        values = {"at": now.timestamp(), "body": json.dumps(dict(how))}
        if self._db.execute(_MOVED, {"lane": place.lane, **values}).rowcount == 0:
            self._db.execute(_NEW_ADDRESS, {"place": place.lane, **values})

    def recall(self, place: ConversationReference) -> Mapping[str, str] | None:
        body = self._db.execute(_ADDRESS, {"lane": place.lane}).scalar()
        return json.loads(body) if body else None

    def set_routing(self, routing: Routing, by: str, now: datetime) -> int:
        """A new version comes into force; older ones stay readable. Returns its number."""
        self._routing = None
        put = PutRouting(routing=routing, base=self.routing_version())
        return office.put_routing(self._db, put, by, now)

    def put_draft(self, draft: Draft) -> None:
        """In the place of the one that its owner had."""
        office.keep(self._db, (draft,), draft.owner, draft.at)

    def set_office(self, kept: Office, by: str, now: datetime) -> int:
        return office.put_office(self._db, PutOffice(office=kept, base=self.office()[1]), by, now)

    def save(self, turn: Turn, decision: Decision, now: datetime) -> None:
        reply = decision.reply.model_dump_json() if decision.reply else None
        row = {"key": turn.key, "at": now.timestamp(), "likeness": turn.likeness, "reply": reply}
        row |= {"person": turn.person.key, "case_id": decision.case.id if decision.case else ""}
        self._db.execute(_NEW_TURN, row)
        for case in (*filter(None, (decision.case,)), *decision.others):
            cases.save(self._db, turn.key, case)
            search.index(self._db, case, self._seal.blind)
        for effect in decision.effects:
            match effect:
                case Question():
                    cases.save_question(self._db, effect)
                case LanguageChosen():
                    self._save_language(effect, now)
                case Cancelled():
                    timers.cancel(self._db, effect.to, effect.slot)
                case Erasure():
                    erasing.carry_out(self._db, effect, turn.key, now)
        self._routing = None
        office.keep(self._db, decision.effects, turn.person.key, now)
        proposals.keep(self._db, decision.effects)
        standing.keep(self._db, decision.effects, turn.person.key)
        given.keep(self._db, decision.effects)
        deliveries = [effect for effect in decision.effects if isinstance(effect, Delivery)]
        ledger.accept(self._db, deliveries)
        mentions.save(self._db, turn.key, decision.mentions, deliveries)
        self.audit([effect for effect in decision.effects if isinstance(effect, Audit)])

    def audit(self, lines: Sequence[Audit]) -> None:
        chain.append(self._db, lines, self._seal)

    def seal_again(self) -> None:
        """Every head of the audit trail gets the seal of the present key."""
        trail.sealed_again(self._db, self._seal)

    def under_way(self) -> dict[tuple[str, str], int]:
        return figures.under_way(self._db)

    def deliveries(self, states: tuple[str, ...]) -> list[dict[str, object]]:
        return by_hand.listed(self._db, states)

    def put_delivery(self, key: str, before: str, after: str, now: datetime) -> bool:
        return by_hand.put(self._db, key, before, after, now)

    def hold_deliveries(self) -> int:
        return by_hand.hold(self._db)

    def release_deliveries(self, now: datetime) -> int:
        return by_hand.release(self._db, now)

    def rest(self, lane: str, until: datetime) -> None:
        lanes.rest(self._db, lane, until.timestamp())

    def pace(self, dispatch: Dispatch, limits: tuple[Limit, ...]) -> None:
        results.pace(self._db, dispatch, limits)

    def renew(self, dispatch: Dispatch, now: datetime) -> bool:
        return results.renew(self._db, dispatch, now)

    def settle(self, dispatch: Dispatch, outcome: Outcome, now: datetime) -> str | None:
        return results.settle(self._db, dispatch, outcome, now)

    def claim(
        self, owner: str, now: datetime, limit: int, *, look_at_all: bool = False
    ) -> tuple[list[Dispatch], datetime | None]:
        return ledger.claim(self._db, owner, now, limit, look_at_all=look_at_all)

    def forget_turns(self, before: datetime, most: int) -> int:
        """Drop the oldest turn keys from before then; returns how many, at most `most`."""
        given = {"before": before.timestamp(), "most": most}
        keys = self._db.execute(_OLD_TURNS, given).scalars().all()
        mentions.of_turns_gone(self._db, keys)
        self._db.execute(_FORGET, {"turns": keys})
        return len(keys)
