"""What staff may do with a case of theirs."""

from typing import assert_never

from core.decide import reasons, requester
from core.decide.casework import (
    claiming,
    closing,
    consulting,
    linking,
    menu,
    moving,
    noting,
    phoning,
    recalling,
    sending,
    snoozing,
)
from core.decide.casework.returning import with_way_back
from core.decide.casework.telling import told
from core.decide.evidence import exporting, verifying
from core.decide.memory import alike, canned, proposing
from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision


def by_staff(scene: Scene, case: Case, command: c.OfCase) -> Decision:
    return with_way_back(scene, case, command, _done(scene, case, command))


def _done(scene: Scene, case: Case, command: c.OfCase) -> Decision:
    match command:
        case c.ShowCase():
            return claiming.show_card(scene, case)
        case c.ExportRecord():
            return exporting.export(scene, case)
        case c.Verify():
            return verifying.verify(scene, case, command)
        case c.Why():
            return reasons.why(scene, case)
        case c.OpenMore():
            return menu.more(scene, case, command)
        case c.StaffHelp():
            return menu.words(scene, case, command)
        case c.Claim():
            return claiming.claim(scene, case)
        case c.Release():
            return claiming.release(scene, case)
        case c.OpenAssign():
            return claiming.open_assign(scene, case, command)
        case c.Assign():
            return claiming.assign(scene, case, command)
        case c.OpenNote():
            return noting.open_note(scene, case, command)
        case c.Note():
            return noting.note(scene, case, command)
        case c.OpenPhoned():
            return phoning.open_phoned(scene, case, command)
        case c.Phoned():
            return phoning.phoned(scene, case, command)
        case c.OpenAnswer():
            return sending.open_answer(scene, case, command)
        case c.OpenAskMore():
            return sending.open_ask_more(scene, case, command)
        case c.Answer():
            return sending.answer(scene, case, command)
        case c.Preview():
            return sending.preview(scene, case, command)
        case c.SendDraft():
            return sending.send_draft(scene, case, command)
        case c.KeepInternal():
            return sending.keep_internal(scene, case, command)
        case c.Recall():
            return recalling.recall(scene, case, command)
        case c.OpenReroute():
            return moving.open_reroute(scene, case, command)
        case c.Reroute():
            return moving.reroute(scene, case, command)
        case c.OpenSnooze():
            return snoozing.open_snooze(scene, case, command)
        case c.Snooze():
            return snoozing.snooze(scene, case, command)
        case c.Wake():
            return snoozing.wake(scene, case)
        case c.OpenClose():
            return closing.open_close(scene, case, command)
        case c.Close():
            return closing.close(scene, case, command)
        case c.OpenReopen():
            return closing.open_reopen(scene, case, command)
        case c.Reopen():
            return closing.reopen_by_staff(scene, case, command)
        case c.OpenLink():
            return linking.open_link(scene, case, command)
        case c.Link():
            return linking.link(scene, case, command)
        case c.Unlink():
            return linking.unlink(scene, case, command)
        case c.Invite():
            return consulting.invite(scene, case, command)
        case c.Admit():
            return consulting.admit(scene, case, command)
        case c.Dismiss():
            return consulting.dismiss(scene, case, command)
        case c.OpenTell():
            return consulting.open_tell(scene, case, command)
        case c.Tell():
            return consulting.tell(scene, case, command)
        case c.OpenAdvise() | c.Advise():
            return told(scene, "refused.expert_only")
        case c.OpenPropose():
            return proposing.open_propose(scene, case)
        case c.Propose():
            return proposing.propose(scene, case, command)
        case c.Alike():
            return alike.alike(scene, case)
        case c.ListReady():
            return canned.listed(scene, case, command)
        case c.UseReady():
            return canned.use(scene, case, command)
        case c.OpenReply() | c.Reply() | c.AddAsked() | c.Withdraw() | c.OpenRate() | c.Rate():
            if scene.is_requester(case):
                return requester.by_requester(scene, case, command)
            return told(scene, "refused.requester_only")
        case c.ReportDelivery() | c.SendHeld() | c.GoOff() | c.CorrectCase():
            raise AssertionError("these are the desk's own")
        case _:
            assert_never(command)
