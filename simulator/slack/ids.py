"""Makes the ids that Slack makes; unique over restarts, because a desk remembers them."""

from __future__ import annotations

import secrets
from itertools import count

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Ids:
    """`Ev1Q8ZK2000001`, `V1Q8ZK2000002`: a prefix, this run, a number."""

    def __init__(self) -> None:
        self._run = "".join(secrets.choice(ALPHABET) for _ in range(6))
        self._numbers = count(1)

    def new(self, prefix: str) -> str:
        return f"{prefix}{self._run}{next(self._numbers):06d}"
