"""The keys with which Microsoft signs: fetched, kept, and refreshed without holding anybody up.

Microsoft asks to keep them for about a day. Keys that are known go on when the metadata cannot be
read; an unknown key id leads to one look at the metadata, at most once a minute.
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from adapters.teams.gate import Key
from adapters.teams.noted import Noted
from adapters.teams.wire import Payload, mappings, text

METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LIFETIME = 24 * 3600.0  # seconds after which keys are fetched anew
RETRY = 60.0  # seconds between two looks for an unknown key, and between failed refreshes
PATIENCE = 3.0  # seconds that a request waits for a look; Teams waits 15


class OpenIdKeys:
    """`clock` counts seconds and never goes back. The session's timeout bounds each fetch."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: str = METADATA,
        *,
        noted: Noted,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._address = address
        self._noted = noted
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._looked = float("-inf")
        self._fetch: asyncio.Task[bool] | None = None
        self._keeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Fetch now and once a day, in the background."""
        self._keeper = asyncio.create_task(self._kept_fresh())

    async def close(self) -> None:
        tasks = [task for task in (self._keeper, self._fetch) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def find(self, kid: str) -> Key | None:
        """The key with this id. Only an unknown one waits, for a refresh and for `PATIENCE`."""
        if kid in self._keys:
            return self._keys[kid]
        if self._fetch is None and self._clock() - self._looked >= RETRY:
            self._looked = self._clock()
            self._refreshing()
        if self._fetch is not None:
            await asyncio.wait({self._fetch}, timeout=PATIENCE)
        return self._keys.get(kid)

    async def _kept_fresh(self) -> None:
        while True:
            fetched = await asyncio.shield(self._refreshing())
            await asyncio.sleep(LIFETIME if fetched else RETRY)

    def _refreshing(self) -> asyncio.Task[bool]:
        """One fetch at a time, shared by all who wait for it."""
        if self._fetch is None:
            self._fetch = asyncio.create_task(self._fetched())
            self._fetch.add_done_callback(self._done)
        return self._fetch

    def _done(self, task: asyncio.Task[bool]) -> None:
        self._fetch = None

    async def _fetched(self) -> bool:
        try:
            keys = keys_in(await self._document(await self._key_address()))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            self._noted("teams.keys_not_fetched", error=type(error).__name__)
            return False
        if keys:
            self._keys = keys
        return bool(keys)

    async def _key_address(self) -> str:
        """Keys of an encrypted metadata page come over an encrypted connection too."""
        address = text(await self._document(self._address), "jwks_uri")
        if urlsplit(self._address).scheme == "https" != urlsplit(address).scheme:
            raise ValueError("the keys' address is not https")
        return address

    async def _document(self, address: str) -> Payload:
        async with self._session.get(address) as answer:
            answer.raise_for_status()
            value: Any = await answer.json(content_type=None)
        if not isinstance(value, dict):
            raise ValueError("no JSON object")
        return value


def keys_in(document: Payload) -> dict[str, Key]:
    """The usable RSA keys of a JSON Web Key Set, by id; others are passed over."""
    found = ((text(jwk, "kid"), _key(jwk)) for jwk in mappings(document, "keys"))
    return {kid: key for kid, key in found if kid and key}


def _key(jwk: Payload) -> Key | None:
    if jwk.get("kty") != "RSA" or jwk.get("use", "sig") != "sig":
        return None
    try:
        public = RSAAlgorithm.from_jwk({"kty": "RSA", "n": jwk.get("n"), "e": jwk.get("e")})
    except (PyJWTError, ValueError, TypeError, AttributeError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < 2048:
        return None
    endorsed = jwk.get("endorsements")
    words = endorsed if isinstance(endorsed, list) else []
    endorsements = tuple(word for word in words if isinstance(word, str))
    return Key(public, endorsements, text(jwk, "issuer"))
