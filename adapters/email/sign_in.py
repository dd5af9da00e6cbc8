"""How the desk signs in to mail servers that take no password: as an app, with a token (XOAUTH2).

https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
"""

import asyncio
from dataclasses import dataclass
from typing import Protocol

PATIENCE = 5.0  # seconds that a thread waits for a token


class NotSignedIn(Exception):
    """There is no token now; the text says why and is safe to show."""


class SignIn(Protocol):
    """As whom the desk signs in."""

    async def token(self) -> str:
        """At once while there is a good one. Raises NotSignedIn."""

    def refused(self, token: str) -> None:
        """A server did not take it: the next one is fetched anew."""


@dataclass(frozen=True, slots=True)
class FromThread:
    """The same for code that blocks in a thread of its own."""

    _sign_in: SignIn
    _loop: asyncio.AbstractEventLoop

    def token(self) -> str:
        """Raises NotSignedIn, or TimeoutError."""
        asked = asyncio.run_coroutine_threadsafe(self._sign_in.token(), self._loop)
        return asked.result(PATIENCE)

    def refused(self, token: str) -> None:
        self._loop.call_soon_threadsafe(self._sign_in.refused, token)
