"""What an expert does whom staff let into one case."""

from typing import Literal

from core.values.command.words import CaseId, Prose
from core.values.value import Value


class OpenAdvise(Value):
    do: Literal["open_advise"] = "open_advise"
    case: CaseId


class Advise(Value):
    """Advice for the staff, where the conversation has no thread to write it in."""

    do: Literal["advise"] = "advise"
    case: CaseId
    text: Prose
