"""What people and channels are called; Teams' pickers offer nobody of another organisation.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
"""

import aiohttp

from adapters.teams.addresses import Address, Addresses
from adapters.teams.connector import Connector, UnknownService
from adapters.teams.token import NoToken
from adapters.teams.wire import mappings, text
from core.values.place import ConversationReference

_FAILURES = (NoToken, UnknownService, aiohttp.ClientError, TimeoutError, OSError)
_CHANNEL = "19:"


class TeamsDirectory:
    """Asks the connector, as the roster does."""

    def __init__(self, connector: Connector, addresses: Addresses) -> None:
        self._connector = connector
        self._addresses = addresses

    async def name(self, place: ConversationReference) -> str:
        """Of a person whom the desk has met, or of a channel of its teams; else empty."""
        try:
            address = await self._addresses.known(place)
            if address is None:
                return ""
            if place.conversation.startswith(_CHANNEL):
                return await self._of_channel(address, place.conversation)
            return await self._of_person(address, place.conversation)
        except _FAILURES:
            return ""

    async def _of_channel(self, address: Address, channel: str) -> str:
        """The first channel of a team has no name of its own; its id is that of the team."""
        if not address.team:
            return ""
        answer = await self._connector.channels(address.service, address.team)
        channels = mappings(answer.data, "conversations")
        known = {text(each, "id"): text(each, "name") for each in channels}
        return known.get(channel, "") or ("General" if channel in known else "")

    async def _of_person(self, address: Address, user: str) -> str:
        if not address.conversation:
            return ""
        answer = await self._connector.member(address.service, address.conversation, user)
        return text(answer.data, "name") if answer.ok else ""

    async def is_outsider(self, person: ConversationReference) -> bool:
        return False
