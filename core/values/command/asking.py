"""What people ask of the desk, and researchers of their cases."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from core.values.command.words import (
    CaseId,
    Comment,
    Prose,
    Reason,
    Score,
)
from core.values.value import Value


class ListCases(Value):
    do: Literal["cases"] = "cases"


class Language(Value):
    """Choose the language that the desk speaks with me: its tag or any of its names, a word for
    automatic, or nothing to be shown the choice."""

    do: Literal["language"] = "language"
    name: Annotated[str, StringConstraints(max_length=100)] = ""


class Home(Value):
    """The person opened the desk's own page in the platform (Slack: App Home)."""

    do: Literal["home"] = "home"


class StaffQueue(Value):
    """What waits for a member of staff: own cases, unclaimed ones, due today, overdue."""

    do: Literal["staff_queue"] = "staff_queue"


class Report(Value):
    """What a month was like (`2026-10`); the last one that is over when none is named."""

    do: Literal["report"] = "report"
    month: Annotated[str, StringConstraints(pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")] = ""


class ExportCases(Value):
    """A table of the cases of the person's queues."""

    do: Literal["export_cases"] = "export_cases"


class Ask(Value):
    do: Literal["ask"] = "ask"
    question: str = ""


class OpenEscalation(Value):
    """Show the form. `question` is the id of a question asked before, `text` a fresh one."""

    do: Literal["open_escalation"] = "open_escalation"
    question: str = ""
    text: str = ""


class Escalate(Value):
    """The submitted form. `asked` is the id of the question that the form was opened from;
    `by_mail` the consent to be written to where nothing else reaches the person."""

    do: Literal["escalate"] = "escalate"
    asked: str = ""
    question: Prose
    topic: str
    organisation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    product: str = ""
    stage: str = ""
    urgency: str = ""
    consent: Literal["yes"]
    by_mail: Literal["", "yes"] = ""


class HowTo(Value):
    """How that word is used: it was typed without what belongs behind it."""

    do: Literal["how_to"] = "how_to"
    word: Literal["record", "verify", "join", "export", "affected", "report"]


class AddAsked(Value):
    """Add to the open case what was asked once more; `question` is where that is kept."""

    do: Literal["add_asked"] = "add_asked"
    case: CaseId
    question: CaseId


class EscalateKept(Value):
    """Open the case that the kept form was meant for, although another one asks the same."""

    do: Literal["escalate_kept"] = "escalate_kept"
    question: CaseId


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


class Rate(Value):
    """What the requester thinks of the answer that is that entry; 0 is the newest one. Words are
    for staff alone."""

    do: Literal["rate"] = "rate"
    case: CaseId
    entry: int = 0
    score: Score
    comment: Comment = ""


class OpenRate(Value):
    """The form for words beside the score, or to change it."""

    do: Literal["open_rate"] = "open_rate"
    case: CaseId
    entry: int = 0


class ExportRecord(Value):
    """Links to the record of the case, for a short while."""

    do: Literal["record"] = "record"
    case: CaseId


class Verify(Value):
    """Whether an answer is still current; who has its code from the record may ask, too."""

    do: Literal["verify"] = "verify"
    case: CaseId
    code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = ""


class Reopen(Value):
    """The requester or staff take a closed case up again; the reason is for staff."""

    do: Literal["reopen"] = "reopen"
    case: CaseId
    because: Reason = ""


class Join(Value):
    """An expert asks to be let in to one case, with the code that staff gave."""

    do: Literal["join"] = "join"
    case: CaseId
    code: Annotated[str, StringConstraints(max_length=40)]
