"""Where texts of a case are kept beside the case itself: in replies and lists that show it.

Needed once only, when a person is erased or a case purged.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from adapters.storage.schema import MENTION, TURN
from core.values.delivery import Delivery

_TURN, _DELIVERY = "turn", "delivery"
_NEW = insert(MENTION)
_AT_ONCE = 500  # keys in one condition; databases bound their number


def save(db: Connection, turn: str, told: Sequence[str], deliveries: Sequence[Delivery]) -> None:
    rows = [{"case_id": id, "kind": _TURN, "key": turn} for id in dict.fromkeys(told)]
    rows += [
        {"case_id": id, "kind": _DELIVERY, "key": each.key}
        for each in deliveries
        for id in dict.fromkeys(each.mentions)
    ]
    if rows:
        db.execute(_NEW, rows)


def of_turns_gone(db: Connection, turns: Sequence[str]) -> None:
    """Their keys may name a person, and are kept no longer than they are."""
    for start in range(0, len(turns), _AT_ONCE):
        some = MENTION.c.key.in_(turns[start : start + _AT_ONCE])
        db.execute(delete(MENTION).where(MENTION.c.kind == _TURN, some))


def forgotten(db: Connection, case: str, but: str = "") -> list[str]:
    """Answers to turns that showed the case, or changed it, are gone, but for that of one turn;
    returns the keys of deliveries that showed it."""
    keys: dict[str, list[str]] = {_TURN: [], _DELIVERY: []}
    for row in db.execute(select(MENTION.c.kind, MENTION.c.key).where(MENTION.c.case_id == case)):
        keys[row.kind].append(row.key)
    other = TURN.c.key != but
    db.execute(update(TURN).where(TURN.c.key.in_(keys[_TURN]), other).values(reply=None))
    db.execute(update(TURN).where(TURN.c.case_id == case, other).values(reply=None))
    db.execute(delete(MENTION).where(MENTION.c.case_id == case))
    return keys[_DELIVERY]
