"""A message that was on its way when it was to be taken back: looked for first, then deleted."""

from dataclasses import replace

from core.desk.ports import Channel, Dispatch, Later, Outcome, Refused, Sent
from core.values.delivery import Delivery, DeliveryKind

_UNSEEN = "it may have arrived; on this platform it can be neither looked for nor taken back"


def is_sought(delivery: Delivery) -> bool:
    """Nobody knows where it stands, or whether it does."""
    unknown = delivery.kind is DeliveryKind.DELETE and not delivery.at
    return unknown and not delivery.takes_back_a_file


async def sought(channel: Channel, dispatch: Dispatch) -> Dispatch | Outcome:
    """What is to be deleted, with its place; or what becomes of it without that. A message that is
    certainly not there is taken back.

    Raises what the channel raises.
    """
    post = dispatch.delivery.model_copy(update={"kind": DeliveryKind.POST})
    found = await channel.find(replace(dispatch, delivery=post))
    match found:
        case None:
            return Sent()
        case Later():
            return found
        case Sent(landed=landed):
            if landed is None:
                return Sent()
            there = {"at": landed.text, "under": ""}
            return replace(dispatch, delivery=dispatch.delivery.model_copy(update=there))
        case _:
            return Refused(_UNSEEN)
