"""Takes a person out of the database: content is shredded, the skeleton of their cases stays.

What stays of a case is when, in which queue, about which topic and with which outcome; the audit
trail stays sound, since it never held a text and the salts of its hashes go with the texts.
"""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from adapters.storage import given, mentions
from adapters.storage.deliveries import ledger, retracting
from adapters.storage.deliveries.retracting import Seeker
from adapters.storage.memory import proposals, search
from adapters.storage.privacy import advising, holdings
from adapters.storage.schema import (
    ADDRESS,
    CASE,
    DELIVERY,
    ENTRY,
    LANE,
    LANGUAGE,
    QUESTION,
    TURN,
)
from core.values.case import Case, Entry
from core.values.command import FinishErasing
from core.values.delivery import Delivery, DeliveryKind, DeliveryState
from core.values.file import Crossing, File
from core.values.holdings import Erasure
from core.values.message import Message
from core.values.place import ConversationReference, Person

_LOOK_AGAIN = timedelta(days=1)
_WAITING = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNSURE)
_BARE = {
    "message": Message(title="erased"),
    "command": None,
    "at": "",
    "whisper_to": "",
    "crossing": None,
}


@dataclass(frozen=True, slots=True)
class Erased:
    """The cases that were shredded, and where messages of theirs stand on the platforms: those
    are not ours to take back from here."""

    cases: tuple[str, ...]
    places: tuple[str, ...]


def carry_out(db: Connection, wish: Erasure, turn: str, now: datetime) -> None:
    """What was decided in a turn."""
    if wish.before is None:
        erase(db, wish.person, wish.token, turn=turn)
    elif any(retracting.wished(db, Seeker(wish.token, wish.person.key)).values()):
        _put_off(db, wish, now)
    else:
        finish(db, wish.person, wish.token, wish.before)


def _put_off(db: Connection, wish: Erasure, now: datetime) -> None:
    """A platform is away, and messages still stand there: their address is needed until they are
    gone or given up, which a delivery is after days at the latest."""
    assert wish.before is not None
    again = FinishErasing(person=wish.person, token=wish.token, at=wish.before)
    timer = Delivery(
        key=secrets.token_hex(16),
        to=ConversationReference.desk(f"erased:{wish.token}"),
        command=again,
        kind=DeliveryKind.TIMER,
        slot="finish",
        due_at=now + _LOOK_AGAIN,
    )
    ledger.accept(db, [timer])


def erase(db: Connection, person: Person, token: str, *, turn: str = "") -> Erased:
    """All of it in the caller's transaction. `token` is random: it stands for the person from now
    on, and says nothing. No case of the person may be open.

    With the key of the `turn` in which the person asked for it, that turn and the address of their
    conversation are still needed: `finish` takes them out.
    """
    write_over(db)
    shade = nobody(person, token)
    places: list[str] = []
    cases = tuple(holdings.cases_of(db, person.key))
    conversations = holdings.own_places(db, person, cases)
    seek = Seeker(token, person.key) if turn else None
    for case in cases:
        places += take_out(db, case, shade, turn=turn, seek=seek)
    lanes = [place.lane for place in conversations]
    for case in tuple(advising.advised(db, person, lanes)):
        advising.forget(db, case, person, shade)
    _shred_replies(db, cases, but=turn)
    told = shred_deliveries(db, DELIVERY.c.person == person.key, seek)
    for number, place in enumerate(conversations):
        places += _shred_lane(db, place, _nowhere(place, f"{token}-{number}"), seek)
    _forget_turns(db, person, but=turn)
    asked = db.execute(select(QUESTION.c.id).where(QUESTION.c.person == person.key)).scalars()
    given.forget(db, (), asked)
    db.execute(delete(QUESTION).where(QUESTION.c.person == person.key))
    db.execute(delete(LANGUAGE).where(LANGUAGE.c.person == person.key))
    if not turn:
        db.execute(delete(ADDRESS).where(ADDRESS.c.place.in_(lanes)))
    return Erased(tuple(case.id for case in cases), tuple(dict.fromkeys((*places, *told))))


