"""What a delivery looks like on its way, how a try at it may end, and who brings it to people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.values.delivery import Delivery, Landed
from core.values.place import Platform

SETTLE = timedelta(seconds=6)  # longer than any call to a platform takes


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A delivery in the hands of one owner, with the place it needs from earlier deliveries.

    `target` is what `UPDATE` redraws, or the message whose thread this goes into; None when
    it needs none or there is none. `again` says that an earlier try may have arrived, so it
    must be looked for first; `tries` counts this one, `unclear` the sends before it that ended
    without a clear answer, `blamed` the tries that failed and certainly left nothing: what is left
    are those in whose middle a process died. `fence` guards against a late owner. `waited`: since
    it was due first.
    """

    id: int
    delivery: Delivery
    target: Landed | None
    fence: int
    tries: int
    again: bool
    intent_at: datetime
    unclear: int = 0
    blamed: int = 0
    waited: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Deliveries that are due and not done; `oldest` is the key of the one that waits longest."""

    count: int
    oldest: str
    lane: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there; `landed` is None for what leaves no trace (a whisper)."""

    landed: Landed | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not there; try again after the given time. `blames` counts it as a failed try;
    `limited` says that the platform asked us to slow down."""

    after: timedelta
    why: str
    blames: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never arrive; `why` is a sentence for staff. `lost` says that the message which it
    should have followed or redrawn is no longer there; `reason` is a word of `file.why_…`."""

    why: str
    lost: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have arrived: look for it before sending again."""

    why: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """What this channel may have sent cannot be looked for."""


Outcome = Sent | Later | Refused | Unsure


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages within so much time."""

    most: int
    within: timedelta


class Channel(Protocol):
    """A way to reach people."""

    platform: Platform

    async def send(self, dispatch: Dispatch) -> Outcome:
        """Try once. Returns within 6 s; raises nothing that it can name."""

    async def find(self, dispatch: Dispatch) -> Sent | Later | Hidden | None:
        """Look for a message by its key: there, not now, cannot be looked for, or certainly not
        there (None)."""

    def pause(self, delivery: Delivery) -> timedelta:
        """How long the lane rests after this delivery, by the platform's limits."""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What the platform allows one conversation beside the pause."""
