"""Signs what the desk gets, as the Bot Connector does; and forges it for tests.

https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from simulator.payload import Json

ISSUER = "https://api.botframework.com"
LIFETIME = 3600
USUAL: Any = object()


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


first_key = functools.cache(new_key)  # one per process: making keys takes long


@dataclass
class Key:
    """`endorsements`: the channels that may sign with it. Made when it is first needed."""

    kid: str
    make: Callable[[], rsa.RSAPrivateKey]
    endorsements: tuple[str, ...] = ("msteams",)

    @functools.cached_property
    def private(self) -> rsa.RSAPrivateKey:
        return self.make()

    def published(self) -> Json:
        public: Json = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        named = {"kid": self.kid, "x5t": self.kid, "use": "sig"}
        return public | named | {"endorsements": list(self.endorsements)}

    def public_pem(self) -> bytes:
        public = self.private.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fresh_key() -> Key:
    return Key(secrets.token_urlsafe(12), new_key)


@dataclass
class Signer:
    """`key` signs; `published` are in the key document. `skew` shifts the clock, in seconds."""

    app_id: str
    service_url: str = ""
    skew: float = 0.0
    key: Key = field(default_factory=lambda: Key(secrets.token_urlsafe(12), first_key))
    published: list[Key] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.published = [self.key]

    def rotate(self, *, keep_old: bool = False) -> Key:
        """Sign with a new key from now on; `keep_old` leaves the former one in the document."""
        self.key = fresh_key()
        self.published = [*self.published, self.key] if keep_old else [self.key]
        return self.key

    def mint(
        self,
        *,
        aud: str | None = USUAL,
        iss: str | None = USUAL,
        serviceurl: str | None = USUAL,
        exp: float | None = USUAL,
        nbf: float | None = USUAL,
        kid: str | None = USUAL,
        alg: str = "RS256",
        key: Any = USUAL,
        **claims: Any,
    ) -> str:
        """A token; what is given replaces what is usual, None leaves it out.

        `exp` and `nbf` are Unix times. With `alg="HS256"` the public key is the secret, unless
        `key` says otherwise; with `alg="none"` nothing signs.
        """
        now = time.time() + self.skew
        usual = (
            ("serviceurl", serviceurl, self.service_url), ("nbf", nbf, int(now) - 5),
            ("exp", exp, int(now) + LIFETIME), ("iss", iss, ISSUER), ("aud", aud, self.app_id),
        )  # fmt: skip
        chosen = {name: default if given is USUAL else given for name, given, default in usual}
        chosen = {name: value for name, value in (chosen | claims).items() if value is not None}
        named = self.key.kid if kid is USUAL else kid
        headers = {"x5t": named, "kid": named} if named is not None else {}
        return self._signed(chosen, headers, alg, key)

    def _signed(self, claims: Json, headers: Json, alg: str, key: Any) -> str:
        if alg in ("none", "HS256"):
            secret = self.key.public_pem() if key is USUAL else key
            return _by_hand(claims, headers | {"typ": "JWT", "alg": alg}, secret)
        private = key.private if isinstance(key, Key) else key
        private = self.key.private if key is USUAL else private
        return jwt.encode(claims, private, alg, headers=headers)


def _by_hand(claims: Json, headers: Json, secret: bytes) -> str:
    """For what PyJWT refuses to sign, with reason."""
    head = ".".join(_encoded(json.dumps(part).encode()) for part in (headers, claims))
    if headers["alg"] == "none":
        return f"{head}."
    return f"{head}.{_encoded(hmac.new(secret, head.encode(), hashlib.sha256).digest())}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
