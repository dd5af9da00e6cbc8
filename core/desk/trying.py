"""Hands one delivery to its channel: what may have arrived is looked for first, and what was looked
for needs an intent that is written down anew before it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.desk.attempt import blamed, looked_for, marked, patient
from core.desk.carry import Carrier
from core.desk.ports import Channel, Dispatch, Later, Outcome, Record, Refused, Store
from core.desk.retracting import is_sought, sought
from core.values.place import Platform

FRESH = timedelta(seconds=1)  # a call starts at most so long after its intent was written down


@dataclass(frozen=True, slots=True)
class Tries:
    """`failed` is told of what no outcome describes; `carrier` brings files."""

    _channels: Mapping[Platform, Channel]
    _store: Store
    _now: Callable[[], datetime]
    _failed: Callable[[str, BaseException], None]
    _carrier: Carrier | None = None

    async def once(self, dispatch: Dispatch) -> tuple[Dispatch, Outcome]:
        """The outcome, and the dispatch with its intent as it was written down last."""
        channel = self._channels.get(dispatch.delivery.to.platform)
        if channel is None:
            return dispatch, Refused(f"{dispatch.delivery.to.platform} is not set up on this desk")
        if self._now() > dispatch.intent_at + FRESH:
            return dispatch, Later(timedelta(0), "this process was held up before the call")
        try:
            dispatch, outcome = await self._sent_or_found(channel, dispatch)
            return dispatch, patient(dispatch, marked(dispatch, outcome))
        except Exception as error:
            self._failed("send", error)
            return dispatch, blamed(dispatch, type(error).__name__)

    async def _sent_or_found(
        self, channel: Channel, dispatch: Dispatch
    ) -> tuple[Dispatch, Outcome]:
        """A look takes time: what is sent after it needs a lease that lasts for the whole call."""
        if not dispatch.again:
            return await self._sent(channel, dispatch)
        if is_sought(dispatch.delivery):
            there = await sought(channel, dispatch)
            if not isinstance(there, Dispatch):
                return dispatch, there
            dispatch = there
        elif (found := await looked_for(channel, dispatch)) is not None:
            return dispatch, found
        now = self._now()
        if not await self._store.write(lambda record: record.renew(dispatch, now)):
            return dispatch, Later(timedelta(0), "another process took it over")
        renewed = replace(dispatch, intent_at=now)
        if self._now() > now + FRESH:
            return renewed, Later(timedelta(0), "this process was held up before the call")
        return await self._sent(channel, renewed)

    async def _sent(self, channel: Channel, dispatch: Dispatch) -> tuple[Dispatch, Outcome]:
        if self._carrier and dispatch.delivery.brings_a_file:
            return await self._carrier(dispatch)
        return dispatch, await channel.send(dispatch)

    async def rested(self, dispatch: Dispatch) -> None:
        """By itself: whoever holds a lane must not wait for another one. Nobody looks at the lane
        between the result and this, unless we die; then it has rested for long enough."""
        channel = self._channels.get(dispatch.delivery.to.platform)
        pause = channel.pause(dispatch.delivery) if channel else timedelta(0)
        limits = channel.limits if channel else ()
        lane, until = dispatch.delivery.to.lane, self._now() + pause

        def rest(record: Record) -> None:
            record.rest(lane, until)
            record.pace(dispatch, limits)

        await self._store.write(rest)
