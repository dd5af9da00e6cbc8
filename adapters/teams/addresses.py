"""How places of Teams are reached: what each authenticated activity teaches, kept for later.

A bot may write first only where it knows the conversation id and the service's address, so both
are stored and survive a restart.
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.teams.gate import tenant_of
from adapters.teams.place import CHANNEL, PERSONAL, kind_of, person_in, place, place_in
from adapters.teams.wire import Payload, mapping, text
from adapters.teams.words import mentioned
from core.desk.ports import AddressBook
from core.values.place import ConversationReference, Person

EVERYWHERE = "https://smba.trafficmanager.net/teams/"
"""Microsoft's address for all regions, for a place that we never heard from. The service is an
empty text where even that is not known."""

_ANYWHERE = "tenant"  # stands for every conversation of a tenant
_UNMENTIONED = "unmentioned"  # stands for what is said in its channels without a mention of us


@dataclass(frozen=True, slots=True)
class Address:
    """`conversation` is empty while there is no private conversation with a person yet; `user` is
    the person's id for this bot (`29:…`), `bot` ours; `kind` as Teams writes it, or empty. `gone`
    says why nothing arrives there any more; what is heard from there again clears it."""

    service: str
    conversation: str = ""
    bot: str = ""
    user: str = ""
    team: str = ""
    kind: str = ""
    gone: str = ""

    def fields(self) -> dict[str, str]:
        named = {name: getattr(self, name) for name in self.__slots__ if name != "service"}
        return {"service_url": self.service, **named}

    @classmethod
    def from_fields(cls, how: Mapping[str, str]) -> "Address":
        known = {name: how.get(name, "") for name in cls.__slots__ if name != "service"}
        return cls(service=how.get("service_url", ""), **known)


class Addresses:
    """What we know of places, in front of the address book."""

    def __init__(self, book: AddressBook, default: str = EVERYWHERE) -> None:
        self._book = book
        self._default = default

    async def learn(self, body: Payload) -> None:
        """Remember the conversation, the person and the tenant's service. Raises what the book
        raises when it cannot write; costs nothing when all is known."""
        here, person = place_in(body), person_in(body)
        if here is None:
            return
        address = _address(body, here)
        await self._book.remember(here.root, address.fields())
        await self._learn_tenant(here.tenant, address)
        await self._learn_reading(body, here.tenant)
        if person:
            await self._learn_person(
                person, replace(address, user=text(mapping(body, "from"), "id"))
            )

    async def _learn_tenant(self, tenant: str, address: Address) -> None:
        anywhere = place(tenant, _ANYWHERE)
        assert anywhere is not None
        await self._book.remember(anywhere, Address(address.service, bot=address.bot).fields())

    async def _learn_reading(self, body: Payload, tenant: str) -> None:
        """That Teams delivers what does not mention us: the owner of a team agreed to it."""
        said = kind_of(body) == CHANNEL and body.get("type") == "message" and not body.get("value")
        unmentioned = place(tenant, _UNMENTIONED)
        if said and unmentioned and not mentioned(body):
            await self._book.remember(unmentioned, {"heard": "yes"})

    async def reads_all(self, tenants: Collection[str]) -> bool:
        """Whether anything without a mention ever came from a channel of one of them."""
        places = (place(tenant, _UNMENTIONED) for tenant in tenants)
        return any([bool(await self._book.recall(each)) for each in places if each])

    async def _learn_person(self, person: Person, address: Address) -> None:
        """Met in a channel, a person's private conversation stays what it was."""
        if address.kind == PERSONAL:
            await self._book.remember(person.direct, address.fields())
            return
        known = await self.known(person.direct)
        if known is None or known.service != address.service:
            conversation = known.conversation if known else ""
            met = Address(address.service, conversation, address.bot, address.user, kind=PERSONAL)
            await self._book.remember(person.direct, met.fields())

    async def learn_channels(self, body: Payload, channels: Sequence[str]) -> None:
        """The channels of the team that the activity is about, so that each is known to belong to
        it before anybody wrote there."""
        address = replace(
            Address(text(body, "serviceUrl"), bot=text(mapping(body, "recipient"), "id")),
            team=text(mapping(mapping(body, "channelData"), "team"), "id"),
            kind=CHANNEL,
        )
        for channel in channels:
            there = place(tenant_of(body), channel)
            if there:
                how = replace(address, conversation=channel).fields()
                await self._book.remember(there, how, surely=True)

    async def opened(self, place: ConversationReference, address: Address) -> None:
        """A private conversation was created."""
        await self._book.remember(place.root, address.fields())

    async def known(self, place: ConversationReference) -> Address | None:
        how = await self._book.recall(place.root)
        return Address.from_fields(how) if how else None

    async def find(self, to: ConversationReference) -> Address:
        """How to reach a place; for one that we never heard from, what its name tells."""
        known = await self.known(to)
        if known:
            return known
        anywhere = place(to.tenant, _ANYWHERE)
        nearby = await self.known(anywhere) if anywhere else None
        service, bot = (nearby.service, nearby.bot) if nearby else (self._default, "")
        if to.conversation.startswith("19:"):
            return Address(service, to.conversation, bot, kind="channel")
        if ":" in to.conversation:
            return Address(service, to.conversation, bot)
        return Address(service, "", bot, user=to.conversation, kind=PERSONAL)


def _address(body: Payload, here: ConversationReference) -> Address:
    return Address(
        service=text(body, "serviceUrl"),
        conversation=here.conversation,
        bot=text(mapping(body, "recipient"), "id"),
        user=text(mapping(body, "from"), "id") if kind_of(body) == PERSONAL else "",
        team=text(mapping(mapping(body, "channelData"), "team"), "id"),
        kind=kind_of(body),
    )
