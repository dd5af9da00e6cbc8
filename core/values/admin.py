"""What admins ask of the desk. Inputs of forms arrive as text: several values with commas between.

`base` is the version of the settings that the form was opened on: whoever was slower is told.
"""

from typing import Literal

from core.values.admin_holds import OpenHold, PutHold
from core.values.admin_queues import (
    DropQueue,
    ListQueues,
    OpenQueue,
    OpenTimes,
    SaveQueue,
    SaveTimes,
    ShowQueue,
)
from core.values.admin_words import Listed, Looks, Name, OfAdmin, Short, Text

__all__ = [
    "DropQueue",
    "ListQueues",
    "Listed",
    "Looks",
    "Name",
    "OfAdmin",
    "OpenHold",
    "OpenQueue",
    "OpenTimes",
    "PutHold",
    "SaveQueue",
    "SaveTimes",
    "Short",
    "ShowQueue",
]


class Admin(Looks):
    do: Literal["admin"] = "admin"


class Doctor(Looks):
    do: Literal["doctor"] = "doctor"


class ListRules(Looks):
    do: Literal["rules"] = "rules"
    page: int = 0


class ShowRule(Looks):
    do: Literal["rule"] = "rule"
    number: int


class OpenRule(Looks):
    """Number 0 stands for a new rule, which comes first."""

    do: Literal["open_rule"] = "open_rule"
    number: int = 0


class SaveRule(OfAdmin):
    do: Literal["save_rule"] = "save_rule"
    base: int
    number: int = 0
    topic: Listed = ()
    workspace: Listed = ()
    locale: Listed = ()
    product: Listed = ()
    words: Listed = ()
    pattern: Short = ""
    queue: str


class MoveRule(OfAdmin):
    do: Literal["move_rule"] = "move_rule"
    base: int
    number: int
    by: Literal[-1, 1]


class DropRule(OfAdmin):
    do: Literal["drop_rule"] = "drop_rule"
    base: int
    number: int


class ShowDraft(Looks):
    """What somebody prepares, rehearsed; one's own without `owner`."""

    do: Literal["draft"] = "draft"
    owner: str = ""


class Activate(OfAdmin):
    """`at` is when the draft was last changed, as it was shown: nobody activates what they have
    not seen."""

    do: Literal["activate"] = "activate"
    owner: str
    at: str


class KeepDraft(OfAdmin):
    """One's own draft shall replace what somebody else put into force meanwhile."""

    do: Literal["keep_draft"] = "keep_draft"
    base: int


class DiscardDraft(OfAdmin):
    do: Literal["discard_draft"] = "discard_draft"


class ShowHistory(Looks):
    do: Literal["history"] = "history"


class RollBack(OfAdmin):
    do: Literal["roll_back"] = "roll_back"
    base: int
    version: int


class OpenTest(Looks):
    do: Literal["open_test"] = "open_test"


class TryRoute(Looks):
    do: Literal["try_route"] = "try_route"
    text: Text


class ShowRoles(Looks):
    do: Literal["roles"] = "roles"


class OpenRoles(Looks):
    do: Literal["open_roles"] = "open_roles"


class SaveRoles(OfAdmin):
    do: Literal["save_roles"] = "save_roles"
    base: int
    admins: Listed = ()
    auditors: Listed = ()
    two_people: Literal["yes", "no"] = "no"


class OpenWorkspace(Looks):
    """One's own workspace, or the one that is named."""

    do: Literal["open_workspace"] = "open_workspace"
    workspace: str = ""


class ListWorkspaces(Looks):
    """The workspaces in which the app was installed, those that wait first."""

    do: Literal["workspaces"] = "workspaces"
    page: int = 0


class ShowWorkspace(Looks):
    do: Literal["show_workspace"] = "show_workspace"
    id: str


class JudgeWorkspace(OfAdmin):
    """Let a workspace in, or keep it out. `seen` is how it stood where the button was shown."""

    do: Literal["judge_workspace"] = "judge_workspace"
    id: str
    verdict: Literal["accepted", "refused"]
    seen: Literal["pending", "accepted", "refused"]


class SaveWorkspace(OfAdmin):
    do: Literal["save_workspace"] = "save_workspace"
    base: int
    workspace: Name
    name: Short = ""
    locale: str = ""
    asks: Literal["everyone", "listed", "nobody"] = "everyone"
    people: Listed = ()
    contact: Short = ""
    admins: Listed = ()


class ListReadyAnswers(Looks):
    do: Literal["ready_answers"] = "ready_answers"


class OpenReadyAnswer(Looks):
    """An empty id stands for a new one."""

    do: Literal["open_ready_answer"] = "open_ready_answer"
    id: str = ""


class SaveReadyAnswer(OfAdmin):
    do: Literal["save_ready_answer"] = "save_ready_answer"
    base: int
    id: str = ""
    title: Name
    text: Text
    locale: str
    topic: str = ""


class DropReadyAnswer(OfAdmin):
    do: Literal["drop_ready_answer"] = "drop_ready_answer"
    base: int
    id: str


class ReviewKnowledge(Looks):
    do: Literal["review"] = "review"


class ShowAudit(Looks):
    do: Literal["audit"] = "audit"
    case: Short = ""


class OpenAudit(Looks):
    do: Literal["open_audit"] = "open_audit"


AdminCommand = (
    Admin | Doctor | ListQueues | ShowQueue | OpenQueue | SaveQueue | OpenTimes | SaveTimes
    | DropQueue | ListRules | ShowRule | OpenRule | SaveRule | MoveRule | DropRule | ShowDraft
    | Activate | KeepDraft | DiscardDraft
    | ShowHistory | RollBack | OpenTest | TryRoute | ShowRoles | OpenRoles | SaveRoles
    | ListWorkspaces | ShowWorkspace | JudgeWorkspace | OpenWorkspace | SaveWorkspace
    | ListReadyAnswers | OpenReadyAnswer | SaveReadyAnswer
    | OpenHold | PutHold | DropReadyAnswer | ReviewKnowledge | ShowAudit | OpenAudit
)  # fmt: skip
