"""A person's own e-mail address, asked for only where the form says that it may be kept."""

import asyncio

import aiohttp

from adapters.teams.addresses import Addresses
from adapters.teams.connector import Connector, UnknownService
from adapters.teams.noted import Noted
from adapters.teams.token import NoToken
from adapters.teams.wire import text
from core.values.command import Escalate
from core.values.turn import Turn

_PATIENCE = 2.0  # seconds; Teams waits 15 for the answer
_FAILURES = (NoToken, UnknownService, aiohttp.ClientError, TimeoutError, OSError)


class Mailboxes:
    """Asks the connector for the member of a conversation."""

    def __init__(self, connector: Connector, addresses: Addresses, noted: Noted) -> None:
        self._connector = connector
        self._addresses = addresses
        self._noted = noted

    async def known_to(self, turn: Turn) -> Turn:
        """The turn with the address where it is wanted and the desk has met the person."""
        if not _wanted(turn):
            return turn
        known = await self._addresses.known(turn.person.direct)
        if known is None or not known.conversation:
            return turn
        return await self.of(turn, known.service, known.conversation, turn.person.user)

    async def of(self, turn: Turn, service: str, conversation: str, who: str) -> Turn:
        """The question is taken all the same where the address cannot be had."""
        if not _wanted(turn):
            return turn
        try:
            async with asyncio.timeout(_PATIENCE):
                member = await self._connector.member(service, conversation, who)
        except _FAILURES as error:
            self._noted("teams.mailbox_not_known", error=type(error).__name__)
            return turn
        return turn.model_copy(update={"mailbox": text(member.data, "email")})


def _wanted(turn: Turn) -> bool:
    return isinstance(turn.command, Escalate) and bool(turn.command.by_mail)