def _forget_turns(db: Connection, person: Person, *, but: str) -> None:
    """With what was answered. The keys of many name the person."""
    own = TURN.c.key.like(f"{person.platform}:{person.tenant}:%:{person.user}:%")
    named = and_(TURN.c.person == "", or_(own, TURN.c.key.like(f"%:{person.user}")))
    mine = or_(TURN.c.person == person.key, named)  # a version before 0017 left it empty
    keys = db.execute(select(TURN.c.key).where(mine, TURN.c.key != but)).scalars().all()
    mentions.of_turns_gone(db, keys)
    db.execute(delete(TURN).where(mine, TURN.c.key != but))


def take_out(
    db: Connection, case: Case, shade: Person, *, turn: str = "", seek: Seeker | None = None
) -> list[str]:
    """One case that is over: its words, what finds it by words, every message that shows them, and
    every answer to a turn but that to `turn`. `shade` stands for the person who asked. Returns
    where the messages stand. What is just on its way is dropped; with `seek` it is looked for and
    taken back."""
    shred_case(db, case, case.requester, shade)
    search.forget(db, case.id)
    proposals.forget(db, case.id)
    given.forget(db, (case.id,), ())
    shown = mentions.forgotten(db, case.id, but=turn)
    places = shred_deliveries(db, DELIVERY.c.case_id == case.id, seek)
    return places + shred_deliveries(db, DELIVERY.c.key.in_(shown), seek)


def finish(db: Connection, person: Person, token: str, before: datetime) -> None:
    """What taking messages back still needed. Somebody who came back meanwhile is let alone."""
    write_over(db)
    names = retracting.wished(db, Seeker(token, person.key))
    found = [ConversationReference.from_text(name) for name in names]
    private = [place for place in found if holdings.is_private(place.conversation)]
    own = {p.lane: p for p in (*holdings.own_places(db, person, ()), *private)}
    shred_deliveries(db, DELIVERY.c.lane == ConversationReference.desk(f"erased:{token}").lane)
    if _is_back(db, person, own, before):
        old = DELIVERY.c.accepted_at <= before.timestamp()
        shred_deliveries(db, and_(DELIVERY.c.lane.in_(own), old))
        return
    for number, place in enumerate(own.values()):
        _shred_lane(db, place, _nowhere(place, f"{token}-last-{number}"))
    db.execute(delete(ADDRESS).where(ADDRESS.c.place.in_(own)))
    erase(db, person, f"{token}-end")


def _is_back(db: Connection, person: Person, own: Collection[str], since: datetime) -> bool:
    looks = (
        select(CASE.c.id).where(CASE.c.requester == person.key),
        select(QUESTION.c.id).where(QUESTION.c.person == person.key),
        select(LANGUAGE.c.person).where(LANGUAGE.c.person == person.key),
        select(DELIVERY.c.id).where(
            DELIVERY.c.lane.in_(own), DELIVERY.c.accepted_at > since.timestamp()
        ),
    )
    return any(db.execute(look.limit(1)).first() for look in looks)


def nobody(person: Person, token: str) -> Person:
    return Person(platform=person.platform, tenant=person.tenant, user=f"erased-{token}")


def _nowhere(place: ConversationReference, token: str) -> ConversationReference:
    return place.model_copy(update={"conversation": f"erased-{token}"})


