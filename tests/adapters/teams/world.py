"""Microsoft's side as small stubs: keys, tokens, a connector, activities as Teams sends."""

import asyncio
import base64
import functools
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from core.values.place import ConversationReference

Json = dict[str, Any]
APP = "11111111-aaaa-4aaa-8aaa-000000000001"
TENANT = "22222222-bbbb-4bbb-8bbb-000000000002"
FOREIGN = "33333333-cccc-4ccc-8ccc-000000000003"
ALICE = "44444444-dddd-4ddd-8ddd-000000000004"
SERVICE = "https://smba.trafficmanager.net/emea/"
CHANNEL = "19:staff@thread.tacv2"
PRIVATE = "a:alice-and-the-desk"
ISSUER = "https://api.botframework.com"
CANARY = "CANARY-7f3a"


@functools.cache
def private_key(name: str) -> RSAPrivateKey:
    """One key for each name; making them takes long."""
    return generate_private_key(65537, 2048)


def jwk(name: str, endorsements: tuple[str, ...] = ("msteams",)) -> Json:
    public: Json = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
    return public | {"kid": name, "use": "sig", "endorsements": list(endorsements)}


def claims(**changes: Any) -> Json:
    """What Microsoft's tokens say; None leaves a claim out."""
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": APP, "serviceurl": SERVICE, "nbf": now - 10, "exp": now + 600}
    return {key: value for key, value in (usual | changes).items() if value is not None}


def token(said: Json, key: str = "k1", kid: str | None = "k1") -> str:
    headers = {"kid": kid} if kid else {}
    return jwt.encode(said, private_key(key), "RS256", headers=headers)


def forged(said: Json, alg: str) -> str:
    """`none`, or HS256 with the public key as its secret: what no library signs."""
    head = ".".join(_b64(json.dumps(p).encode()) for p in ({"alg": alg, "kid": "k1"}, said))
    if alg == "none":
        return f"{head}."
    pem = (
        private_key("k1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return f"{head}.{_b64(hmac.new(pem, head.encode(), hashlib.sha256).digest())}"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def message(text: str, **changes: Any) -> Json:
    """A text in the personal chat."""
    usual = {
        "type": "message",
        "id": "1711111111111",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "from": {"id": "29:alice", "name": "Alice Peeters", "aadObjectId": ALICE},
        "recipient": {"id": f"28:{APP}", "name": "Innovation Desk"},
        "conversation": {"id": PRIVATE, "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
        "text": text,
        "textFormat": "plain",
    }
    return usual | changes


def in_channel(text: str, root: str = "1700000000000", **changes: Any) -> Json:
    """A text in a thread of a team's channel, without a mention."""
    return message(
        text,
        conversation={
            "id": f"{CHANNEL};messageid={root}",
            "conversationType": "channel",
            "tenantId": TENANT,
        },
        channelData={
            "tenant": {"id": TENANT},
            "team": {"id": "19:team@thread.tacv2"},
            "channel": {"id": CHANNEL},
        },
        **changes,
    )


def mention(text: str, **changes: Any) -> Json:
    at = "<at>Innovation Desk</at>"
    entity = {"type": "mention", "text": at, "mentioned": {"id": f"28:{APP}"}}
    return in_channel(f"{at}&nbsp;{text}", entities=[entity], **changes)


def click(command: Json, *, id: str = "f:1", within: Json | None = None, **data: Any) -> Json:
    """A button's Action.Execute; `data` are inputs and what else comes along."""
    action = {
        "type": "Action.Execute",
        "verb": command.get("do"),
        "data": {"command": command} | data,
    }
    invoke = {"name": "adaptiveCard/action", "value": {"action": action, "trigger": "manual"}}
    return (
        (within or message(""))
        | invoke
        | {"type": "invoke", "id": id, "replyToId": "1700000000777"}
    )


class Book:
    """The address book without a database."""

    def __init__(self) -> None:
        self.known: dict[str, Mapping[str, str]] = {}
        self.written = 0

    async def remember(
        self, place: ConversationReference, how: Mapping[str, str], *, surely: bool = False
    ) -> None:
        if self.known.get(place.lane) != how:
            self.written += 1
            self.known[place.lane] = dict(how)

    async def recall(self, place: ConversationReference) -> Mapping[str, str] | None:
        return self.known.get(place.lane)


@dataclass
class Microsoft:
    """One server for metadata, keys, tokens and the connector. What is set here is what is
    answered; `hang` names paths that never answer."""

    keys: list[Json] = field(default_factory=lambda: [jwk("k1")])
    metadata: Any = None
    answers: list[web.Response | str] = field(default_factory=list)
    calls: list[tuple[str, str, Json]] = field(default_factory=list)
    tokens: list[Json] = field(default_factory=list)
    lifetime: int = 3600
    token_status: int = 200
    fetched: int = 0
    hang: set[str] = field(default_factory=set)
    address: str = ""

    @property
    def service(self) -> str:
        return f"{self.address}/connector/"

    async def openid(self, request: web.Request) -> web.Response:
        self.fetched += 1
        await self._maybe_hang("openid")
        if isinstance(self.metadata, web.Response):
            return self.metadata
        return web.json_response(self.metadata or {"jwks_uri": f"{self.address}/keys"})

    async def key_set(self, request: web.Request) -> web.Response:
        await self._maybe_hang("keys")
        return web.json_response({"keys": self.keys})

    async def token(self, request: web.Request) -> web.Response:
        await self._maybe_hang("token")
        self.tokens.append(dict(await request.post()))
        said = {"access_token": f"token-{len(self.tokens)}", "expires_in": self.lifetime}
        return web.json_response(said, status=self.token_status)

    async def connector(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read() or b"{}")
        self.calls.append((request.method, request.path.removeprefix("/connector/v3/"), body))
        await self._maybe_hang("connector")
        answer = (
            self.answers.pop(0) if self.answers else web.json_response({"id": "1700"}, status=201)
        )
        if answer == "reset":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        assert isinstance(answer, web.Response)
        return answer

    async def _maybe_hang(self, path: str) -> None:
        if path in self.hang:
            await asyncio.sleep(60)


@asynccontextmanager
async def microsoft() -> AsyncIterator[Microsoft]:
    there = Microsoft()
    app = web.Application()
    app.router.add_get("/openid", there.openid)
    app.router.add_get("/keys", there.key_set)
    app.router.add_post("/token", there.token)
    app.router.add_route("*", "/connector/{rest:.*}", there.connector)
    async with served(app) as address:
        there.address = address
        yield there


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """The application on a free port of loopback."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def quick_session(total: float = 5.0, connect: float = 2.0) -> aiohttp.ClientSession:
    limit = aiohttp.ClientTimeout(total=total, connect=connect)
    return aiohttp.ClientSession(timeout=limit, connector=aiohttp.TCPConnector(limit=0))
