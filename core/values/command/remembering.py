"""What staff ask of the desk's memory: past cases."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.values.command.words import CaseId
from core.values.value import Value

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Search(Value):
    """Past cases that the person may see. `words` may hold what the other fields say, as
    `state:open topic:fees university:leuven`; without anything the form is shown.

    The words travel in the buttons of the list, in the conversation in which they were typed.
    """

    do: Literal["search"] = "search"
    words: Words = ""
    state: Words = ""
    topic: Words = ""
    university: Words = ""
    page: Annotated[int, Field(ge=0, le=10_000)] = 0


class Alike(Value):
    """The nearest past cases that were answered."""

    do: Literal["alike"] = "alike"
    case: CaseId


class ListReady(Value):
    """The ready answers that fit the case; `words` narrow them down."""

    do: Literal["list_ready"] = "list_ready"
    case: CaseId
    words: Words = ""


class UseReady(Value):
    """Open the answer's form with this ready answer in it; nothing is sent by that."""

    do: Literal["use_ready"] = "use_ready"
    case: CaseId
    ready: CaseId


class ShowPast(Value):
    """Question and answers of a case that a search found; nothing can be done with it there.

    `of` is the case that it is like, where it was found beside one."""

    do: Literal["past"] = "past"
    case: CaseId
    of: CaseId = ""
