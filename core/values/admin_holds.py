"""What admins ask about legal holds."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from core.values.admin_words import OfAdmin, Short


class OpenHold(OfAdmin):
    """The form for a case; without one, it asks for the number too."""

    do: Literal["open_hold"] = "open_hold"
    held: Short = ""


class PutHold(OfAdmin):
    """Nothing of the case may be deleted from now on, or it may be again."""

    do: Literal["put_hold"] = "put_hold"
    held: Short
    act: Literal["set", "lift"]
    because: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
