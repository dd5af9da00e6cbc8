"""The state of an installation on its way: good once, in one browser, for ten minutes. No I/O.

Without it, somebody could have an admin install a workspace that is not theirs:
https://docs.slack.dev/authentication/installing-with-oauth. The desk keeps nothing of what was only
begun: the state says itself when it was made and for which browser; the store only
learns of used ones.
"""

import hashlib
import hmac
import re
from enum import StrEnum

LIFETIME = 600  # seconds
BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
_STATE = re.compile(r"(?P<at>\d{1,12})\.(?P<nonce>[0-9a-f]{32})\.(?P<mac>[0-9a-f]{64})")
_AHEAD = 30  # seconds that the clocks of two processes may differ


class Unsound(StrEnum):
    """Why a state is refused."""

    MISSING = "missing"
    FOREIGN = "foreign"
    LATE = "late"


def made(secret: str, browser: str, nonce: str, now: float) -> str:
    """`nonce` is 32 random hexadecimal digits; `now` in seconds since 1970."""
    at = str(int(now))
    return f"{at}.{nonce}.{_mac(secret, at, nonce, browser)}"


def checked(secret: str, browser: str, state: str, now: float) -> str | Unsound:
    """The nonce of a state that this browser was given, to be used once."""
    found = _STATE.fullmatch(state)
    if found is None or not BROWSER.fullmatch(browser):
        return Unsound.MISSING
    expected = _mac(secret, found["at"], found["nonce"], browser)
    if not hmac.compare_digest(expected, found["mac"]):
        return Unsound.FOREIGN
    if not -_AHEAD <= now - int(found["at"]) <= LIFETIME:
        return Unsound.LATE
    return found["nonce"]


def _mac(secret: str, at: str, nonce: str, browser: str) -> str:
    key = hashlib.sha256(b"innovation-desk installation: " + secret.encode()).digest()
    return hmac.new(key, f"{at}.{nonce}.{browser}".encode(), hashlib.sha256).hexdigest()
