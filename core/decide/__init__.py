"""The rules, pure: what a turn leads to. This page is their table of contents.

`decide` has one line for each command; the compiler sees to it that none is missing.
"""

from collections.abc import Callable
from datetime import datetime

from core.decide import (
    clockwork,
    edits,
    how_to,
    intake,
    language,
    mailed,
    mine,
    report,
    requester,
    staff,
)
from core.decide.admin import by_admin
from core.decide.answering import answer, cta, fees, glossary, sme, timeline
from core.decide.by_itself import by_itself
from core.decide.casework import behalf, consulting, drafting, moving
from core.decide.casework.telling import told
from core.decide.evidence import affected, corrected, releasing
from core.decide.evidence.verifying import with_code
from core.decide.files import with_files_told
from core.decide.memory import judging, searching
from core.decide.overview import digesting, fetching, monthly, queueing, reviewing
from core.decide.scene import Scene
from core.values import command as c
from core.values.admin import OfAdmin
from core.values.decision import Decision, Found
from core.values.pack import Pack
from core.values.place import DESK
from core.values.routing import Routing
from core.values.turn import Turn


def decide(
    turn: Turn,
    found: Found,
    pack: Pack,
    routing: Routing,
    now: datetime,
    new_id: Callable[[], str],
) -> Decision:
    """What the turn leads to. `now` is in UTC; `new_id` gives 32 random hexadecimal digits."""
    scene = Scene(turn, found, pack, routing, now, new_id)
    decision = clockwork.wound(scene, _decided(scene))
    decision = mailed.with_invitations(scene, decision)
    return with_files_told(scene.voice, decision, turn.files) if turn.files else decision


def _decided(scene: Scene) -> Decision:
    match scene.turn.command:
        case c.Help():
            return answer.help_shown(scene)
        case c.Unknown() as command:
            return answer.unknown_word(scene, command)
        case c.HowTo() as command:
            return how_to.how_to(scene, command)
        case c.Services() as command:
            return answer.services(scene, command)
        case c.Fees() as command:
            return fees.fees(scene, command)
        case c.Timeline() as command:
            return timeline.timeline(scene, command)
        case c.OpenSmeTest():
            return sme.open_sme_test(scene)
        case c.SmeTest() as command:
            return sme.sme_test(scene, command)
        case c.Replay() as command:
            return cta.replay(scene, command)
        case c.Define() as command:
            return glossary.define(scene, command)
        case c.Cta() as command:
            return cta.cta(scene, command)
        case c.Ask() as command:
            return answer.ask(scene, command)
        case c.OpenEscalation() as command:
            return intake.open_escalation(scene, command)
        case c.Escalate() as command:
            return intake.escalate(scene, command)
        case c.EscalateKept():
            return requester.open_kept(scene)
        case c.ListCases():
            return requester.list_cases(scene)
        case c.StaffQueue():
            return queueing.staff_queue(scene)
        case c.Report():
            return monthly.report(scene)
        case c.ExportCases():
            return monthly.export_cases(scene)
        case c.Language() as command:
            return language.language(scene, command)
        case c.Home():
            return requester.home(scene)
        case c.Privacy():
            return mine.privacy(scene)
        case c.ExportMine():
            return mine.export(scene)
        case c.OpenErase():
            return mine.open_erase(scene)
        case c.EraseMine() as command:
            return mine.erase(scene, command)
        case c.FinishErasing() as command:
            return mine.finish(scene, command) if scene.person == DESK else Decision()
        case c.OpenBehalf():
            return behalf.open_behalf(scene)
        case c.EscalateFor() as command:
            return behalf.escalate_for(scene, command)
        case c.Search() as command:
            return searching.search(scene, command)
        case c.ListProposals():
            return judging.listed(scene)
        case c.ShowProposal():
            return judging.show(scene)
        case c.ApproveProposal() as command:
            return judging.approve(scene, command)
        case c.OpenReject() as command:
            return judging.open_reject(scene, command)
        case c.RejectProposal() as command:
            return judging.reject(scene, command)
        case c.ShowPast() as command:
            return searching.show_past(scene, scene.found.case, command)
        case c.Join() as command:
            return consulting.join(scene, scene.found.case, command)
        case c.Say() as command:
            return _said(scene, command)
        case c.Edited() as command:
            return edits.edited(scene, command)
        case c.Deleted() as command:
            return edits.deleted(scene, command)
        case c.Mailed() as command:
            return mailed.mailed(scene, command)
        case c.ListAffected() as command:
            return affected.list_affected(scene, command)
        case c.OpenCorrection() as command:
            return affected.open_correction(scene, command)
        case c.Correct() as command:
            return affected.correct(scene, command)
        case c.ReleaseCorrection() as command:
            return releasing.release(scene, command)
        case c.CorrectAsked() as command:
            return corrected.correct_asked(scene, command) if scene.person == DESK else Decision()
        case c.ReportBacklog() as command:
            return report.report_backlog(scene, command) if scene.person == DESK else Decision()
        case c.ReportReview() as command:
            return reviewing.report_review(scene, command) if scene.person == DESK else Decision()
        case c.ReportGone() as command:
            return report.report_gone(scene, command) if scene.person == DESK else Decision()
        case c.ReportExport() as command:
            return fetching.report_export(scene, command) if scene.person == DESK else Decision()
        case c.ReportRouting() as command:
            return report.report_routing(scene, command) if scene.person == DESK else Decision()
        case c.ReportWorkspace() as command:
            return report.report_workspace(scene, command) if scene.person == DESK else Decision()
        case c.ArmDigest() as command:
            return digesting.armed(scene, command) if scene.person == DESK else Decision()
        case c.Digest() as command:
            return digesting.digest(scene, command) if scene.person == DESK else Decision()
        case OfAdmin() as command:
            return by_admin(scene, command)
        case _ as command:
            return _of_case(scene, command)


