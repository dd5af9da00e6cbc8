"""A Teams door with Microsoft's side as a stub, and a desk that remembers what it was given."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from adapters.teams.addresses import Addresses
from adapters.teams.channel import TeamsChannel
from adapters.teams.connector import Connector
from adapters.teams.gate import BODY_LIMIT, Gate
from adapters.teams.keys import OpenIdKeys
from adapters.teams.server import TeamsServer
from adapters.teams.token import App, Token
from core.values.message import Message
from core.values.place import ConversationReference
from core.values.turn import Turn
from tests.adapters.teams.world import (
    APP,
    TENANT,
    Book,
    Json,
    Microsoft,
    claims,
    microsoft,
    quick_session,
    served,
    token,
)
from tests.core.given import PACK, ids


@dataclass
class Door:
    """`reply` is what the desk answers, or raises; the lists are what it was given and told."""

    there: Microsoft
    session: aiohttp.ClientSession
    teams: aiohttp.ClientSession  # the other side's own connections
    book: Book = field(default_factory=Book)
    reply: Message | Exception | None = None
    turns: list[Turn] = field(default_factory=list)
    gone: list[tuple[ConversationReference, str]] = field(default_factory=list)
    notes: list[Json] = field(default_factory=list)
    address: str = ""
    clock: float = 1000.0

    def __post_init__(self) -> None:
        gate = Gate(APP, frozenset({TENANT}), simulated=True)
        self.keys = OpenIdKeys(
            self.session, f"{self.there.address}/openid", noted=self.noted, clock=lambda: self.clock
        )
        app = App(APP, "secret")
        self.token = Token(
            self.session, f"{self.there.address}/token", app, clock=lambda: self.clock
        )
        connector = Connector(self.session, self.token, gate.knows_host)
        addresses = Addresses(self.book, default=self.there.service)
        tenants = frozenset({TENANT})
        self.channel = TeamsChannel(connector, addresses, bot=f"28:{APP}", tenants=tenants)
        self.server = TeamsServer(
            self.take,
            PACK,
            gate,
            self.keys,
            addresses=addresses,
            connector=connector,
            new_id=ids("door"),
            on_gone=self.on_gone,
            noted=self.noted,
        )

    async def take(self, turn: Turn) -> Message | None:
        self.turns.append(turn)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    async def on_gone(self, place: ConversationReference, why: str) -> None:
        self.gone.append((place, why))

    def noted(self, event: str, /, **facts: object) -> None:
        self.notes.append({"event": event} | facts)

    def from_here(self, body: Json) -> Json:
        """The activity with the stub as its service."""
        return body | {"serviceUrl": self.there.service}

    async def sent(self, body: Json) -> tuple[int, Json]:
        """An activity with a good token: the HTTP status and what the answer holds."""
        body = self.from_here(body)
        good = token(claims(serviceurl=self.there.service))
        return await self.posted(json.dumps(body).encode(), {"Authorization": f"Bearer {good}"})

    async def posted(self, body: bytes, headers: dict[str, str]) -> tuple[int, Json]:
        url = f"{self.address}/api/messages"
        async with self.teams.post(url, data=body, headers=headers) as answer:
            written = await answer.read()
            return answer.status, json.loads(written) if written.startswith(b"{") else {}

    async def settled(self) -> None:
        await asyncio.wait_for(self.server.close(), 60)  # ten thousand, on a busy machine


@asynccontextmanager
async def opened(there: Microsoft, session: aiohttp.ClientSession) -> AsyncIterator[Door]:
    teams = quick_session(60, 60)  # two hundred at once, on a busy machine
    door = Door(there, session, teams)
    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_post("/api/messages", door.server.handle)
    async with served(app) as address:
        door.address = address
        yield door
        await door.settled()
        await door.keys.close()
        await door.token.close()
        await teams.close()


@pytest.fixture
async def there() -> AsyncIterator[Microsoft]:
    async with microsoft() as stub:
        yield stub


@pytest.fixture
async def door(there: Microsoft) -> AsyncIterator[Door]:
    async with quick_session() as session, opened(there, session) as made:
        yield made