def write_over(db: Connection) -> None:
    """SQLite writes zeros over what is deleted by this connection from now on."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("PRAGMA secure_delete=ON")


def _shred_replies(db: Connection, cases: Sequence[Case], *, but: str) -> None:
    """Answers of a version that did not note which case they show. They are sealed, so each is
    read; three days after that version has gone there is none."""
    telling = {words for case in cases for words in _telling(case)}
    unnoted = TURN.c.reply.is_not(None), TURN.c.person == "", TURN.c.key != but
    rows = db.execute(select(TURN.c.key, TURN.c.reply).where(*unnoted))
    shown = [row.key for row in rows if any(words in row.reply for words in telling)]
    if shown:
        gone = update(TURN).where(TURN.c.key == bindparam("turn")).values(reply=None)
        db.execute(gone, [{"turn": key} for key in shown])


def _telling(case: Case) -> set[str]:
    """Words by which an answer that was kept for a repeated turn is known to be about the case."""
    texts = (case.question, *(entry.text for entry in case.entries))
    begun = {json.dumps(text[:60], ensure_ascii=False)[1:-1] for text in texts if len(text) > 7}
    named = {words for words in (case.requester.name, case.organisation) if len(words) > 2}
    return {case.id} | named | begun


def shred_case(db: Connection, case: Case, person: Person, nobody: Person) -> None:
    kept = Case(
        id=case.id,
        version=case.version + 1,
        status=case.status,
        queue=case.queue,
        requester=nobody,
        origin=nobody.direct,
        question="",
        topic=case.topic,
        locale=case.locale,
        product=case.product,
        stage=case.stage,
        outcome=case.outcome,
        opened_at=case.opened_at,
        due_at=case.due_at,
        due_why="",
    )
    values = {
        "version": kept.version,
        "requester": nobody.key,
        "source_key": f"erased:{case.id}",
        "assignee": "",
        "body": kept.model_dump_json(exclude={"entries"}),
    }
    db.execute(update(CASE).where(CASE.c.id == case.id).values(**values))
    for entry in case.entries:
        by = nobody if entry.by and entry.by.key == person.key else entry.by
        bare = Entry(number=entry.number, kind=entry.kind, at=entry.at, by=by, of=entry.of)
        here = (ENTRY.c.case_id == case.id) & (ENTRY.c.number == entry.number)
        db.execute(update(ENTRY).where(here).values(body=bare.model_dump_json()))


def shred_deliveries(
    db: Connection, which: ColumnElement[bool], seek: Seeker | None = None
) -> list[str]:
    """Their messages are emptied. What still waited is dropped, and whoever is just sending it can
    no longer report it; with `seek` a message that may be on its platform is looked for and taken
    back. Returns where they stand."""
    mine = (
        DELIVERY.c.slot != seek.token if seek else true()
    )  # what is being taken back is let alone
    rows = db.execute(select(DELIVERY).where(which, mine)).all()
    for row in rows:
        whole = Delivery.model_validate_json(row.message)
        bare = whole.model_copy(update=_BARE)
        if seek and retracting.can_be_sought(row):
            known = {"crossing": _by_name(whole.crossing)}
            retracting.seek(db, row, bare.model_copy(update=known), seek)
        else:
            _drop(db, row, bare)
    return [row.landed for row in rows if row.landed]


def _by_name(crossing: Crossing | None) -> Crossing | None:
    """As much of a file as it takes to find it where it may stand: its random name."""
    if crossing is None or crossing.link:
        return None
    file = File(name="", platform=crossing.file.platform, tenant=crossing.file.tenant)
    return Crossing(file=file, name=crossing.name)


def _drop(db: Connection, row: Row[Any], bare: Delivery) -> None:
    values: dict[str, object] = {"person": None}
    if row.kind != DeliveryKind.DELETE:  # what could not be deleted can be tried again
        values |= {"message": bare.model_dump_json(exclude={"person"}), "error": None}
    if row.state in _WAITING:
        values |= {"state": DeliveryState.DROPPED, "fence": row.fence + 1}
    db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(**values))


def _shred_lane(
    db: Connection,
    own: ConversationReference,
    nobody: ConversationReference,
    seek: Seeker | None = None,
) -> list[str]:
    """The person's own conversation: its deliveries go to a lane that names nobody, but for those
    that are still to be taken back there."""
    count = db.execute(select(func.max(DELIVERY.c.seq)).where(DELIVERY.c.lane == own.lane)).scalar()
    if count is None:
        db.execute(delete(LANE).where(LANE.c.name == own.lane))
        return []
    places = shred_deliveries(db, DELIVERY.c.lane == own.lane, seek)
    new = {"name": nobody.lane, "seq": count, "ready_at": 0.0}
    db.execute(insert(LANE).values(**new))
    done = DELIVERY.c.slot != seek.token if seek else true()
    here = select(DELIVERY.c.id, DELIVERY.c.message).where(DELIVERY.c.lane == own.lane, done)
    for row in db.execute(here).all():
        unnamed = {"to": nobody, "at": "", "slot": "", "under": ""}
        bare = Delivery.model_validate_json(row.message).model_copy(update=unnamed)
        message = bare.model_dump_json(exclude={"person"})
        values = {"lane": nobody.lane, "landed": None, "slot": "", "message": message}
        db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(**values))
    empty = ~exists().where(DELIVERY.c.lane == own.lane)
    db.execute(delete(LANE).where(LANE.c.name == own.lane, empty))
    return places
