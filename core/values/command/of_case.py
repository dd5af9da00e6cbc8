"""The commands that are about one case."""

from core.values.command import (
    advising,
    arriving,
    asking,
    correcting,
    phoning,
    proposing,
    remembering,
    working,
)

OfCase = (
    asking.ShowCase
    | asking.OpenReply
    | asking.Reply
    | asking.AddAsked
    | asking.Withdraw
    | asking.ExportRecord
    | asking.Verify
    | asking.OpenRate
    | asking.Rate
    | asking.Reopen
    | working.Claim
    | working.Release
    | working.OpenMore
    | working.Why
    | working.StaffHelp
    | working.OpenAssign
    | working.Assign
    | working.OpenNote
    | working.Note
    | phoning.OpenPhoned
    | phoning.Phoned
    | working.OpenAnswer
    | working.OpenAskMore
    | working.Answer
    | working.Preview
    | working.SendDraft
    | working.KeepInternal
    | working.Recall
    | working.OpenReroute
    | working.Reroute
    | working.OpenSnooze
    | working.Snooze
    | working.Wake
    | working.OpenClose
    | working.Close
    | working.OpenReopen
    | working.OpenLink
    | working.Link
    | working.Unlink
    | working.Invite
    | working.Admit
    | working.Dismiss
    | working.OpenTell
    | working.Tell
    | advising.OpenAdvise
    | advising.Advise
    | remembering.Alike
    | remembering.ListReady
    | remembering.UseReady
    | proposing.OpenPropose
    | proposing.Propose
    | arriving.ReportDelivery
    | arriving.SendHeld
    | arriving.GoOff
    | correcting.CorrectCase
)
"""The commands that are about one case and may be for staff, the requester or the desk."""
