"""Admins read names; ids stay where none is known, and come back from forms unchanged."""

import pytest

from core.decide.admin.naming import named
from core.values import admin as a
from core.values import command as c
from core.values.place import ConversationReference, Platform
from tests.core.given import ALICE, LUCAS, MARC, SOFIE
from tests.core.test_admin import NEW, Office2
from tests.core.test_admin_queues import inputs, saved

NAMES = {SOFIE.key: "Sofie", "slack:T0STAFF:C0NIO": "#nio-desk", "slack:T0KUL": "KU Leuven"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SOFIE.key, "Sofie"),
        (f"{SOFIE.key}, {MARC.key}", f"Sofie, {MARC.key}"),
        (
            "staff: slack:T0STAFF:C0NIO; mailbox: a@b.example",
            "staff: #nio-desk; mailbox: a@b.example",
        ),
        ("workspace: slack:T0KUL → nio", "workspace: KU Leuven → nio"),
        ("slack:T0KUL2", "slack:T0KUL2"),
        ("slack:T0STAFF:C0NIO: is public", "#nio-desk: is public"),
        ("a mailto:x and 12:30", "a mailto:x and 12:30"),
        ("", ""),
    ],
)
def test_keys_become_names(text: str, told: str) -> None:
    assert named(text, NAMES) == told


def test_two_of_the_same_name_are_told_apart() -> None:
    twins = {SOFIE.key: "Sofie", MARC.key: "Sofie"}
    assert named(f"{SOFIE.key}", twins) == f"Sofie ({SOFIE.key})"


@pytest.fixture
def office() -> Office2:
    made = Office2()
    made.eyes.called = {**NAMES, MARC.key: "Marc"}
    return made


async def test_pages_show_names(office: Office2) -> None:
    roles = await office.take(SOFIE, a.ShowRoles())
    assert "Sofie, Marc" in [fact.value for fact in roles.facts]
    page = await office.take(SOFIE, a.ShowQueue(queue="nio"))
    assert "#nio-desk" in [fact.value for fact in page.facts]
    draft = await office.filled(MARC, a.OpenQueue(), **NEW)
    assert "owner=Marc" in draft.text


async def test_what_was_just_chosen_has_a_name(office: Office2) -> None:
    """Also where no setting holds it yet: in the draft, and in the form that comes back."""
    here = SOFIE.workspace
    office.eyes.called |= {f"{here}:C0NEW": "#devices", f"{here}:U0NEW": "Nora"}
    new = NEW | {"staff": "C0NEW", "people": "U0NEW"}
    draft = await office.filled(SOFIE, a.OpenQueue(), **new)
    (line,) = (fact.value for fact in draft.facts if fact.label == "+")
    assert "#devices" in line
    assert "Nora" in line
    office.eyes.wrong["staff"] = f"{here}:C0NEW: is public"
    refused = await office.filled(SOFIE, a.OpenQueue(), **(new | {"name": "other"}))
    assert refused.faults["staff"] == "#devices: is public"


@pytest.mark.parametrize("opened", [a.OpenQueue(), a.OpenTimes(queue="nio")], ids=lambda it: it.do)
async def test_a_picker_of_the_desk_offers_names(
    office: Office2, opened: c.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = ConversationReference(platform=Platform.TEAMS, tenant="t-1", conversation="19:x@thread")
    monkeypatch.setattr(type(office.record), "places", lambda record, of, limit: (heard,))
    office.eyes.called[str(heard)] = "Devices desk"
    form = (await office.take(SOFIE, opened)).form
    assert form is not None
    (option,) = (o for field in form.fields for o in field.options if o.value == "19:x@thread")
    assert option.label == "Devices desk"


async def test_the_trail_keeps_the_id_beside_the_name(office: Office2) -> None:
    await office.filled(SOFIE, a.OpenQueue(), **NEW)
    lines = await office.take(SOFIE, a.ShowAudit())
    assert f"Sofie · {SOFIE.key} · changed · save_queue · draft on 1" in [
        fact.value for fact in lines.facts
    ]


async def test_what_a_form_holds_stays_an_id(office: Office2) -> None:
    given = await inputs(office, a.OpenQueue(queue="nio"))
    assert given["staff"] == "C0NIO"
    said = await saved(office, a.OpenQueue(queue="nio"), given)
    assert said.title.startswith("admin.draft_title")


async def test_nobody_else_makes_the_desk_ask_for_names(office: Office2) -> None:
    for who in (ALICE, LUCAS):
        said = await office.take(who, a.OpenRoles())
        assert "Sofie" not in said.model_dump_json()


@pytest.mark.parametrize(
    ("opened", "field"),
    [
        (a.OpenQueue(queue="nio"), "people"),
        (a.OpenRoles(), "admins"),
        (a.OpenRoles(), "auditors"),
        (a.OpenWorkspace(workspace=SOFIE.workspace), "admins"),
    ],
    ids=str,
)
async def test_a_guest_of_another_organisation_is_refused(
    office: Office2, opened: c.Command, field: str
) -> None:
    """Slack's picker offers the people of shared channels by their bare id."""
    guest = f"{SOFIE.workspace}:U0GUEST"
    office.eyes.strangers = {guest}
    before = office.record.office()
    bare = guest if isinstance(opened, a.OpenWorkspace) else "U0GUEST"
    given = await inputs(office, opened)
    given[field] = f"{given[field]},{bare}".strip(",")
    said = await saved(office, opened, given)
    assert said.form is not None
    assert "admin.foreign" in said.faults[field]
    assert (office.record.office(), office.record.drafts()) == (before, ())
