"""What a link to a file stands for: the delivery that brought it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from adapters.storage.schema import DELIVERY
from core.values.delivery import Delivery, DeliveryState

_SHOWN = (DeliveryState.SENDING, DeliveryState.UNSURE, DeliveryState.SENT)
"""It can be clicked a moment before it is written down that it arrived."""

_SENT = select(DELIVERY.c.message).where(
    DELIVERY.c.key == bindparam("link"),
    DELIVERY.c.state.in_(_SHOWN),
    DELIVERY.c.accepted_at > bindparam("oldest"),
)


def sent(db: Connection, key: str, oldest: datetime) -> Delivery | None:
    """The delivery of that key, if it can be seen and was made after `oldest` (UTC). What was
    erased is empty and stands for no file."""
    body = db.execute(_SENT, {"link": key, "oldest": oldest.timestamp()}).scalar()
    made = Delivery.model_validate_json(body) if body else None
    return made if made and made.crossing and made.crossing.link else None
