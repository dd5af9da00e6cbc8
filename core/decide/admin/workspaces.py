"""A workspace's own options: language, who may ask, local contact in copy, its admins."""

from collections.abc import Mapping
from functools import partial

from core.decide.admin.forms import (
    NO_FAULTS,
    choice,
    form,
    hinted,
    line,
    own_people,
    people,
    refuse_outsiders,
)
from core.decide.admin.office import put
from core.decide.faults import Faults, tried
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Field
from core.values.office import Workspace

ASKS = ("everyone", "listed", "nobody")


def opened(scene: Scene, command: a.OpenWorkspace) -> Decision:
    name = command.workspace or scene.person.workspace
    kept = scene.administration.office.workspace(name)
    shown = a.SaveWorkspace(
        base=scene.administration.office_version,
        workspace=name,
        name=kept.name,
        locale=kept.locale,
        asks=kept.asks,
        people=kept.people,
        contact=kept.contact,
        admins=kept.admins,
    )
    return _form(scene, shown)


def _form(scene: Scene, shown: a.SaveWorkspace, faults: Mapping[str, str] = NO_FAULTS) -> Decision:
    title = scene.voice.say("admin.workspace_form")
    kept: dict[str, object] = {"do": "save_workspace", "base": shown.base}
    if not scene.administration.office.is_admin(scene.person):
        kept["workspace"] = shown.workspace
    return form(scene, title, _fields(scene, shown), kept, faults)


def _fields(scene: Scene, shown: a.SaveWorkspace) -> tuple[Field, ...]:
    """Only admins of the office name a workspace, and its first admin by the full key."""
    say = scene.voice.say
    locales = ((each, scene.voice.say(f"language.{each}")) for each in scene.pack.locales)
    asks = ((each, say(f"admin.asks_{each}")) for each in ASKS)
    speaks = choice(scene, "locale", locales, shown.locale, optional=True)
    usual = (
        hinted(scene, speaks, "locale_of_workspace"),
        choice(scene, "asks", asks, shown.asks),
        line(scene, "contact", shown.contact, optional=True),
    )
    if not scene.administration.office.is_admin(scene.person):
        return (*usual, *_pickers(scene, shown))
    keys = line(scene, "admins", ", ".join(shown.admins), optional=True, most=3000)
    which = hinted(scene, line(scene, "workspace", shown.workspace), "one_workspace")
    called = hinted(scene, line(scene, "name", shown.name, optional=True, most=80), "called")
    return (which, called, *usual, hinted(scene, keys, "full_keys"))


def _pickers(scene: Scene, shown: a.SaveWorkspace) -> tuple[Field, ...]:
    return (people(scene, "people", shown.people), people(scene, "admins", shown.admins))


def save(scene: Scene, command: a.SaveWorkspace) -> Decision:
    office = scene.administration.office
    before = office.workspace(command.workspace)
    faults: Faults = {}
    new = _written(scene, command, before, faults)
    if before.admins and not new["admins"]:
        faults.setdefault("admins", scene.voice.say("admin.last_admin"))
    kept = {name: each.model_dump() for name, each in office.workspaces.items()}
    made = put(scene, command.base, workspaces=kept | {command.workspace: new})
    if isinstance(made, Decision):
        return _form(scene, command, faults) if faults else made
    return _form(scene, command, {**made, **faults})


def _written(
    scene: Scene, command: a.SaveWorkspace, before: Workspace, faults: Faults
) -> dict[str, object]:
    """Nobody of another workspace gets in; what is wrong joins the `faults`."""
    office_admin = scene.administration.office.is_admin(scene.person)
    if office_admin:
        name, people, admins = command.name, before.people, command.admins
        tried(faults, "admins", lambda: refuse_outsiders(scene, *admins), None)
    else:
        name = before.name
        people, admins = (
            tried(faults, field, partial(own_people, scene, given, kept), kept)
            for field, given, kept in (
                ("people", command.people, before.people),
                ("admins", command.admins, before.admins),
            )
        )
    for field, keys in (("people", people), ("admins", admins)):
        stranger = next((key for key in keys if not key.startswith(f"{command.workspace}:")), "")
        if stranger:
            faults.setdefault(field, scene.voice.say("admin.foreign", id=stranger))
    return {
        "name": " ".join(name.split()),
        "admins": admins,
        "locale": command.locale if command.locale in scene.pack.locales else "",
        "asks": command.asks,
        "people": people,
        "contact": command.contact,
    }
