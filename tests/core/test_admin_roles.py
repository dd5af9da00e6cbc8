"""Role by action by platform: every cell, generated, none left out."""

from typing import Any

import pytest

from core.decide import decide
from core.decide.admin.authority import OF_AUDITORS, OF_UNIVERSITIES, Role, role
from core.values import admin as a
from core.values.decision import Decision, Found
from core.values.office import Administration, DropDraft, Office, PutOffice, PutRouting, Workspace
from core.values.place import Person, Platform
from core.values.turn import Turn
from tests.core.given import NOW, PACK, ROUTING, ids

ACTIONS: tuple[type[a.OfAdmin], ...] = a.AdminCommand.__args__
GIVEN: dict[str, Any] = {
    "base": 0, "queue": "nio", "name": "new", "mailbox": "new@office.example", "days": 3,
    "number": 1, "by": 1, "owner": "x", "at": "x", "version": 1, "text": "T", "id": "",
    "title": "T", "locale": "en", "workspace": "slack:T0ELSE",
    "verdict": "accepted", "seen": "pending", "notice_after": 5, "close_after": 10, "recall": 20,
    "held": "7K3F-Q2MG", "act": "set", "because": "court",
}  # fmt: skip
TENANTS = {Platform.SLACK: "T0STAFF", Platform.TEAMS: "11111111-2222-4333-8444-555555555555"}
ROLES = ("admin", "auditor", "university", "staff", "requester", "stranger")


def command(kind: type[a.OfAdmin], **more: Any) -> Any:
    named = {name: GIVEN[name] for name, f in kind.model_fields.items() if f.is_required()}
    return kind.model_validate({"do": kind.model_fields["do"].default, **named, **more})


def person(part: str, platform: Platform) -> Person:
    return Person(platform=platform, tenant=TENANTS[platform], user=f"U0{part.upper()}", name=part)


def office() -> Office:
    def keys(part: str) -> tuple[str, ...]:
        return tuple(person(part, platform).key for platform in TENANTS)

    spaces = {
        f"{platform}:{tenant}": Workspace(admins=(person("university", platform).key,))
        for platform, tenant in TENANTS.items()
    }
    return Office(admins=keys("admin"), auditors=keys("auditor"), workspaces=spaces)


def decided(who: Person, asked: Any, **more: Any) -> Decision:
    kept = Administration(office=office(), **more)
    turn = Turn(key="k", person=who, where=who.direct, command=asked, direct=True)
    return decide(turn, Found(admin=kept), PACK, ROUTING, NOW, ids())


def expected(part: str, kind: type[a.OfAdmin]) -> bool:
    """Written down by hand, beside the table that the desk uses."""
    match part:
        case "admin":
            return True
        case "auditor":
            return issubclass(kind, a.Looks) and kind not in (
                a.OpenQueue, a.OpenTimes, a.OpenRule, a.OpenRoles, a.OpenWorkspace,
                a.OpenReadyAnswer,
            )  # fmt: skip
        case "university":
            return kind is a.Admin or kind is a.OpenWorkspace
        case _:
            return False


@pytest.mark.parametrize("platform", TENANTS)
@pytest.mark.parametrize("part", ROLES)
def test_every_cell(part: str, platform: Platform) -> None:
    for kind in ACTIONS:
        decision = decided(person(part, platform), command(kind))
        refused = decision.refused == "refused.admin_only"
        assert refused is not expected(part, kind), kind
        if refused:
            assert decision.effects == (), kind
            assert decision.case is None, kind


@pytest.mark.parametrize("platform", TENANTS)
def test_universities_set_their_own_workspace_and_no_other(platform: Platform) -> None:
    who = person("university", platform)
    own = decided(who, command(a.SaveWorkspace, workspace=who.workspace, admins=""))
    assert own.refused == ""
    other = decided(who, command(a.SaveWorkspace))
    assert other.refused == "refused.admin_only"
    assert decided(who, command(a.OpenWorkspace, workspace="slack:T0ELSE")).refused


@pytest.mark.parametrize("part", ["auditor", "university", "staff", "requester", "stranger"])
def test_nobody_but_admins_touches_routing_and_roles(part: str) -> None:
    for platform in TENANTS:
        for kind in ACTIONS:
            effects = decided(person(part, platform), command(kind)).effects
            assert not any(isinstance(e, PutRouting | DropDraft) for e in effects)
            if kind is not a.SaveWorkspace:
                assert not any(isinstance(e, PutOffice) for e in effects)


def test_the_tables_name_only_what_exists() -> None:
    assert set(OF_AUDITORS) <= set(ACTIONS)
    assert set(OF_UNIVERSITIES) <= set(ACTIONS)
    assert role(office(), person("stranger", Platform.SLACK)) is Role.NOBODY


def test_the_same_user_id_in_another_workspace_is_nobody() -> None:
    twin = person("admin", Platform.SLACK).model_copy(update={"tenant": "T0KUL"})
    assert decided(twin, command(a.Admin)).refused == "refused.admin_only"
