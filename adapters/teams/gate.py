"""The front door, without I/O: which requests are Teams', and what they carry.

The seven checks of https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
and ours: one platform, known tenants, known hosts. Nothing is parsed before the token's signature
is right, and no part of a body or token ever leaves this file in a refusal.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from adapters.teams.wire import Payload, mapping, text

BODY_LIMIT = 256 * 1024  # bytes
CLOCK_SKEW = 300  # seconds that Microsoft's clock and ours may differ
ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
HOSTS = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:smba\.trafficmanager\.net|botframework\.com|botframework\.us"
    r"|teams\.microsoft\.com|teams\.microsoft\.us|infra\.gov\.teams\.microsoft\.us)"
)
_JSON_DEPTH = 100
_TOKEN = re.compile(r"(?i:bearer) +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # may be half of a surrogate pair
_NEEDED = ["exp", "iss", "aud"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in; `status` is the HTTP answer, `why` is safe to log."""

    status: int
    why: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key that Microsoft signs with, and the channels that it may speak for. `issuer` is whose
    tokens it may sign, with `{tenantid}` for any tenant; empty where Microsoft does not say."""

    public: RSAPublicKey
    endorsements: tuple[str, ...]
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may come in. `tenants` are lower-case ids; `simulated` lets loopback hosts be called."""

    app_id: str
    tenants: frozenset[str]
    issuer: str = ISSUER
    simulated: bool = False

    def __post_init__(self) -> None:
        """An empty app id would let anyone in (S5); it is refused before the port opens."""
        if not self.app_id.strip() or not self.tenants:
            raise ValueError("the door needs an app id and at least one tenant")

    def claims(self, token: str, key: Key) -> Payload | Refusal:
        """What a token says, when Microsoft signed it for us: issuer, audience, time, signature."""
        try:
            said: Payload = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self.app_id,
                issuer=self.issuer,
                leeway=CLOCK_SKEW,
                options={"require": _NEEDED},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            return Refusal(401, f"token: {type(error).__name__}")
        return said

    def barred(
        self, claims: Payload, key: Key, body: Payload, headers: Mapping[str, str]
    ) -> Refusal | None:
        """Why an activity with a good token is not let in all the same."""
        address = text(body, "serviceUrl")
        said = claims.get("serviceurl") or claims.get("serviceUrl")
        if not address or said != address:
            return Refusal(403, "token is for another service")
        if text(body, "channelId") != CHANNEL or CHANNEL not in key.endorsements:
            return Refusal(403, "not from Teams")
        if not self.knows_host(address):
            return Refusal(403, "unknown service")
        return None if self._knows_tenant(body, headers) else Refusal(403, "unknown tenant")

    def _knows_tenant(self, body: Payload, headers: Mapping[str, str]) -> bool:
        """All who name a tenant must agree; the header is empty when Teams did not check."""
        tenant = tenant_of(body).lower()
        named = (
            text(mapping(body, "conversation"), "tenantId"),
            headers.get("x-ms-tenant-id", ""),
        )
        return tenant in self.tenants and all(n.lower() == tenant for n in named if n)

    def knows_host(self, address: str) -> bool:
        """Whether an address is one that our token may be sent to."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.username or parts.query or parts.fragment:
            return False
        if self.simulated and host in LOOPBACK:
            return parts.scheme in ("http", "https")
        return parts.scheme == "https" and port in (None, 443) and bool(HOSTS.fullmatch(host))


def tenant_of(body: Payload) -> str:
    """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages"""
    return text(mapping(mapping(body, "channelData"), "tenant"), "id")


def token_in(header: str) -> str | None:
    found = _TOKEN.fullmatch(header.strip())
    return found[1] if found else None


def key_id(token: str) -> str | None:
    """The id of the key that signed the token; None for a token that no RS256 key signed."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    kid = header.get("kid")
    return kid if header.get("alg") == "RS256" and isinstance(kid, str) and kid else None


def parsed(body: bytes) -> Payload | Refusal:
    """The activity in a body of at most 256 KiB and 100 levels."""
    if len(body) > BODY_LIMIT:
        return Refusal(413, "too large")
    try:
        written = body.decode()
        value = _JSON.decode(written)
    except (ValueError, RecursionError):
        return Refusal(400, "malformed")
    if not isinstance(value, dict) or _too_deep(value):
        return Refusal(400, "malformed")
    return _whole(value) if _HALF.search(written) else value


def _no_number(_: str) -> float:
    raise ValueError("NaN and Infinity are no JSON")


_JSON = json.JSONDecoder(parse_constant=_no_number)


def _whole(value: dict[str, Any]) -> Payload:
    """Half of a surrogate pair cannot be stored or sent on; it becomes a question mark."""
    whole: Payload = json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    return whole


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(_JSON_DEPTH):
        inner: list[object] = []
        for item in level:
            inner.extend(_inside(item))
        if not inner:
            return False
        level = inner
    return True


def _inside(item: object) -> list[object]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []
