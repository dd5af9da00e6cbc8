"""One try at a delivery: look first where it may have arrived, and give up where that is wiser.

A message is sent again at most once after a send without a clear answer, and marked. Where a
channel can look it is looked for first, and what is certainly not there is sent however many
processes died. Where it cannot, a death in the middle counts as such a send too. Tries that
certainly left nothing count for neither.
"""

from dataclasses import replace
from datetime import timedelta

from core.desk.ports import Channel, Dispatch, Later, Outcome, Refused, Sent, Unsure
from core.values.delivery import DeliveryKind

MOST_TRIES = 5  # of a delivery that fails by its own fault
MOST_PATIENT = 10  # tries that a channel itself calls failed, or that nobody ended
LONGEST = timedelta(days=4)  # mail servers give up after four to five days: RFC 5321, 4.5.4.1
_TWICE = "it may have arrived; it was sent twice without a clear answer"


async def looked_for(channel: Channel, dispatch: Dispatch) -> Outcome | None:
    """What becomes of a delivery that may have arrived; None when it is to be sent once more.

    Raises what the channel raises.
    """
    found = await channel.find(dispatch)
    if isinstance(found, Sent | Later):
        return found
    spent = dispatch.unclear if found is None else dispatch.tries - 1 - dispatch.blamed
    return Refused(_TWICE) if spent > 1 else None


def marked(dispatch: Dispatch, outcome: Outcome) -> Outcome:
    """What was sent a second time says so; redraws and whispers may be repeated without harm."""
    second = dispatch.again and dispatch.delivery.kind is DeliveryKind.POST
    return replace(outcome, repeated=True) if second and isinstance(outcome, Sent) else outcome


def blamed(dispatch: Dispatch, why: str) -> Outcome:
    """A delivery that fails by itself gets five tries, so that others are not held up."""
    if dispatch.tries >= MOST_TRIES:
        return Refused(f"given up after {MOST_TRIES} tries: {why}")
    return Later(timedelta(seconds=2**dispatch.tries), why, blames=True)


def patient(dispatch: Dispatch, outcome: Outcome) -> Outcome:
    """Not for ever: what waits behind it, and who waits for it, must hear of it one day."""
    if isinstance(outcome, Sent | Refused):
        return outcome
    counts = isinstance(outcome, Unsure) or outcome.blames
    if counts and dispatch.tries >= MOST_PATIENT:
        return Refused(f"given up after {dispatch.tries} tries: {outcome.why}")
    if dispatch.waited > LONGEST:
        return Refused(f"given up after {dispatch.waited.days} days: {outcome.why}")
    return outcome
