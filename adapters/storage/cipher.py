"""Encrypts what is kept at rest: AES-GCM under keys made from DESK_SECRET_KEY, each with its id.

What is sealed says which key sealed it, so that keys can be changed while the desk runs: the new
key seals, the former ones still open, and whatever they sealed is sealed anew at leisure. Each text
is bound to the place it belongs to (`of`), so that nobody can move it to another row.
"""

import base64
import binascii
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.values.value import NotRecorded

_VERSION = "1"
_NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM
LEAST = 32  # characters of a secret


class Undecipherable(NotRecorded):
    """Sealed with a key that this desk does not have, or changed since. Whoever needed the text
    for a turn is told that nothing was recorded, and the platform delivers it again."""


class Cipher:
    """The first secret seals; all of them open. Raises ValueError without a secret that is long
    enough, since an empty key would be no key."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or any(len(secret) < LEAST for secret in secrets):
            raise ValueError(f"a key needs at least {LEAST} characters")
        self._keys = {_id(secret): AESGCM(_derived(secret, b"text", 32)) for secret in secrets}
        self._first = _id(secrets[0])

    def sealed(self, text: str, of: str) -> str:
        """Printable; a third longer than the text, and 40 characters."""
        nonce = os.urandom(_NONCE)
        hidden = self._keys[self._first].encrypt(nonce, text.encode(), of.encode())
        kept = base64.urlsafe_b64encode(nonce + hidden).decode()
        return f"{_VERSION}.{self._first}.{kept}"

    def opened(self, sealed: str, of: str) -> str:
        """Raises Undecipherable."""
        version, _, rest = sealed.partition(".")
        id, _, kept = rest.partition(".")
        if version != _VERSION or id not in self._keys:
            raise Undecipherable(
                "What is kept was encrypted with another key. Set DESK_SECRET_KEY to the key that "
                "the desk had, or name that one in DESK_FORMER_SECRET_KEYS. Nothing was changed."
            )
        try:
            raw = base64.urlsafe_b64decode(kept)
            text = self._keys[id].decrypt(raw[:_NONCE], raw[_NONCE:], of.encode())
        except (InvalidTag, binascii.Error, ValueError):
            raise Undecipherable("What is kept in the database was changed from outside.") from None
        return text.decode()

    @property
    def current(self) -> str:
        """The id of the key that seals now. It says nothing about the key."""
        return self._first

    @property
    def known(self) -> frozenset[str]:
        """The ids of the keys that open."""
        return frozenset(self._keys)

    @property
    def mark(self) -> str:
        """With what everything begins that the key sealed which seals now."""
        return f"{_VERSION}.{self._first}."

    def is_current(self, sealed: str) -> bool:
        """Whether it was sealed with the key that seals now."""
        return sealed.startswith(self.mark)


def is_sealed(kept: str) -> bool:
    """What is not sealed is JSON, which never begins so."""
    return kept.startswith(f"{_VERSION}.")


def _derived(secret: str, purpose: bytes, length: int) -> bytes:
    """https://www.rfc-editor.org/rfc/rfc5869"""
    info = b"innovation-desk at rest: " + purpose
    return HKDF(SHA256(), length, salt=None, info=info).derive(secret.encode())


def _id(secret: str) -> str:
    return _derived(secret, b"id", 4).hex()
