"""What staff do to make an article of an answer."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from core.values.command.words import CaseId, Prose, Reason
from core.values.value import Value

Id = Annotated[str, StringConstraints(max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class OpenPropose(Value):
    do: Literal["open_propose"] = "open_propose"
    case: CaseId


class Propose(Value):
    """The form: an article for the pack. `review_by` is a day such as `2027-05-08`."""

    do: Literal["propose"] = "propose"
    case: CaseId
    title: Line
    text: Prose
    topic: Line
    locale: Line
    source: Line
    address: Line
    review_by: Line


class ListProposals(Value):
    do: Literal["proposals"] = "proposals"


class ShowProposal(Value):
    do: Literal["proposal"] = "proposal"
    id: Id


class ApproveProposal(Value):
    """`version` is the one that was shown: nobody approves what they have not seen."""

    do: Literal["approve_proposal"] = "approve_proposal"
    id: Id
    version: int


class OpenReject(Value):
    do: Literal["open_reject"] = "open_reject"
    id: Id
    version: int


class RejectProposal(Value):
    do: Literal["reject_proposal"] = "reject_proposal"
    id: Id
    version: int
    because: Reason


OfProposals = ListProposals | ShowProposal | ApproveProposal | OpenReject | RejectProposal
"""What may be done with articles that staff propose."""
