"""Brings deliveries to Teams: a new post, a reply in a thread, a redrawn card.

Teams has no search that a bot may use and no key of ours is kept beside a message, so what may
have arrived cannot be looked for: the courier sends it once more and marks it.
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp

from adapters.teams.addresses import Address, Addresses
from adapters.teams.connector import Answer, Connector, UnknownService
from adapters.teams.outcomes import AWAY, RETRY_LONGEST, failure
from adapters.teams.place import CHANNEL, PERSONAL, threaded
from adapters.teams.render import attachment, card, summary
from adapters.teams.token import NoToken
from core.desk.ports import Dispatch, Hidden, Later, Limit, Outcome, Refused, Sent, Unsure
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.message import Message
from core.values.place import ConversationReference, Platform

# What Teams allows a bot in one conversation: 7 messages in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an
# hour. The pause keeps the first two, and 30 in a minute keep the others; a second is for the call.
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
EVERY = timedelta(seconds=0.25)
LIMITS = (Limit(30, timedelta(seconds=61)),)
_HARMLESS = (DeliveryKind.UPDATE, DeliveryKind.DELETE)
MOST_TRIES = 10  # of what fails for a reason that may pass: about an hour and a half
PATIENCE = 5.0  # seconds for all calls of one delivery; the courier waits 6


class TeamsChannel:
    """Implements the Channel port. `bot` is our id in Teams (`28:` and the app id).

    Who reads a channel of a team is decided by the team's owners: Teams has no call that tells a
    bot whether a team is open to all. So internal text goes only to the channel that an admin
    named in routing, never to a chat, and only in a tenant on the list.
    """

    platform = Platform.TEAMS

    def __init__(
        self,
        connector: Connector,
        addresses: Addresses,
        *,
        bot: str,
        tenants: frozenset[str],
        every: timedelta = EVERY,
    ) -> None:
        self._connector = connector
        self._addresses = addresses
        self._bot = bot
        self._tenants = tenants
        self._every = every

    def pause(self, delivery: Delivery) -> timedelta:
        return self._every

    @property
    def limits(self) -> tuple[Limit, ...]:
        return LIMITS

    async def find(self, dispatch: Dispatch) -> Hidden:
        """Nothing can be looked for; a second try is marked as one."""
        return Hidden()

    async def send(self, dispatch: Dispatch) -> Outcome:
        try:
            async with asyncio.timeout(PATIENCE):
                outcome = await self._sent(dispatch)
        except NoToken as error:
            return Later(AWAY, str(error))
        except UnknownService:
            return Refused("the address of this conversation is none of Teams")
        except aiohttp.ClientConnectorError:
            return Later(AWAY, "Teams cannot be reached")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            outcome = Unsure(f"Teams did not answer: {type(error).__name__}")
        return _patient(dispatch, _again_if_harmless(dispatch.delivery, outcome))

    async def unfit_for_staff(self, place: ConversationReference) -> str:
        """Why a queue cannot have its staff there; empty when it can."""
        if place.tenant.lower() not in self._tenants:
            return "the tenant is not on the list of those that may use this desk"
        address = await self._addresses.find(place)
        if address.kind != CHANNEL:
            return "the app is not in that channel; add it to the team and mention it there once"
        return ""

    async def _sent(self, dispatch: Dispatch) -> Outcome:
        delivery = dispatch.delivery
        if dispatch.target is None and _needs_target(delivery):
            return Refused("the message that this belongs to was never delivered", lost=True)
        if delivery.to.tenant.lower() not in self._tenants:
            return Refused("the tenant is not on the list of those that may use this desk")
        address = await self._addresses.find(delivery.to)
        if address.gone:
            return Refused(address.gone)
        if not address.service:
            return Refused("the desk never heard from this conversation; add the app to it first")
        if delivery.internal and address.kind != CHANNEL:
            return Refused("the staff conversation is not a channel of a team")
        if delivery.kind is DeliveryKind.UPDATE:
            return await self._redrawn(dispatch, address)
        if delivery.kind is DeliveryKind.DELETE:
            return await self._taken_back(dispatch, address)
        thread = _thread(dispatch) if address.kind == CHANNEL else None
        if address.kind == CHANNEL and thread is None:
            return await self._new_post(delivery, address)
        return await self._message(delivery, address, thread)

    async def _redrawn(self, dispatch: Dispatch, address: Address) -> Outcome:
        assert dispatch.target is not None
        id = str(dispatch.target.at.thread)
        thread = id if address.kind == CHANNEL else None
        answer = await self._connector.redraw(
            address.service,
            threaded(address.conversation, thread),
            id,
            {"id": id, **_activity(dispatch.delivery)},
        )
        return Sent() if answer.ok else failure(answer, of_message=True)

    async def _taken_back(self, dispatch: Dispatch, address: Address) -> Outcome:
        """What somebody else deleted is gone all the same, and what never arrived too."""
        named_at = dispatch.delivery.at
        landed = Landed.from_text(named_at) if named_at else dispatch.target
        if landed is None:
            return Sent()
        id = str(landed.at.thread)
        thread = id if address.kind == CHANNEL else None
        place = threaded(address.conversation, thread)
        answer = await self._connector.remove(address.service, place, id)
        return Sent() if answer.ok or answer.status == 404 else failure(answer)

    async def _new_post(self, delivery: Delivery, address: Address) -> Outcome:
        """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations#create-a-new-thread"""
        answer = await self._connector.create(
            address.service,
            {
                "isGroup": True,
                "bot": {"id": address.bot or self._bot},
                "tenantId": delivery.to.tenant,
                "channelData": {
                    "channel": {"id": address.conversation},
                    "tenant": {"id": delivery.to.tenant},
                },
                "activity": _activity(delivery),
            },
        )
        root = answer.id("id").partition(";messageid=")[2] or answer.id("activityId")
        return _landed(delivery.to, answer, root)

    async def _message(self, delivery: Delivery, address: Address, thread: str | None) -> Outcome:
        if not address.conversation:
            opened = await self._opened(delivery.to, address)
            if not isinstance(opened, Address):
                return opened
            address = opened
        answer = await self._connector.post(
            address.service, threaded(address.conversation, thread), _activity(delivery)
        )
        return _landed(delivery.to, answer, answer.id())

    async def _opened(self, to: ConversationReference, address: Address) -> Address | Outcome:
        """The private conversation with a person whom we met elsewhere. Creating it again gives
        the same one, so a failure here can be repeated without harm."""
        answer = await self._connector.create(
            address.service,
            {
                "isGroup": False,
                "bot": {"id": address.bot or self._bot},
                "members": [{"id": address.user or to.conversation}],
                "tenantId": to.tenant,
                "channelData": {"tenant": {"id": to.tenant}},
            },
        )
        if not answer.ok:
            failed = failure(answer)
            return Later(AWAY, failed.why, blames=True) if isinstance(failed, Unsure) else failed
        if not answer.id():
            return Later(AWAY, "Teams opened a conversation without an id", blames=True)
        opened = replace(address, conversation=answer.id(), kind=PERSONAL)
        await self._addresses.opened(to, opened)
        return opened


