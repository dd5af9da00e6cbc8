"""A workspace asks to be let in: staff see it, an admin decides, whoever is slower is told."""

from typing import Any

import pytest

from core.decide.newcomers import slot
from core.values import admin as a
from core.values import command as c
from core.values.audit import Act
from core.values.delivery import Delivery, DeliveryKind
from core.values.installation import Installation, Standing
from core.values.message import Message
from core.values.place import DESK, Person, Platform
from core.values.turn import Turn
from tests.core.given import ALICE, LUCAS, MARC, NOW, SOFIE
from tests.core.test_admin import Office2

KUL = "slack:T0KUL"
_OF_SEVERAL = ("locale", "workspace", "admins")  # fields that several forms have


@pytest.fixture
def office() -> Office2:
    made = Office2()
    made.record.spaces[KUL] = Installation(
        platform=Platform.SLACK, tenant="T0KUL", name="KU *Leuven*", since=NOW, installed_by="U0KIM"
    )
    return made


def verdict(made: str, seen: str = "pending", id: str = KUL) -> c.Command:
    return c.COMMAND.validate_python(
        {"do": "judge_workspace", "id": id, "verdict": made, "seen": seen}
    )


def stands(office: Office2) -> Standing:
    return office.record.spaces[KUL].standing


async def asked(office: Office2) -> list[Delivery]:
    asks = c.ReportWorkspace(place=KUL, name="KU *Leuven*", change="asks")
    turn = Turn(key="asks", person=DESK, where=ALICE.direct, command=asks)
    assert await office.desk.take(turn) is None
    return office.record.waiting


async def test_staff_see_it_with_both_buttons(office: Office2) -> None:
    told = await asked(office)
    chats = [each for each in told if each.to.platform is not Platform.EMAIL]
    assert len(chats) == 2, "each staff conversation"
    for delivery in chats:
        assert [b.command for b in delivery.message.buttons] == [
            verdict("accepted"), verdict("refused"),
        ]  # fmt: skip
        assert delivery.internal
        assert delivery.slot == slot(KUL)


@pytest.mark.parametrize("change", ["left", "stuck"])
async def test_staff_hear_what_became_of_a_workspace(office: Office2, change: str) -> None:
    office.record.waiting = []
    news = c.ReportWorkspace.model_validate({"place": KUL, "name": "KU Leuven", "change": change})
    await office.desk.take(Turn(key=change, person=DESK, where=ALICE.direct, command=news))
    told = office.record.waiting
    assert {f"workspace.{change}_title name=KU Leuven"} == {each.message.title for each in told}
    chats = [each for each in told if each.to.platform is not Platform.EMAIL]
    assert len(chats) == 2, "each staff conversation"
    assert all(each.internal for each in chats)


@pytest.mark.parametrize("made", ["accepted", "refused"])
async def test_an_admin_decides_and_all_staff_see_it(office: Office2, made: str) -> None:
    office.record.waiting = []
    done = await office.take(SOFIE, verdict(made))
    assert f"admin.judged_{made}" in done.text
    assert stands(office) == made
    redrawn = [d for d in office.record.waiting if d.kind is DeliveryKind.UPDATE]
    assert len(redrawn) == 2
    for delivery in redrawn:
        assert delivery.slot == slot(KUL)
        assert delivery.message.buttons == ()
        assert f"by={SOFIE.name}" in delivery.message.text
    line = office.record.trail[-1]
    assert (line.by, line.act, line.what, line.detail) == (
        SOFIE.key, Act.CHANGED, f"workspace {made}", KUL,
    )  # fmt: skip
    letters = [d for d in office.record.waiting if str(d.to) == "slack:T0KUL:U0KIM"]
    assert len(letters) == (made == "accepted"), "who installed it hears that it is open"
    assert all(letter.due_at > NOW for letter in letters)


