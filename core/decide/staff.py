"""What staff may do with a case of theirs."""

from typing import assert_never

from core.decide import requester
from core.decide.casework import claiming, closing, drafting, moving, sending
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision


def by_staff(scene: Scene, case: Case, command: c.OfCase) -> Decision:
    match command:
        case c.Claim():
            return claiming.claim(scene, case)
        case c.Release():
            return claiming.release(scene, case)
        case c.OpenAnswer():
            return sending.open_answer(scene, case, command)
        case c.Answer():
            return sending.answer(scene, case, command)
        case c.SendDraft():
            return sending.send_draft(scene, case, command)
        case c.KeepInternal():
            return drafting.keep_internal(scene, case, command)
        case c.Reroute():
            return moving.reroute(scene, case, command)
        case c.OpenClose():
            return closing.open_close(scene, case, command)
        case c.Close():
            return closing.close(scene, case, command)
        case c.Reopen():
            return closing.reopen_by_staff(scene, case)
        case c.ShowCase():
            return claiming.show_card(scene, case)
        case c.OpenReply() | c.Reply() | c.Withdraw():
            if scene.is_requester(case):
                return requester.by_requester(scene, case, command)
            return told(scene, "refused.requester_only")
        case c.ReportDelivery():
            raise AssertionError("reports are the desk's own")
        case _:
            assert_never(command)
