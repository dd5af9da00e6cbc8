"""Makes the ids that Teams makes.

Those of people and places are always the same for the same bot, because a desk remembers them
over restarts; those of messages and events are never the same twice.
"""

from __future__ import annotations

import base64
import hashlib
import uuid

SPACE = uuid.UUID("5f0e0000-0000-4000-8000-00000000ffff")


class Ids:
    """Message ids are the milliseconds of their moment, as at Teams, but each only once."""

    def __init__(self) -> None:
        self._latest = 0

    def message(self, now: float) -> str:
        self._latest = max(int(now * 1000), self._latest + 1)
        return str(self._latest)

    def event(self) -> str:
        """Of an activity that is no message."""
        return f"f:{uuid.uuid4()}"


def object_id(name: str) -> str:
    """Of something in Entra."""
    return str(uuid.uuid5(SPACE, name))


def person_id(bot_id: str, aad_object_id: str) -> str:
    """Of a person as one bot knows them: another bot knows them by another id."""
    return f"29:1{_digest(bot_id, aad_object_id)}"


def personal_chat_id(bot_id: str, aad_object_id: str) -> str:
    return f"a:1{_digest('chat', bot_id, aad_object_id)}"


def channel_id(team: str, name: str) -> str:
    return f"19:{_short_digest(team, name)}@thread.tacv2"


def group_chat_id(*names: str) -> str:
    return (
        f"19:{hashlib.md5('/'.join(names).encode(), usedforsecurity=False).hexdigest()}@thread.v2"
    )


def _short_digest(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:32]


def _digest(*parts: str) -> str:
    digest = hashlib.sha512("/".join(parts).encode()).digest()
    return base64.urlsafe_b64encode(digest[:48]).decode()
