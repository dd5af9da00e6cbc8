"""What became of a try, in the ledger: the result, the lane's pace, the lease renewed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select, update

from adapters.storage.deliveries import lanes, retracting
from adapters.storage.schema import DELIVERY
from core.desk.ports import SETTLE, Dispatch, Later, Limit, Outcome, Refused, Sent
from core.values.delivery import DeliveryState

_SETTLE = update(DELIVERY).where(
    DELIVERY.c.id == bindparam("head"),
    DELIVERY.c.fence == bindparam("ours"),
    DELIVERY.c.kind == bindparam("as"),
)


def pace(db: Connection, dispatch: Dispatch, limits: Sequence[Limit]) -> None:
    """Counted by the intents on record, so by all workers together and across restarts."""
    this = select(DELIVERY.c.seq).where(DELIVERY.c.id == dispatch.id).scalar_subquery()
    lane = dispatch.delivery.to.lane
    begun = select(DELIVERY.c.intent_at).where(
        DELIVERY.c.lane == lane, DELIVERY.c.seq <= this, DELIVERY.c.intent_at.is_not(None)
    )
    for limit in limits:
        nth = begun.order_by(DELIVERY.c.seq.desc()).offset(limit.most - 1).limit(1)
        if (at := db.execute(nth).scalar()) is not None:
            lanes.rest(db, lane, at + limit.within.total_seconds())


def renew(db: Connection, dispatch: Dispatch, now: datetime) -> bool:
    """The lease lasts from now on, for whoever still holds it."""
    lasts = {"intent_at": now.timestamp(), "lease_until": (now + SETTLE).timestamp()}
    held = and_(DELIVERY.c.id == dispatch.id, DELIVERY.c.fence == dispatch.fence)
    return db.execute(update(DELIVERY).where(held).values(**lasts)).rowcount == 1


def settle(
    db: Connection,
    dispatch: Dispatch,
    outcome: Outcome,
    now: datetime,
) -> str | None:
    """Write the result. Returns `sent` or `failed` when that is final. The lane sleeps on until
    `lanes.rest`: in a transaction of its own, since a report may need other lanes first."""
    values = _result(dispatch, outcome, now) | {"lease_owner": None, "lease_until": None}
    ours = {"head": dispatch.id, "ours": dispatch.fence, "as": dispatch.delivery.kind}
    behind = _behind(db, dispatch, outcome, now)
    changed = db.execute(_SETTLE, {**ours, **values, **behind})
    if changed.rowcount != 1:
        retracting.arrived(db, dispatch, outcome, now)
        return None
    state = str(values["state"])
    return state if state in (DeliveryState.SENT, DeliveryState.FAILED) else None


def _behind(
    db: Connection, dispatch: Dispatch, outcome: Outcome, now: datetime
) -> dict[str, object]:
    """A file that has to wait lets answers and cards pass."""
    if dispatch.delivery.crossing is None or not isinstance(outcome, Later):
        return {}
    lane, due = dispatch.delivery.to.lane, (now + outcome.after).timestamp()
    return {"seq": lanes.reserve(db, [(lane, 1, due)])[lane]}


def _result(dispatch: Dispatch, outcome: Outcome, now: datetime) -> dict[str, object]:
    match outcome:
        case Sent(landed=landed, repeated=repeated):
            note = "may be there twice" if repeated else None
            return {
                "state": DeliveryState.SENT,
                "landed": landed.text if landed else None,
                "error": note,
            }
        case Later(after=after, why=why, blames=blames):
            return {
                "state": DeliveryState.UNSURE if dispatch.again else DeliveryState.PENDING,
                "due_at": (now + after).timestamp(),
                "attempts": dispatch.tries if blames else dispatch.tries - 1,
                "blamed": dispatch.blamed + blames,
                "error": why[:500],
            }
        case Refused(why=why):
            return {"state": DeliveryState.FAILED, "error": why[:500]}
        case _:
            return {
                "state": DeliveryState.UNSURE,
                "due_at": (dispatch.intent_at + SETTLE).timestamp(),
                "attempts": dispatch.tries,
                "unclear": dispatch.unclear + 1,
                "error": outcome.why[:500],
            }
