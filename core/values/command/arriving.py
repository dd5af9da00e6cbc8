"""What arrives without being asked for: free text, and what the desk tells itself."""

from datetime import datetime
from typing import Literal

from core.values.command.words import (
    CaseId,
)
from core.values.rich_text import RichText
from core.values.value import Value


class Say(Value):
    """Free text in a conversation or thread; what it means depends on where it was said.

    `message` is the platform's id of the text, `mentioned` whether the desk was addressed. `rich`
    is the same text with the looks that the person gave it, if any.
    """

    do: Literal["say"] = "say"
    text: str
    rich: RichText | None = None
    message: str = ""
    mentioned: bool = False


class Edited(Value):
    """Somebody changed what they had said; `message` is the platform's id of it."""

    do: Literal["edited"] = "edited"
    text: str
    rich: RichText | None = None
    message: str


class Deleted(Value):
    """Somebody deleted what they had said; `message` is the platform's id of it."""

    do: Literal["deleted"] = "deleted"
    message: str


class Mailed(Value):
    """A mail that answers one of the desk's; `message` is its Message-ID, `text` what its author
    wrote in it, `attached` the names of its files. `genuine` says that our own mail server stands
    for the sender. `unread` is why there is no text: `plain`, it has none that can be read; `long`;
    `sealed`, encrypted or signed in a closed form; `tnef`, in Outlook's own form.

    Turns from mailboxes only: elsewhere it means nothing.
    """

    do: Literal["mailed"] = "mailed"
    text: str
    message: str
    genuine: bool = False
    unread: Literal["", "plain", "long", "sealed", "tnef"] = ""
    attached: tuple[str, ...] = ()


class ReportDelivery(Value):
    """The desk tells itself what became of a delivery that belongs to an entry of a case.

    `lost` says that the message which it should have followed or redrawn is no longer there.
    `file` is the random name of a file that crosses, `reason` a word for why it does not.
    """

    do: Literal["delivery"] = "delivery"
    case: CaseId
    entry: int
    to: str
    state: Literal["sent", "failed"]
    error: str = ""
    lost: bool = False
    file: str = ""
    reason: str = ""


class SendHeld(Value):
    """The desk tells itself that a sent text can no longer be recalled."""

    do: Literal["send_held"] = "send_held"
    case: CaseId
    entry: int


class GoOff(Value):
    """A timer of the case. It was set for the moment `at` (UTC): the due time, the end of a snooze,
    when waiting began, or when the case came to its queue; it does nothing when the case has
    another one by now. `recount` is no timer: a closure was put in since."""

    do: Literal["go_off"] = "go_off"
    case: CaseId
    what: Literal["remind", "overdue", "wake", "nudge", "expire", "alike", "recount"]
    at: datetime


class ReportBacklog(Value):
    """The desk tells itself that deliveries have been waiting for too long."""

    do: Literal["backlog"] = "backlog"
    count: int
    minutes: int
    lane: str


class ReportRouting(Value):
    """The desk tells itself that it cannot read the newest routing and keeps to an older one."""

    do: Literal["unreadable"] = "unreadable"
    version: int


class ReportGone(Value):
    """The desk tells itself that the staff conversation of a queue can no longer be reached."""

    do: Literal["gone"] = "gone"
    queue: str
    why: str


class ReportWorkspace(Value):
    """The desk tells itself that a workspace asks to be let in, removed the app, or must install it
    again since its tokens are renewed no more.

    `place` is `platform:tenant`; `name` what its people call it.
    """

    do: Literal["workspace"] = "workspace"
    place: str
    name: str
    change: Literal["asks", "left", "stuck"]


class ReportReview(Value):
    """The desk tells itself that knowledge which this queue owns is to be reviewed."""

    do: Literal["aging"] = "aging"
    queue: str


class ArmDigest(Value):
    """The desk tells itself that a queue's digest is to be given at `at` (UTC)."""

    do: Literal["arm_digest"] = "arm_digest"
    queue: str
    at: datetime


class Digest(Value):
    """A timer: the queue's digest of the day of `at` (UTC) is to be given."""

    do: Literal["digest"] = "digest"
    queue: str
    at: datetime


class ReportExport(Value):
    """The desk tells itself how far a table of cases has come that somebody fetches. `person` is
    the key of who does, `id` names the fetch, `done` counts the cases that were written."""

    do: Literal["report_export"] = "report_export"
    id: str
    person: str
    locale: str
    kind: Literal["csv", "json"]
    total: int
    done: int
    state: Literal["begins", "goes_on", "done", "cut"]
