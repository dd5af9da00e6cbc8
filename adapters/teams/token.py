"""Our own token for the connector: one for all calls, renewed in the background.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
(step 1: request an access token; it is good for about an hour).
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp

from adapters.teams.wire import text

TOKEN_URL = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"  # noqa: S105  an address
SCOPE = "https://api.botframework.com/.default"
EARLY = 300.0  # seconds before its end that a token is renewed; short-lived ones at half their time
SHORTEST = 30.0  # seconds that a token is believed at least
REST = 5.0  # seconds without a new attempt after a failed one
_LONGEST = 24 * 3600.0


class NoToken(Exception):
    """There is no token now; the text says why and is safe to show to staff."""


@dataclass(frozen=True, slots=True)
class App:
    """Who we are at Microsoft; `secret` is never shown."""

    id: str
    secret: str = field(repr=False)
    scope: str = SCOPE


class Token:
    """`clock` counts seconds and never goes back. The session's timeout bounds each request."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: str,
        app: App,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._address = address
        self._app = app
        self._clock = clock
        self._value = ""
        self._renew_at = self._ends_at = 0.0
        self._failed_at = float("-inf")
        self._why = ""
        self._renewal: asyncio.Task[None] | None = None

    async def value(self) -> str:
        """The token; at once while there is a good one. Raises NoToken."""
        now = self._clock()
        if now >= self._renew_at and now - self._failed_at >= REST:
            self._renewing()
        if now >= self._ends_at and self._renewal is not None:
            await asyncio.shield(self._renewal)
        if self._clock() >= self._ends_at:
            raise NoToken(self._why or "Microsoft gave us no token yet")
        return self._value

    def discard(self, value: str) -> None:
        """The connector refused it: the next call asks for another."""
        if value == self._value:
            self._renew_at = self._ends_at = 0.0

    async def close(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)

    def _renewing(self) -> None:
        """One request at a time, shared by all who wait for it."""
        if self._renewal is None:
            self._renewal = asyncio.create_task(self._renewed())
            self._renewal.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._renewal = None

    async def _renewed(self) -> None:
        try:
            value, lifetime = await self._asked()
        except (aiohttp.ClientError, TimeoutError, OSError):
            self._failed("Microsoft's sign-in service cannot be reached")
        except ValueError as error:
            self._failed(str(error))
        else:
            self._keep(value, lifetime)

    def _failed(self, why: str) -> None:
        self._why, self._failed_at = why, self._clock()

    def _keep(self, value: str, lifetime: float) -> None:
        now = self._clock()
        self._value, self._ends_at = value, now + lifetime
        self._renew_at = now + max(lifetime - EARLY, lifetime / 2)
        self._why = ""

    async def _asked(self) -> tuple[str, float]:
        """A token and the seconds that it is good for. Raises ValueError with a sentence."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._app.id,
            "client_secret": self._app.secret,
            "scope": self._app.scope,
        }
        async with self._session.post(self._address, data=form, allow_redirects=False) as answer:
            if answer.status != 200:
                raise ValueError(f"Microsoft refused our app id or secret ({answer.status})")
            told = await answer.json(content_type=None)
        if not isinstance(told, dict) or not text(told, "access_token"):
            raise ValueError("Microsoft's sign-in service gave no token")
        return text(told, "access_token"), _lifetime(told.get("expires_in"))


def _lifetime(seconds: object) -> float:
    """In seconds; Microsoft writes a number, some stand-ins a text."""
    try:
        return min(max(SHORTEST, float(str(seconds))), _LONGEST)  # in this order NaN counts nothing
    except ValueError:
        return SHORTEST
