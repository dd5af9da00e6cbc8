"""What staff do with what a requester tells them by phone."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from core.values.command.words import LONGEST_QUESTION, CaseId
from core.values.value import Value

_Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_QUESTION)]


class OpenPhoned(Value):
    do: Literal["open_phoned"] = "open_phoned"
    case: CaseId


class Phoned(Value):
    """What the requester said, as the text of the form, or as the draft that is the entry of that
    number and was seen by who presses the button."""

    do: Literal["phoned"] = "phoned"
    case: CaseId
    text: _Said = ""
    entry: int = 0
