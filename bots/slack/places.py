"""Slack in many workspaces: one side for each, made when first needed, closed when it left."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from adapters.slack.channel import SlackChannel
from adapters.slack.lobby import Closed, Where
from adapters.slack.outcomes import AWAY
from adapters.slack.roster import SlackRoster
from adapters.slack.server import SlackServer
from adapters.slack.workspace import Workspace
from adapters.storage.cipher import Undecipherable
from adapters.storage.installations import SqlInstallations
from bots.logs import noted
from bots.slack.renewal import Renewals, Speaker
from core.desk.ports import AddressBook, Dispatch, Hidden, Later, Limit, Outcome, Refused, Sent
from core.values.delivery import Delivery
from core.values.installation import Installation, Standing
from core.values.place import ConversationReference, Membership, Person, Platform
from core.values.value import NotRecorded

_BELIEVED, _CLOSED_BELIEVED = 30.0, 2.0  # seconds
_MOST = 2_000  # workspaces in memory
WHY = {
    "pending": "the workspace waits for an admin of the desk to accept it",
    "refused": "an admin of the desk refused the workspace",
    "removed": "the workspace removed the app",
    "unknown": "the app is not installed in this workspace",
    "sealed": "the workspace's token was encrypted with a key that the desk no longer has",
}


@dataclass
class SlackPlace:
    """The desk in one workspace; `server` is made by the process that listens."""

    workspace: Workspace
    channel: SlackChannel
    speaker: Speaker
    server: SlackServer | None = None


@dataclass
class _Known:
    until: float
    place: SlackPlace | Closed


Make = Callable[[Installation], SlackPlace]
Serve = Callable[[SlackPlace], SlackServer]


class SlackPlaces:
    """`make` builds the side of one workspace; `book` remembers which organisation a workspace of
    an Enterprise Grid belongs to. What is known is believed for half a minute, and longer while
    the database cannot be asked. `serve` is set by the process that listens."""

    def __init__(
        self, installations: SqlInstallations, renewals: Renewals, book: AddressBook, make: Make
    ) -> None:
        self._installations = installations
        self._renewals = renewals
        self._book = book
        self._make = make
        self._known: dict[str, _Known] = {}
        self.serve: Serve | None = None

    async def server(self, where: Where) -> SlackServer | Closed:
        """For a payload; see `Lobby`. An app that was never installed reads as one removed."""
        found = await self._found(where)
        if isinstance(found, Closed):
            return Closed("removed") if found.why in ("unknown", "sealed") else found
        if found.server is None:
            assert self.serve is not None
            found.server = self.serve(found)
        return found.server

    async def place(self, tenant: str) -> SlackPlace | Closed:
        """For a delivery to a workspace."""
        found = await self.of(tenant)
        if isinstance(found, Closed) and found.why == "unknown":
            kept = await self._book.recall(_organisation(tenant)) or {}
            found = await self.of(kept["enterprise"]) if kept.get("enterprise") else found
        return found

    async def _found(self, where: Where) -> SlackPlace | Closed:
        """The workspace's own installation, or its organisation's."""
        found = await self.of(where.team) if where.team else Closed("unknown")
        if not (isinstance(found, Closed) and found.why == "unknown" and where.enterprise):
            return found
        whole = await self.of(where.enterprise)
        if isinstance(whole, SlackPlace) and where.team:
            named = {"enterprise": where.enterprise}
            await self._book.remember(_organisation(where.team), named)
        return whole

    async def of(self, tenant: str) -> SlackPlace | Closed:
        known = self._known.get(tenant)
        if known is None or known.until < time.monotonic():
            known = await self._looked_up(tenant, known)
        if isinstance(known.place, SlackPlace):
            await self._renewals.fresh(f"slack:{tenant}", known.place.speaker)
        return known.place

    def forget(self, tenant: str) -> None:
        """Look it up again the next time."""
        if known := self._known.get(tenant):
            known.until = 0.0

    async def close(self) -> None:
        for known in self._known.values():
            if isinstance(known.place, SlackPlace) and known.place.server:
                await known.place.server.close()

    async def _looked_up(self, tenant: str, known: _Known | None) -> _Known:
        try:
            found = await self._installations.find(f"slack:{tenant}")
        except NotRecorded:
            if known is None:
                raise
            return known
        except Undecipherable:
            noted("slack.token_sealed", workspace=tenant)
            return self._keep(tenant, Closed("sealed"), _CLOSED_BELIEVED)
        if why := _closed(found):
            return self._keep(tenant, Closed(why), _CLOSED_BELIEVED)
        assert found is not None
        return self._keep(tenant, self._place(found, known), _BELIEVED)

    def _place(self, found: Installation, known: _Known | None) -> SlackPlace:
        """The side that is there already goes on, with the token that is kept now."""
        assert found.tokens is not None
        tokens = self._renewals.newest(f"slack:{found.tenant}", found.tokens)
        if known is None or not isinstance(known.place, SlackPlace):
            return self._make(found.model_copy(update={"tokens": tokens}))
        known.place.speaker.speak_with(tokens)
        return known.place

    def _keep(self, tenant: str, place: SlackPlace | Closed, seconds: float) -> _Known:
        if len(self._known) >= _MOST and tenant not in self._known:
            self._known.pop(next(iter(self._known)))
        made = self._known[tenant] = _Known(time.monotonic() + seconds, place)
        return made


class SlackEverywhere:
    """Implements the Channel port for all workspaces; each has a channel of its own. `pacer` tells
    the pauses, which are the same everywhere."""

    platform = Platform.SLACK

    def __init__(self, places: SlackPlaces, pacer: SlackChannel) -> None:
        self._places = places
        self._pacer = pacer

    def pause(self, delivery: Delivery) -> timedelta:
        return self._pacer.pause(delivery)

    @property
    def limits(self) -> tuple[Limit, ...]:
        return self._pacer.limits

    async def send(self, dispatch: Dispatch) -> Outcome:
        try:
            there = await self._places.place(dispatch.delivery.to.tenant)
        except NotRecorded:
            return Later(AWAY, "the database did not say whose workspace this is")
        if isinstance(there, Closed):
            return Refused(WHY[there.why])
        spoke_with = there.speaker.tokens
        outcome = await there.channel.send(dispatch)
        if isinstance(outcome, Refused) and there.speaker.tokens != spoke_with:
            return Later(AWAY, "the token was renewed meanwhile")
        return outcome

    async def unfit_for_staff(self, place: ConversationReference) -> str:
        """Why a queue cannot have its staff there; empty when it can."""
        there = await self._places.place(place.tenant)
        return (
            WHY[there.why]
            if isinstance(there, Closed)
            else await there.channel.unfit_for_staff(place)
        )

    async def find(self, dispatch: Dispatch) -> Sent | Later | Hidden | None:
        """Where nobody can look any more, the next try to send says why."""
        try:
            there = await self._places.place(dispatch.delivery.to.tenant)
        except NotRecorded:
            return Later(AWAY, "the database did not say whose workspace this is")
        return None if isinstance(there, Closed) else await there.channel.find(dispatch)


def _closed(found: Installation | None) -> str:
    """Why nobody is served there; empty where they are."""
    if found is None:
        return "unknown"
    if found.removed_at is not None or found.tokens is None:
        return "removed"
    return "" if found.standing is Standing.ACCEPTED else found.standing.value


def _organisation(tenant: str) -> ConversationReference:
    return ConversationReference(
        platform=Platform.SLACK, tenant=tenant, conversation="organisation"
    )


class SlackRosters:
    """Implements the Roster port for all workspaces; one that is closed to us cannot be asked."""

    def __init__(self, places: SlackPlaces) -> None:
        self._places = places
        self._known: dict[str, tuple[Workspace, SlackRoster]] = {}

    async def membership(self, place: ConversationReference, person: Person) -> Membership:
        roster = await self._roster(place)
        return await roster.membership(place, person) if roster else Membership.UNKNOWN

    async def people(self, place: ConversationReference) -> tuple[Person, ...]:
        roster = await self._roster(place)
        return await roster.people(place) if roster else ()

    async def _roster(self, place: ConversationReference) -> SlackRoster | None:
        try:
            there = await self._places.place(place.tenant)
        except NotRecorded:
            return None
        if isinstance(there, Closed):
            return None
        known = self._known.get(place.tenant)
        if known is None or known[0] is not there.workspace:
            known = self._known[place.tenant] = (
                there.workspace,
                SlackRoster(there.workspace.client),
            )
        return known[1]
