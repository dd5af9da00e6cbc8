"""Where texts of a case are kept beside the case itself: in lists of cases that staff were shown.

Needed once only, when a person is erased.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from adapters.storage.schema import MENTION, TURN
from core.values.delivery import Delivery

_TURN, _DELIVERY = "turn", "delivery"
_NEW = insert(MENTION)


def save(db: Connection, turn: str, told: Sequence[str], deliveries: Sequence[Delivery]) -> None:
    rows = [{"case_id": id, "kind": _TURN, "key": turn} for id in dict.fromkeys(told)]
    rows += [
        {"case_id": id, "kind": _DELIVERY, "key": each.key}
        for each in deliveries
        for id in dict.fromkeys(each.mentions)
    ]
    if rows:
        db.execute(_NEW, rows)


def forgotten(db: Connection, case: str) -> list[str]:
    """Answers to turns that showed the case are gone; returns the keys of deliveries that did."""
    keys: dict[str, list[str]] = {_TURN: [], _DELIVERY: []}
    for row in db.execute(select(MENTION.c.kind, MENTION.c.key).where(MENTION.c.case_id == case)):
        keys[row.kind].append(row.key)
    db.execute(update(TURN).where(TURN.c.key.in_(keys[_TURN])).values(reply=None))
    db.execute(delete(MENTION).where(MENTION.c.case_id == case))
    return keys[_DELIVERY]
