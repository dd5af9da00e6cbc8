"""What a turn asks for, as a value; a button carries one as JSON.

Commands hold ids instead of prose, so that a button fits into Slack's 2,000 characters; only
`Ask`, `Say` and submitted forms carry text, and those never travel in a button.
Nothing in a command gives authority: the rules look at who acted and where.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from core.values.reading import Cta as Cta
from core.values.reading import Define as Define
from core.values.reading import Fees as Fees
from core.values.reading import Help as Help
from core.values.reading import OpenSmeTest as OpenSmeTest
from core.values.reading import Services as Services
from core.values.reading import SmeTest as SmeTest
from core.values.reading import Timeline as Timeline
from core.values.reading import Unknown as Unknown
from core.values.value import Value

# A question is kept whole up to what the front door lets in; this bounds what a form may hold.
LONGEST_QUESTION = 40_000

Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)
]
CaseId = Annotated[str, StringConstraints(max_length=40)]


class Outcome(StrEnum):
    ANSWERED = "answered"
    REFERRED = "referred"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"
    NO_REPLY = "no_reply"


# Read-only: answered at once, nothing is written; those from the pack alone are in `reading`.


class ListCases(Value):
    do: Literal["cases"] = "cases"


class Home(Value):
    """The person opened the desk's own page in the platform (Slack: App Home)."""

    do: Literal["home"] = "home"


# A researcher's questions and cases.


class Ask(Value):
    do: Literal["ask"] = "ask"
    question: str = ""


class OpenEscalation(Value):
    """Show the form. `question` is the id of a question asked before, `text` a fresh one."""

    do: Literal["open_escalation"] = "open_escalation"
    question: str = ""
    text: str = ""


class Escalate(Value):
    """The submitted form. `asked` is the id of the question that the form was opened from."""

    do: Literal["escalate"] = "escalate"
    asked: str = ""
    question: Prose
    topic: str
    organisation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    product: str = ""
    stage: str = ""
    urgency: str = ""
    consent: Literal["yes"]


class ShowCase(Value):
    do: Literal["case"] = "case"
    case: CaseId


class OpenReply(Value):
    do: Literal["open_reply"] = "open_reply"
    case: CaseId


class Reply(Value):
    """The requester adds information to a case."""

    do: Literal["reply"] = "reply"
    case: CaseId
    text: Prose


class Withdraw(Value):
    do: Literal["withdraw"] = "withdraw"
    case: CaseId


class Reopen(Value):
    """The requester or staff take a closed case up again."""

    do: Literal["reopen"] = "reopen"
    case: CaseId


# Staff, on the card or in its thread.


class Claim(Value):
    do: Literal["claim"] = "claim"
    case: CaseId


class Release(Value):
    do: Literal["release"] = "release"
    case: CaseId


class OpenAnswer(Value):
    do: Literal["open_answer"] = "open_answer"
    case: CaseId


class Answer(Value):
    """An answer written in the form: submitting it is the act of sending."""

    do: Literal["answer"] = "answer"
    case: CaseId
    text: Prose


class SendDraft(Value):
    """Send what was written in the staff thread; `entry` is its number in the case."""

    do: Literal["send"] = "send"
    case: CaseId
    entry: int


class KeepInternal(Value):
    do: Literal["keep"] = "keep"
    case: CaseId
    entry: int


class Reroute(Value):
    do: Literal["reroute"] = "reroute"
    case: CaseId
    queue: str


class OpenClose(Value):
    do: Literal["open_close"] = "open_close"
    case: CaseId


class Close(Value):
    do: Literal["close"] = "close"
    case: CaseId
    outcome: Outcome


# What arrives without being asked for.


class Say(Value):
    """Free text in a conversation or thread; what it means depends on where it was said.

    `message` is the platform's id of the text, `mentioned` whether the desk was addressed.
    """

    do: Literal["say"] = "say"
    text: str
    message: str = ""
    mentioned: bool = False


class ReportDelivery(Value):
    """The desk tells itself what became of a delivery that belongs to an entry of a case.

    `lost` says that the message which it should have followed or redrawn is no longer there.
    """

    do: Literal["delivery"] = "delivery"
    case: CaseId
    entry: int
    to: str
    state: Literal["sent", "failed"]
    error: str = ""
    lost: bool = False


class ReportBacklog(Value):
    """The desk tells itself that deliveries have been waiting for too long."""

    do: Literal["backlog"] = "backlog"
    count: int
    minutes: int
    lane: str


class ReportGone(Value):
    """The desk tells itself that the staff conversation of a queue can no longer be reached."""

    do: Literal["gone"] = "gone"
    queue: str
    why: str


Command = Annotated[
    Help
    | Unknown
    | Services
    | Fees
    | OpenSmeTest
    | SmeTest
    | Cta
    | Timeline
    | Define
    | ListCases
    | Home
    | Ask
    | OpenEscalation
    | Escalate
    | ShowCase
    | OpenReply
    | Reply
    | Withdraw
    | Reopen
    | Claim
    | Release
    | OpenAnswer
    | Answer
    | SendDraft
    | KeepInternal
    | Reroute
    | OpenClose
    | Close
    | Say
    | ReportDelivery
    | ReportBacklog
    | ReportGone,
    Field(discriminator="do"),
]

COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
"""Reads a command from JSON or a dict. Raises pydantic.ValidationError."""

OfCase = (
    ShowCase | OpenReply | Reply | Withdraw | Reopen | Claim | Release
    | OpenAnswer | Answer | SendDraft | KeepInternal | Reroute | OpenClose | Close
    | ReportDelivery
)  # fmt: skip
"""The commands that are about one case."""