def _said(scene: Scene, command: c.Say) -> Decision:
    """Free text: a draft in a staff thread, a reply in the requester's own conversation, advice in
    an expert's."""
    case = scene.found.case
    if case is None:
        return Decision()
    if scene.may_not_act:
        return drafting.refused_aside(scene, case, scene.may_not_act)
    if scene.is_staff(case):
        return drafting.said_by_staff(scene, case, command, staff.by_staff)
    said_something = command.text.strip() or scene.turn.files
    if scene.is_requester(case) and scene.turn.direct and said_something:
        return requester.reply(scene, case, command)
    if scene.turn.direct and not scene.is_requester(case):
        return consulting.said(scene, case, command.text)
    if scene.is_among_staff:
        return drafting.said_in_old_thread(scene, case)
    return Decision()


def _of_case(scene: Scene, command: c.OfCase) -> Decision:
    """The same "not found" for a case that is not there and for one that is somebody else's."""
    case = scene.found.case
    if case is None:
        return told(scene, scene.may_not_act or "refused.not_found")
    if isinstance(command, c.ReportDelivery | c.SendHeld | c.GoOff | c.CorrectCase):
        if scene.person != DESK:  # only the desk itself knows what became of a delivery
            return told(scene, "refused.not_found")
        return by_itself(scene, case, command)
    if scene.may_not_act:
        return told(scene, scene.may_not_act)
    if scene.is_staff(case):
        return staff.by_staff(scene, case, command)
    if scene.is_requester(case):
        return requester.by_requester(scene, case, command)
    if advice := consulting.by_expert(scene, case, command):
        return advice
    if isinstance(command, c.Verify) and (proven := with_code(scene, case, command.code)):
        return proven
    if scene.is_staff_in_private(case):
        return queueing.in_private(scene, case, command)
    if moving.was_here(scene, case):
        return told(scene, "refused.moved_away", case=case.id, queue=case.queue)
    return told(scene, "refused.not_found")
