"""Who is admin, who auditor, and whether two people are needed; the last admin stays."""

from collections.abc import Mapping
from functools import partial

from core.decide.admin.forms import NO_FAULTS, button, choice, form, own_people, people
from core.decide.admin.grants import needs_second, prepared
from core.decide.admin.office import put
from core.decide.faults import Faults, tried
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Fact, Message


def shown(scene: Scene) -> Decision:
    office, say = scene.administration.office, scene.voice.say
    facts = {
        say("admin_form.admins"): ", ".join(office.admins),
        say("admin_form.auditors"): ", ".join(office.auditors) or "-",
        say("admin_form.two_people"): say("admin.yes" if office.two_people else "admin.no"),
        **{name: ", ".join(w.admins) or "-" for name, w in office.workspaces.items()},
        **{
            queue: ", ".join(each.people) or say("admin.everyone_there")
            for queue, each in scene.routing.queues.items()
        },
    }
    message = Message(
        title=say("admin.roles_title"),
        text=scene.voice.tell("admin.roles"),
        facts=tuple(Fact(label=label, value=value) for label, value in facts.items()),
        buttons=(
            button(scene, "edit", a.OpenRoles(), "primary"),
            button(scene, "workspace", a.OpenWorkspace()),
            button(scene, "back", a.Admin()),
        ),
    )
    return Decision(reply=message)


def opened(scene: Scene) -> Decision:
    office = scene.administration.office
    shown = a.SaveRoles(
        base=scene.administration.office_version,
        admins=office.admins,
        auditors=office.auditors,
        two_people="yes" if office.two_people else "no",
    )
    return _form(scene, shown)


def _form(scene: Scene, shown: a.SaveRoles, faults: Mapping[str, str] = NO_FAULTS) -> Decision:
    say = scene.voice.say
    answers = (("no", say("admin.no")), ("yes", say("admin.yes")))
    fields = (
        people(scene, "admins", shown.admins),
        people(scene, "auditors", shown.auditors),
        choice(scene, "two_people", answers, shown.two_people),
    )
    kept: dict[str, object] = {"do": "save_roles", "base": shown.base}
    return form(scene, say("admin.roles_form"), fields, kept, faults)


def save(scene: Scene, command: a.SaveRoles) -> Decision:
    office = scene.administration.office
    faults: Faults = {}
    admins, auditors = (
        tried(faults, field, partial(own_people, scene, given, kept), kept)
        for field, given, kept in (
            ("admins", command.admins, office.admins),
            ("auditors", command.auditors, office.auditors),
        )
    )
    if not admins:
        faults.setdefault("admins", scene.voice.say("admin.last_admin"))
    if faults:
        return _form(scene, command, faults)
    act = prepared if needs_second(office) else put
    made = act(
        scene,
        command.base,
        admins=admins,
        auditors=auditors,
        two_people=command.two_people == "yes",
    )
    return made if isinstance(made, Decision) else _form(scene, command, made)
