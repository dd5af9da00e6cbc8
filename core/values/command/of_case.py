"""The commands that are about one case."""

from core.values.command.arriving import (
    GoOff,
    ReportDelivery,
    SendHeld,
)
from core.values.command.asking import (
    ExportRecord,
    OpenRate,
    OpenReply,
    Rate,
    Reopen,
    Reply,
    ShowCase,
    Verify,
    Withdraw,
)
from core.values.command.correcting import (
    CorrectCase,
)
from core.values.command.proposing import OpenPropose, Propose
from core.values.command.remembering import Alike, ListReady, UseReady
from core.values.command.working import (
    Admit,
    Answer,
    Assign,
    Claim,
    Close,
    Dismiss,
    Invite,
    KeepInternal,
    Link,
    Note,
    OpenAnswer,
    OpenAskMore,
    OpenAssign,
    OpenClose,
    OpenLink,
    OpenMore,
    OpenNote,
    OpenReopen,
    OpenReroute,
    OpenSnooze,
    OpenTell,
    Preview,
    Recall,
    Release,
    Reroute,
    SendDraft,
    Snooze,
    StaffHelp,
    Tell,
    Unlink,
    Wake,
    Why,
)

OfCase = (
    ShowCase
    | OpenReply
    | Reply
    | Withdraw
    | ExportRecord
    | Verify
    | OpenRate
    | Rate
    | Reopen
    | Claim
    | Release
    | OpenMore
    | Why
    | StaffHelp
    | OpenAssign
    | Assign
    | OpenNote
    | Note
    | OpenAnswer
    | OpenAskMore
    | Answer
    | Preview
    | SendDraft
    | KeepInternal
    | Recall
    | OpenReroute
    | Reroute
    | OpenSnooze
    | Snooze
    | Wake
    | OpenClose
    | Close
    | OpenReopen
    | OpenLink
    | Link
    | Unlink
    | Invite
    | Admit
    | Dismiss
    | OpenTell
    | Tell
    | Alike
    | ListReady
    | UseReady
    | OpenPropose
    | Propose
    | ReportDelivery
    | SendHeld
    | GoOff
    | CorrectCase
)
"""The commands that are about one case and may be for staff, the requester or the desk."""
