"""What people ask about their own data."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from core.values.place import Person
from core.values.value import Value


class Privacy(Value):
    """What is kept about me?"""

    do: Literal["privacy"] = "privacy"


class ExportMine(Value):
    do: Literal["export_mine"] = "export_mine"


class OpenErase(Value):
    do: Literal["open_erase"] = "open_erase"


class EraseMine(Value):
    """The submitted form: the word that was to be typed, and whether open cases may be
    withdrawn."""

    do: Literal["erase_mine"] = "erase_mine"
    word: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    withdraw: Literal["", "yes"] = ""


class FinishErasing(Value):
    """The desk tells itself that what an erasure still needed can go: `token` is the erasure's,
    `at` when it was done (UTC)."""

    do: Literal["finish_erasing"] = "finish_erasing"
    person: Person
    token: str
    at: datetime
