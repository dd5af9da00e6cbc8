"""What a turn asks for, as a value; a button carries one as JSON.

Those from the pack alone are in `core.values.reading`.

Commands hold ids instead of prose, so that a button fits into Slack's 2,000 characters; only `Ask`,
`Say` and submitted forms carry text, and those never travel in a button.
Nothing in a command gives authority: the rules look at who acted and where.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from core.values.admin import AdminCommand
from core.values.command.advising import Advise, OpenAdvise
from core.values.command.arriving import (
    ArmDigest,
    Deleted,
    Digest,
    Edited,
    GoOff,
    Mailed,
    ReportBacklog,
    ReportDelivery,
    ReportExport,
    ReportGone,
    ReportReview,
    ReportRouting,
    ReportWorkspace,
    Say,
    SendHeld,
)
from core.values.command.asking import (
    AddAsked,
    Ask,
    Escalate,
    EscalateKept,
    ExportCases,
    ExportRecord,
    Home,
    HowTo,
    Join,
    Language,
    ListCases,
    OpenEscalation,
    OpenRate,
    OpenReply,
    Rate,
    Reopen,
    Reply,
    Report,
    ShowCase,
    StaffQueue,
    Verify,
    Withdraw,
)
from core.values.command.correcting import (
    Correct,
    CorrectAsked,
    CorrectCase,
    ListAffected,
    OpenCorrection,
    ReleaseCorrection,
)
from core.values.command.mine import (
    EraseMine,
    ExportMine,
    FinishErasing,
    OpenErase,
    Privacy,
)
from core.values.command.of_case import OfCase
from core.values.command.phoning import OpenPhoned, Phoned
from core.values.command.proposing import (
    ApproveProposal,
    ListProposals,
    OfProposals,
    OpenPropose,
    OpenReject,
    Propose,
    RejectProposal,
    ShowProposal,
)
from core.values.command.remembering import Alike, ListReady, Search, ShowPast, UseReady
from core.values.command.words import (
    LONGEST_QUESTION,
    CaseId,
    Outcome,
    Prose,
    Score,
    Then,
)
from core.values.command.working import (
    Admit,
    Answer,
    Assign,
    Claim,
    Close,
    Dismiss,
    EscalateFor,
    Invite,
    KeepInternal,
    Link,
    Note,
    OpenAnswer,
    OpenAskMore,
    OpenAssign,
    OpenBehalf,
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
from core.values.reading import (
    Cta,
    Define,
    Fees,
    Help,
    OpenSmeTest,
    Replay,
    Services,
    SmeTest,
    Timeline,
    Unknown,
)

__all__ = [
    "COMMAND",
    "LONGEST_QUESTION",
    "AddAsked",
    "Admit",
    "Advise",
    "Alike",
    "Answer",
    "ApproveProposal",
    "ArmDigest",
    "Ask",
    "Assign",
    "CaseId",
    "Claim",
    "Close",
    "Command",
    "Correct",
    "CorrectAsked",
    "CorrectCase",
    "Cta",
    "Define",
    "Deleted",
    "Digest",
    "Dismiss",
    "Edited",
    "EraseMine",
    "Escalate",
    "EscalateFor",
    "EscalateKept",
    "ExportCases",
    "ExportMine",
    "ExportRecord",
    "Fees",
    "FinishErasing",
    "GoOff",
    "Help",
    "Home",
    "HowTo",
    "Invite",
    "Join",
    "KeepInternal",
    "Language",
    "Link",
    "ListAffected",
    "ListCases",
    "ListProposals",
    "ListReady",
    "Mailed",
    "Note",
    "OfCase",
    "OpenAdvise",
    "OpenAnswer",
    "OpenAskMore",
    "OpenAssign",
    "OpenBehalf",
    "OpenClose",
    "OpenCorrection",
    "OpenErase",
    "OpenEscalation",
    "OpenLink",
    "OpenMore",
    "OpenNote",
    "OpenPhoned",
    "OpenPropose",
    "OpenRate",
    "OpenReject",
    "OpenReopen",
    "OpenReply",
    "OpenReroute",
    "OpenSmeTest",
    "OpenSnooze",
    "OpenTell",
    "Outcome",
    "Phoned",
    "Preview",
    "Privacy",
    "Propose",
    "Prose",
    "Rate",
    "Recall",
    "RejectProposal",
    "Release",
    "ReleaseCorrection",
    "Reopen",
    "Replay",
    "Reply",
    "Report",
    "ReportBacklog",
    "ReportDelivery",
    "ReportExport",
    "ReportGone",
    "ReportReview",
    "ReportRouting",
    "ReportWorkspace",
    "Reroute",
    "Say",
    "Score",
    "Search",
    "SendDraft",
    "SendHeld",
    "Services",
    "ShowCase",
    "ShowPast",
    "ShowProposal",
    "SmeTest",
    "Snooze",
    "StaffHelp",
    "StaffQueue",
    "Tell",
    "Then",
    "Timeline",
    "Unknown",
    "Unlink",
    "UseReady",
    "Verify",
    "Wake",
    "Why",
    "Withdraw",
]


Command = Annotated[
    Help
    | Unknown
    | HowTo
    | Services
    | Fees
    | OpenSmeTest
    | SmeTest
    | Cta
    | Replay
    | Timeline
    | Define
    | ListCases
    | Language
    | Home
    | StaffQueue
    | Privacy
    | ExportMine
    | OpenErase
    | EraseMine
    | FinishErasing
    | Report
    | ExportCases
    | Ask
    | OpenEscalation
    | Escalate
    | EscalateKept
    | Join
    | OpenBehalf
    | EscalateFor
    | Search
    | OfProposals
    | ShowPast
    | Say
    | Edited
    | Deleted
    | Mailed
    | ListAffected
    | OpenCorrection
    | Correct
    | ReleaseCorrection
    | CorrectAsked
    | ReportBacklog
    | ReportGone
    | ReportExport
    | ReportRouting
    | ReportReview
    | ReportWorkspace
    | ArmDigest
    | Digest
    | OfCase
    | AdminCommand,
    Field(discriminator="do"),
]

COMMAND: TypeAdapter[Command] = TypeAdapter(Command)
"""Reads a command from JSON or a dict. Raises pydantic.ValidationError."""
