"""What staff do with cases."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from core.values.command.words import (
    CaseId,
    Contact,
    Name,
    Outcome,
    Prose,
    Reason,
    Then,
)
from core.values.rich_text import RichText
from core.values.value import Value


class Claim(Value):
    do: Literal["claim"] = "claim"
    case: CaseId


class Release(Value):
    do: Literal["release"] = "release"
    case: CaseId


class Why(Value):
    """Why the case is where it is."""

    do: Literal["why"] = "why"
    case: CaseId


class OpenMore(Value):
    """Everything that the card's few buttons do not show."""

    do: Literal["open_more"] = "open_more"
    case: CaseId


class StaffHelp(Value):
    """The words that can be typed in the thread of a card."""

    do: Literal["staff_help"] = "staff_help"
    case: CaseId


class OpenAssign(Value):
    do: Literal["open_assign"] = "open_assign"
    case: CaseId


class Assign(Value):
    """`to` is a person's key, a mention as the platform writes it, or a name."""

    do: Literal["assign"] = "assign"
    case: CaseId
    to: Name


class OpenNote(Value):
    do: Literal["open_note"] = "open_note"
    case: CaseId


class Note(Value):
    do: Literal["note"] = "note"
    case: CaseId
    text: Prose


class OpenAnswer(Value):
    do: Literal["open_answer"] = "open_answer"
    case: CaseId


class OpenAskMore(Value):
    do: Literal["open_ask_more"] = "open_ask_more"
    case: CaseId


class Answer(Value):
    """A text written in the form: submitting it sends, unless a preview is asked for. `rich` is the
    same text with the looks that the person gave it, if any. `seen` is how many entries the case
    had when the form was opened; 0 where that is not known."""

    do: Literal["answer"] = "answer"
    case: CaseId
    text: Prose
    rich: RichText | None = None
    then: Then = Then.ANSWERED
    act: Literal["send", "preview"] = "send"
    seen: int = 0


class Preview(Value):
    do: Literal["preview"] = "preview"
    case: CaseId
    entry: int
    then: Then = Then.ANSWERED


class SendDraft(Value):
    """Send what was written in the staff thread; `entry` is its number in the case. `sure` says
    that the person has seen what the guard found."""

    do: Literal["send"] = "send"
    case: CaseId
    entry: int
    then: Then = Then.ANSWERED
    sure: bool = False


class KeepInternal(Value):
    do: Literal["keep"] = "keep"
    case: CaseId
    entry: int


class Recall(Value):
    """Take back what was sent a moment ago; `entry` is where it was held."""

    do: Literal["recall"] = "recall"
    case: CaseId
    entry: int


class OpenReroute(Value):
    do: Literal["open_reroute"] = "open_reroute"
    case: CaseId


class Reroute(Value):
    do: Literal["reroute"] = "reroute"
    case: CaseId
    queue: str
    because: Reason = ""


class OpenSnooze(Value):
    do: Literal["open_snooze"] = "open_snooze"
    case: CaseId


class Snooze(Value):
    """`until` as people write it: `2d`, `3h`, `fri`, `2026-05-08`."""

    do: Literal["snooze"] = "snooze"
    case: CaseId
    until: Name


class Wake(Value):
    do: Literal["wake"] = "wake"
    case: CaseId


class OpenClose(Value):
    do: Literal["open_close"] = "open_close"
    case: CaseId


class Close(Value):
    do: Literal["close"] = "close"
    case: CaseId
    outcome: Outcome


class OpenReopen(Value):
    do: Literal["open_reopen"] = "open_reopen"
    case: CaseId


class OpenLink(Value):
    do: Literal["open_link"] = "open_link"
    case: CaseId


class Link(Value):
    """This case asks the same as the case `to`, and is answered together with it."""

    do: Literal["link"] = "link"
    case: CaseId
    to: CaseId


class Unlink(Value):
    do: Literal["unlink"] = "unlink"
    case: CaseId


class Invite(Value):
    """Make a code with which one expert can ask to be let in."""

    do: Literal["invite"] = "invite"
    case: CaseId


class Admit(Value):
    """Let in the expert whose asking is that entry."""

    do: Literal["admit"] = "admit"
    case: CaseId
    entry: int


class Dismiss(Value):
    """Turn away who asked in that entry; without one, end the part of all experts."""

    do: Literal["dismiss"] = "dismiss"
    case: CaseId
    entry: int = 0


class OpenTell(Value):
    do: Literal["open_tell"] = "open_tell"
    case: CaseId


class Tell(Value):
    """A word of staff to the experts of the case."""

    do: Literal["tell"] = "tell"
    case: CaseId
    text: Prose


class OpenBehalf(Value):
    """Staff open the form for somebody who called or wrote."""

    do: Literal["open_behalf"] = "open_behalf"


class EscalateFor(Value):
    """The submitted form. `contact` is where the answers go, never to who filled it in."""

    do: Literal["escalate_for"] = "escalate_for"
    contact: Contact
    name: Name
    question: Prose
    topic: str
    organisation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    locale: str = ""
    consent: Literal["yes"]
