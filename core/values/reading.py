"""Commands that are answered from the knowledge pack alone: nothing is looked up or written."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.values.value import Value


class Help(Value):
    do: Literal["help"] = "help"


class Unknown(Value):
    """A word that is no command; `word` is what the person typed, `after` what stood behind it."""

    do: Literal["unknown"] = "unknown"
    word: str
    after: str = ""


class Services(Value):
    """All services, or one of them by article id, topic or words of its title."""

    do: Literal["services"] = "services"
    topic: str = ""


class Fees(Value):
    """Who pays less; `amount` is a full fee in EUR that the person gives, `year` one whose fees the
    pack may know, `kind` a type of advice."""

    do: Literal["fees"] = "fees"
    who: str = ""
    amount: Decimal | None = Field(default=None, ge=0, le=Decimal(10_000_000))
    year: int | None = None
    kind: str = ""


class OpenSmeTest(Value):
    do: Literal["open_sme_test"] = "open_sme_test"


class SmeTest(Value):
    """Figures of an enterprise and of those that belong to it, a line each, still to be read."""

    do: Literal["sme_test"] = "sme_test"
    own: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
    linked: Annotated[str, StringConstraints(max_length=3000)] = ""
    partners: Annotated[str, StringConstraints(max_length=3000)] = ""


class Cta(Value):
    """A position in a decision tree: the ids of the options chosen so far."""

    do: Literal["cta"] = "cta"
    tree: Literal["cta", "fee_check"] = "cta"
    path: tuple[str, ...] = ()


class Replay(Value):
    """A walk through a tree that was shared as a code: what do today's rules say?"""

    do: Literal["replay"] = "replay"
    code: Annotated[str, StringConstraints(max_length=500)]


class Timeline(Value):
    """The dates of an application's steps. A button names day, scheme and `advanced`; what a
    person typed is in `words` and still to be read."""

    do: Literal["timeline"] = "timeline"
    day: date | None = None
    scheme: str = ""
    advanced: bool = False
    words: str = ""


class Define(Value):
    """What a term or an abbreviation means; without one, all terms."""

    do: Literal["define"] = "define"
    term: str = ""


Reading = (
    Help | Unknown | Services | Fees | OpenSmeTest | SmeTest | Cta | Replay | Timeline | Define
)
"""Every one of them."""
