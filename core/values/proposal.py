"""An article that staff propose for the pack, made of an answer that was sent."""

from datetime import date, datetime
from enum import StrEnum

from core.values.place import Person
from core.values.value import Value


class Standing(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Proposal(Value):
    """`version` counts the changes and guards against two at once; `at` is in UTC.

    `case` is the case whose answer it was made of, empty once that case was erased. `source` and
    `address` name the public page that the text rests on. `because` is why it was rejected.
    """

    id: str
    version: int
    case: str
    queue: str
    topic: str
    locale: str
    title: str
    text: str
    source: str
    address: str
    review_by: date
    author: Person
    at: datetime
    standing: Standing = Standing.PENDING
    judged_by: Person | None = None
    because: str = ""


class PutProposal(Value):
    """Effect: the proposal as it shall be from now on, if nobody changed it meanwhile."""

    proposal: Proposal