async def test_who_is_slower_sees_who_decided(office: Office2) -> None:
    await office.take(SOFIE, verdict("accepted"))
    office.record.spaces[KUL] = office.record.spaces[KUL].model_copy(
        update={"judged_by": SOFIE.key}
    )
    late = await office.take(MARC, verdict("refused"))
    assert "admin.judged_already" in late.text
    assert any(SOFIE.key in fact.value for fact in late.facts)
    assert stands(office) is Standing.ACCEPTED
    assert office.record.trail[-1].act is Act.REFUSED
    again = await office.take(MARC, verdict("refused", seen="accepted"))
    assert "admin.judged_refused" in again.text, "who has seen how it stands may change it"
    assert stands(office) is Standing.REFUSED


@pytest.mark.parametrize("who", [ALICE, LUCAS], ids=["staff", "auditor"])
async def test_nobody_else_decides(office: Office2, who: Person) -> None:
    said = await office.take(who, verdict("accepted"))
    assert said.title.startswith("refused.admin_only")
    assert stands(office) is Standing.PENDING
    assert not any(d.kind is DeliveryKind.UPDATE for d in office.record.waiting)


@pytest.mark.parametrize("id", ["slack:T0OTHER", "teams:x", "", "slack:T0KUL:U0KIM"])
async def test_an_id_that_installed_nothing_is_refused(office: Office2, id: str) -> None:
    said = await office.take(SOFIE, verdict("accepted", id=id))
    assert said.title.startswith("refused.no_workspace")
    assert (await office.take(SOFIE, a.ShowWorkspace(id=id))).title.startswith("refused.")
    assert stands(office) is Standing.PENDING


async def test_one_that_removed_the_app_cannot_be_let_in(office: Office2) -> None:
    gone = office.record.spaces[KUL].model_copy(update={"removed_at": NOW})
    office.record.spaces[KUL] = gone
    said = await office.take(SOFIE, verdict("accepted"))
    assert "admin.judged_already" in said.text
    assert not any(isinstance(b.command, a.JudgeWorkspace) for b in said.buttons)


async def test_the_list_shows_those_that_wait_first(office: Office2) -> None:
    for number in range(9):
        office.record.spaces[f"slack:T{number}"] = Installation(
            platform=Platform.SLACK, tenant=f"T{number}", name=f"A{number}", since=NOW,
            standing=Standing.ACCEPTED,
        )  # fmt: skip
    first = await office.take(SOFIE, a.ListWorkspaces())
    assert "count=10 waiting=1" in first.text
    assert first.facts[0].label == "KU *Leuven*"
    assert len(first.facts) == 8
    opened = await office.pressed(SOFIE, first, a.ShowWorkspace)
    assert _verdicts(opened) == ["accepted", "refused"]
    more = await office.pressed(SOFIE, first, a.ListWorkspaces)
    assert len(more.facts) == 2
    assert _verdicts(await office.pressed(SOFIE, more, a.ShowWorkspace)) == ["refused"]
    seen = await office.take(LUCAS, a.ShowWorkspace(id=KUL))
    assert _verdicts(seen) == [], "an auditor looks only"


def _verdicts(message: Message) -> list[Any]:
    commands = (button.command for button in message.buttons)
    return [each.verdict for each in commands if isinstance(each, a.JudgeWorkspace)]


async def test_hints_fit_the_form_they_stand_in() -> None:
    """`Empty: any language` is true of a rule, not of a text or a workspace."""
    office = Office2()
    hints = {}
    for opened in (a.OpenRule(), a.OpenReadyAnswer(), a.OpenWorkspace()):
        form = (await office.take(SOFIE, opened)).form
        assert form is not None
        hints[opened.do] = [f.hint for f in form.fields if f.id in _OF_SEVERAL]
    assert hints == {
        "open_rule": ["admin_hint.locale", "admin_hint.workspace"],
        "open_ready_answer": ["admin_hint.locale_of_text"],
        "open_workspace": [
            "admin_hint.one_workspace",
            "admin_hint.locale_of_workspace",
            "admin_hint.full_keys",
        ],
    }
