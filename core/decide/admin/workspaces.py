"""A workspace's own options: language, who may ask, local contact in copy, its admins."""

from core.decide.admin.forms import choice, form, hinted, line, own_people, people, refuse_outsiders
from core.decide.admin.office import put
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Field
from core.values.office import Workspace
from core.values.value import Misplaced

ASKS = ("everyone", "listed", "nobody")


def opened(scene: Scene, command: a.OpenWorkspace) -> Decision:
    name = command.workspace or scene.person.workspace
    kept = scene.administration.office.workspace(name)
    shown = a.SaveWorkspace(
        base=scene.administration.office_version,
        workspace=name,
        locale=kept.locale,
        asks=kept.asks,
        people=kept.people,
        contact=kept.contact,
        admins=kept.admins,
    )
    return _form(scene, shown)


def _form(scene: Scene, shown: a.SaveWorkspace, fault: str = "") -> Decision:
    title = scene.voice.say("admin.workspace_form")
    kept: dict[str, object] = {"do": "save_workspace", "base": shown.base}
    if not scene.administration.office.is_admin(scene.person):
        kept["workspace"] = shown.workspace
    return form(scene, title, _fields(scene, shown), kept, fault)


def _fields(scene: Scene, shown: a.SaveWorkspace) -> tuple[Field, ...]:
    """Only admins of the office name a workspace, and its first admin by the full key."""
    say = scene.voice.say
    locales = ((each, each) for each in scene.pack.locales)
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
    return (which, *usual, hinted(scene, keys, "full_keys"))


def _pickers(scene: Scene, shown: a.SaveWorkspace) -> tuple[Field, ...]:
    return (people(scene, "people", shown.people), people(scene, "admins", shown.admins))


def save(scene: Scene, command: a.SaveWorkspace) -> Decision:
    office = scene.administration.office
    before = office.workspace(command.workspace)
    try:
        new = _workspace(scene, command, before)
    except (Misplaced, ValueError) as fault:
        return _form(scene, command, str(fault))
    if before.admins and not new.admins:
        return _form(scene, command, scene.voice.say("admin.last_admin"))
    workspaces = {name: each.model_dump() for name, each in office.workspaces.items()}
    made = put(scene, command.base, workspaces=workspaces | {command.workspace: new.model_dump()})
    return made if isinstance(made, Decision) else _form(scene, command, str(made))


def _workspace(scene: Scene, command: a.SaveWorkspace, before: Workspace) -> Workspace:
    """Nobody of another workspace gets in. Raises Misplaced."""
    office_admin = scene.administration.office.is_admin(scene.person)
    if office_admin:
        people, admins = before.people, command.admins
    else:
        people = own_people(scene, command.people, before.people)
        admins = own_people(scene, command.admins, before.admins)
    strangers = [key for key in (*people, *admins) if not key.startswith(f"{command.workspace}:")]
    if strangers:
        raise Misplaced(scene.voice.say("admin.foreign", id=strangers[0]))
    refuse_outsiders(scene, *admins)
    return Workspace(
        admins=admins,
        locale=command.locale if command.locale in scene.pack.locales else "",
        asks=command.asks,
        people=people,
        contact=command.contact,
    )
