"""What the loop does for which commands: answered from the pack, only looked at, personal."""

from core.values import admin as a
from core.values import command as c

FROM_THE_PACK = (
    *(
        c.Help,
        c.Unknown,
        c.Services,
        c.Fees,
        c.OpenSmeTest,
        c.SmeTest,
        c.Cta,
        c.Replay,
        c.Timeline,
        c.Define,
    ),
)
"""Commands that look at nothing but the pack: answered without storage."""

LOOKING = (
    c.ListCases,
    c.HowTo,
    c.Home,
    c.StaffQueue,
    c.Privacy,
    c.OpenErase,
    c.Report,
    c.ExportCases,
    c.ShowCase,
    c.OpenReply,
    c.OpenRate,
    c.ExportRecord,
    c.Verify,
    c.OpenAnswer,
    c.OpenClose,
    c.OpenMore,
    c.Why,
    c.StaffHelp,
    c.OpenAssign,
    c.OpenNote,
    c.OpenPhoned,
    c.OpenAskMore,
    c.Preview,
    c.OpenReroute,
    c.OpenSnooze,
    c.OpenReopen,
    c.OpenLink,
    c.OpenTell,
    c.OpenAdvise,
    c.OpenBehalf,
    c.Search,
    c.ShowPast,
    c.ListAffected,
    c.OpenCorrection,
    c.Alike,
    c.ListReady,
    c.UseReady,
    c.OpenPropose,
    c.ListProposals,
    c.ShowProposal,
    c.OpenReject,
    a.Looks,
)
"""Commands that look at records and change nothing."""

PERSONAL = (
    c.ListCases,
    c.HowTo,
    c.Home,
    c.StaffQueue,
    c.Privacy,
    c.ExportMine,
    c.OpenErase,
    c.EraseMine,
    c.Report,
    c.ExportCases,
    c.ShowCase,
    c.OpenEscalation,
    c.OpenReply,
    c.AddAsked,
    c.EscalateKept,
    c.OpenRate,
    c.Rate,
    c.OpenAdvise,
    c.Advise,
    c.ExportRecord,
    c.Verify,
    c.Search,
    c.ShowPast,
    c.ListAffected,
    c.OpenCorrection,
    c.Correct,
    c.ReleaseCorrection,
    a.OfAdmin,
)
"""Commands whose answers are for one person alone."""

IN_A_THREAD = (c.Say, c.Edited, c.Deleted)
"""Commands that concern the case of the thread in which they were given."""


def looks_far(command: c.Command) -> bool:
    """Whether it has to look for longer than a transaction may take that others wait for."""
    return isinstance(command, c.GoOff) and command.what == "alike"