def message_activity(message: Message, nonce: str, *, whisper: bool = False) -> dict[str, Any]:
    """A card alone: an activity with text and card is split by Teams and comes back without id."""
    made = card(message, nonce, whisper=whisper)
    return {"type": "message", "summary": summary(message), "attachments": [attachment(made)]}


def _activity(delivery: Delivery) -> dict[str, Any]:
    whisper = delivery.kind is DeliveryKind.WHISPER
    return message_activity(delivery.message, delivery.key, whisper=whisper)


def _needs_target(delivery: Delivery) -> bool:
    return bool(delivery.under) or delivery.kind is DeliveryKind.UPDATE


def _thread(dispatch: Dispatch) -> str | None:
    return dispatch.target.at.thread if dispatch.target else dispatch.delivery.to.thread


def _landed(to: ConversationReference, answer: Answer, id: str) -> Outcome:
    if not answer.ok:
        return failure(answer)
    if not id:
        return Unsure("Teams took the message without giving its id")
    return Sent(Landed(at=to.under(id)))


def _again_if_harmless(delivery: Delivery, outcome: Outcome) -> Outcome:
    """A redrawn card looks the same when it is drawn twice; what is taken back is gone."""
    if delivery.kind in _HARMLESS and isinstance(outcome, Unsure):
        return Later(AWAY, outcome.why, blames=True)
    return outcome


def _patient(dispatch: Dispatch, outcome: Outcome) -> Outcome:
    """What failed by a fault of its own or of Teams is tried ever less often, and given up once."""
    if not isinstance(outcome, Later) or not outcome.blames:
        return outcome
    if dispatch.tries >= MOST_TRIES:
        return Refused(f"given up after {MOST_TRIES} tries: {outcome.why}")
    return Later(
        min(outcome.after * 2 ** (dispatch.tries - 1), RETRY_LONGEST), outcome.why, blames=True
    )
