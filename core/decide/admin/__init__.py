"""What admins, auditors and universities' own admins do, all of it by one table of authority."""

from typing import assert_never

from core.decide.admin import (
    drafts,
    grants,
    holding,
    home,
    installed,
    queues,
    ready,
    roles,
    rules,
    trail,
    workspaces,
)
from core.decide.admin.authority import allows
from core.decide.admin.naming import named_in
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision


def by_admin(scene: Scene, command: a.AdminCommand) -> Decision:
    office = scene.administration.office
    if not allows(office, scene.person, command):
        return told(scene, "refused.admin_only")
    decision = _decided(scene, command)
    if decision.reply is None or isinstance(command, a.ShowAudit):
        return decision
    reply = named_in(decision.reply, scene.administration.names)
    return decision.model_copy(update={"reply": reply})


def _decided(scene: Scene, command: a.AdminCommand) -> Decision:
    match command:
        case a.Admin() | a.Doctor() | a.ReviewKnowledge() | a.OpenTest() | a.TryRoute():
            return _at_home(scene, command)
        case a.ShowAudit():
            return trail.shown(scene, command)
        case a.OpenAudit():
            return trail.open_search(scene)
        case a.OpenHold():
            return holding.opened(scene, command)
        case a.PutHold():
            return holding.put(scene, command)
        case a.ListWorkspaces() | a.ShowWorkspace() | a.JudgeWorkspace():
            return _of_installed(scene, command)
        case _ if isinstance(command, OfQueues):
            return _of_queue(scene, command)
        case _ if isinstance(command, OfRules):
            return _of_rule(scene, command)
        case _ if isinstance(command, OfDrafts):
            return _of_draft(scene, command)
        case _:
            return _of_office(scene, command)


AtHome = a.Admin | a.Doctor | a.ReviewKnowledge | a.OpenTest | a.TryRoute
OfQueues = (
    a.ListQueues | a.ShowQueue | a.OpenQueue | a.SaveQueue | a.OpenTimes | a.SaveTimes
    | a.DropQueue
)  # fmt: skip
OfRules = a.ListRules | a.ShowRule | a.OpenRule | a.SaveRule | a.MoveRule | a.DropRule
OfDrafts = (
    a.ShowDraft | a.Activate | a.KeepDraft | a.DiscardDraft | a.ShowHistory | a.RollBack
)  # fmt: skip


def _at_home(scene: Scene, command: AtHome) -> Decision:
    match command:
        case a.Admin():
            return home.start(scene)
        case a.Doctor():
            return home.doctor(scene)
        case a.ReviewKnowledge():
            return home.review(scene)
        case a.OpenTest():
            return home.open_test(scene)
        case a.TryRoute():
            return home.tried(scene, command)
        case _:
            assert_never(command)


def _of_draft(scene: Scene, command: OfDrafts) -> Decision:
    match command:
        case a.ShowDraft():
            return grants.of_roles(scene, command) or drafts.show(scene, command)
        case a.Activate():
            return grants.of_roles(scene, command) or drafts.activate(scene, command)
        case a.KeepDraft():
            return drafts.keep(scene, command)
        case a.DiscardDraft():
            return drafts.discard(scene)
        case a.ShowHistory():
            return drafts.history(scene)
        case a.RollBack():
            return drafts.roll_back(scene, command)
        case _:
            assert_never(command)


def _of_installed(
    scene: Scene, command: a.ListWorkspaces | a.ShowWorkspace | a.JudgeWorkspace
) -> Decision:
    match command:
        case a.ListWorkspaces():
            return installed.listed(scene, command)
        case a.ShowWorkspace():
            return installed.shown(scene, command)
        case a.JudgeWorkspace():
            return installed.judged(scene, command)
        case _:
            assert_never(command)


def _of_queue(scene: Scene, command: OfQueues) -> Decision:
    match command:
        case a.ListQueues():
            return queues.listed(scene)
        case a.ShowQueue():
            return queues.shown(scene, command)
        case a.OpenTimes():
            return queues.times_opened(scene, command)
        case a.SaveTimes():
            return queues.save_times(scene, command)
        case a.OpenQueue():
            return queues.opened(scene, command)
        case a.SaveQueue():
            return queues.save(scene, command)
        case a.DropQueue():
            return queues.drop(scene, command)
        case _:
            assert_never(command)


def _of_rule(scene: Scene, command: OfRules) -> Decision:
    match command:
        case a.ListRules():
            return rules.listed(scene, command)
        case a.ShowRule():
            return rules.show(scene, command)
        case a.OpenRule():
            return rules.opened(scene, command)
        case a.SaveRule():
            return rules.save(scene, command)
        case a.MoveRule():
            return rules.move(scene, command)
        case a.DropRule():
            return rules.drop(scene, command)
        case _:
            assert_never(command)


OfOffice = (
    a.ShowRoles | a.OpenRoles | a.SaveRoles | a.OpenWorkspace | a.SaveWorkspace
    | a.ListReadyAnswers | a.OpenReadyAnswer | a.SaveReadyAnswer | a.DropReadyAnswer
)  # fmt: skip


def _of_office(scene: Scene, command: OfOffice) -> Decision:
    match command:
        case a.ShowRoles():
            return roles.shown(scene)
        case a.OpenRoles():
            return roles.opened(scene)
        case a.SaveRoles():
            return roles.save(scene, command)
        case a.OpenWorkspace():
            return workspaces.opened(scene, command)
        case a.SaveWorkspace():
            return workspaces.save(scene, command)
        case a.ListReadyAnswers():
            return ready.listed(scene)
        case a.OpenReadyAnswer():
            return ready.opened(scene, command)
        case a.SaveReadyAnswer():
            return ready.save(scene, command)
        case a.DropReadyAnswer():
            return ready.drop(scene, command)
        case _:
            assert_never(command)
