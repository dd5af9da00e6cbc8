"""Who may take which command of admins. The one table; everything else asks it."""

from enum import StrEnum

from core.values import admin as a
from core.values.office import Office
from core.values.place import Person


class Role(StrEnum):
    ADMIN = "admin"
    AUDITOR = "auditor"
    UNIVERSITY = "university"  # admin of a university's own workspace
    NOBODY = "nobody"


OF_AUDITORS = (
    a.Admin, a.Doctor, a.ListQueues, a.ShowQueue, a.ListRules, a.ShowRule, a.ShowDraft,
    a.ShowHistory, a.OpenTest, a.TryRoute, a.ShowRoles, a.ListReadyAnswers, a.ReviewKnowledge,
    a.ShowAudit, a.OpenAudit, a.ListWorkspaces, a.ShowWorkspace,
)  # fmt: skip
"""Settings and the trail: nothing that changes anything, and no case."""

OF_UNIVERSITIES = (a.Admin, a.OpenWorkspace, a.SaveWorkspace)
"""Their own workspace's options, never the regulator's routing."""


def role(office: Office, person: Person) -> Role:
    """The highest that the person has."""
    if office.is_admin(person):
        return Role.ADMIN
    if office.is_auditor(person):
        return Role.AUDITOR
    return Role.UNIVERSITY if office.runs_workspace(person) else Role.NOBODY


def allows(office: Office, person: Person, command: a.AdminCommand) -> bool:
    match role(office, person):
        case Role.ADMIN:
            return True
        case Role.AUDITOR:
            own = office.runs_workspace(person) and _is_own(person, command)
            return isinstance(command, OF_AUDITORS) or own
        case Role.UNIVERSITY:
            return _is_own(person, command)
        case Role.NOBODY:
            return False


def _is_own(person: Person, command: a.AdminCommand) -> bool:
    """A workspace that is named must be the person's own; authority never comes from a payload."""
    named = getattr(command, "workspace", "")
    return isinstance(command, OF_UNIVERSITIES) and named in ("", person.workspace)
