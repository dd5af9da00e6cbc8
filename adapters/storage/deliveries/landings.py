"""Where on the platforms the deliveries came to stand: what is redrawn, followed, clicked."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select

from adapters.storage.schema import DELIVERY, OUTGOING
from core.values.delivery import Delivery, DeliveryKind, DeliveryState, Landed

OF_CASE = DELIVERY.c.case_id == bindparam("case")
OF_NO_CASE = DELIVERY.c.case_id.is_(None)
IN_SLOT = and_(DELIVERY.c.lane == bindparam("to"), DELIVERY.c.slot == bindparam("of"))


def _landing(whose: ColumnElement[bool]) -> Select[tuple[str]]:
    posted = and_(DELIVERY.c.kind == DeliveryKind.POST, DELIVERY.c.landed.is_not(None))
    newest = (DELIVERY.c.seq + 0).desc()  # else SQLite reads a whole lane, newest first
    return select(DELIVERY.c.landed).where(whose, IN_SLOT, posted).order_by(newest).limit(1)


_LANDED, _LANDED_OTHER = _landing(OF_CASE), _landing(OF_NO_CASE)
_CASE_AT = select(DELIVERY.c.case_id).where(
    DELIVERY.c.landed == bindparam("place"), DELIVERY.c.case_id.is_not(None)
)
_WHISPER_AT = select(DELIVERY.c.id).where(
    DELIVERY.c.landed == bindparam("place"), DELIVERY.c.kind == DeliveryKind.WHISPER
)
_OPEN = (OUTGOING, DELIVERY.c.lane == bindparam("to"), DELIVERY.c.state != DeliveryState.PENDING)
_BEGUN = select(DELIVERY.c.id).where(
    *_OPEN, DELIVERY.c.case_id.is_not(None), DELIVERY.c.kind == DeliveryKind.POST
)
_WHISPERING = select(DELIVERY.c.id).where(*_OPEN, DELIVERY.c.kind == DeliveryKind.WHISPER)


def in_slot(delivery: Delivery, slot: str) -> dict[str, object]:
    of_case = {"case": delivery.case} if delivery.case else {}
    return {**of_case, "to": delivery.to.lane, "of": slot}


def target(db: Connection, delivery: Delivery) -> Landed | None:
    """Where the newest delivery of the wanted slot landed."""
    own = delivery.kind is DeliveryKind.UPDATE or delivery.takes_back_a_file
    slot = delivery.slot if own else delivery.under
    if not slot:
        return None
    newest = _LANDED if delivery.case else _LANDED_OTHER
    landed = db.execute(newest, in_slot(delivery, slot)).scalar()
    return Landed.from_text(landed) if landed else None


def case_landed_at(db: Connection, place: Landed) -> str | None:
    """The case whose post is this message, or hangs in this thread."""
    found = db.execute(_CASE_AT, {"place": place.text}).scalar()
    return str(found) if found else None


def whispered_at(db: Connection, place: Landed) -> bool:
    """Whether this message is a whisper of ours, or may be one whose place is not known yet: who
    reads it may be quicker than the platform's answer."""
    if db.execute(_WHISPER_AT, {"place": place.text}).first():
        return True
    return _any(db, _WHISPERING, place.at.lane)


def unsettled(db: Connection, lane: str) -> bool:
    """Whether a post of a case in this lane was begun and its end is not known."""
    return _any(db, _BEGUN, lane)


def _any(db: Connection, open_in: Select[Any], lane: str) -> bool:
    return db.execute(open_in.limit(1), {"to": lane}).first() is not None
