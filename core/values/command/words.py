"""What commands are made of: texts within their bounds, and choices."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

# A question is kept whole up to what the front door lets in; this bounds what a form may hold.
LONGEST_QUESTION = 40_000

Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)
]
CaseId = Annotated[str, StringConstraints(max_length=40)]


Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Contact = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=200,
        pattern=r"^([^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:]+|[0-9A-Za-z]{4}-?[0-9A-Za-z]{4})$",
    ),
]
"""An e-mail address, or the id of an earlier case of the same person."""


class Then(StrEnum):
    """What a text that is sent does to the case: it answers, or it asks and stops the clock."""

    ANSWERED = "answered"
    WAITING = "waiting"


class Outcome(StrEnum):
    ANSWERED = "answered"
    REFERRED = "referred"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"
    NO_REPLY = "no_reply"


class Score(StrEnum):
    """What a requester thinks of an answer."""

    HELPFUL = "helpful"
    PARTLY = "partly"
    UNHELPFUL = "unhelpful"
