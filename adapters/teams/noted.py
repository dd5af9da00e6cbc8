"""How this folder tells what happened."""

from typing import Protocol


class Noted(Protocol):
    """Told about what happened; the facts never hold a person's text, a token or an address."""

    def __call__(self, event: str, /, **facts: object) -> None: ...
