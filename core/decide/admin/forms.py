"""What the admins' forms have in common: inputs, people of one's own workspace, faults."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from core.decide.admin.naming import named
from core.decide.scene import Scene
from core.values.admin import Admin, Listed
from core.values.command import Command
from core.values.decision import Decision
from core.values.message import Button, Field, FieldKind, Form, Message, Option
from core.values.office import LATE
from core.values.place import Platform
from core.values.value import Misplaced

_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_TEAMS_USER = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NO_FAULTS: Mapping[str, str] = MappingProxyType({})
_USERS = {Platform.SLACK: _SLACK_USER, Platform.TEAMS: _TEAMS_USER}


def own_people(scene: Scene, given: Listed, before: Iterable[str]) -> tuple[str, ...]:
    """Keys of the persons that were picked, and those of other workspaces, which a form of this
    workspace can neither show nor take away. Raises Misplaced for a stranger."""
    home, known = f"{scene.person.workspace}:", tuple(before)
    now = {_own_person(scene, each): None for each in given}
    stay = [key for key in known if key in now or not key.startswith(home)]
    return tuple(dict.fromkeys((*stay, *now)))


def _own_person(scene: Scene, given: str) -> str:
    home = f"{scene.person.workspace}:"
    user = given.removeprefix(home)
    shape = _USERS.get(scene.person.platform)
    if shape is None or not shape.fullmatch(user):
        raise Misplaced(scene.voice.say("admin.foreign", id=given))
    refuse_outsiders(scene, f"{home}{user}")
    return f"{home}{user}"


def refuse_outsiders(scene: Scene, *keys: str) -> None:
    """Raises Misplaced for somebody of whom the platform says that they are of elsewhere."""
    kept = scene.administration
    strange = next((key for key in keys if key in kept.outsiders), "")
    if strange:
        raise Misplaced(scene.voice.say("admin.foreign", id=kept.names.get(strange, strange)))


def picked(scene: Scene, keys: Iterable[str]) -> str:
    """What a people picker of this workspace shows at first."""
    home = f"{scene.person.workspace}:"
    return ",".join(key.removeprefix(home) for key in keys if key.startswith(home))


def labelled(scene: Scene, name: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Options whose labels are phrases: `admin.reply_confirm`."""
    return ((value, scene.voice.say(f"admin.{name}_{value}")) for value in values)


def line(
    scene: Scene, id: str, initial: str = "", *, optional: bool = False, most: int = 300
) -> Field:
    return _field(scene, id, FieldKind.LINE, initial, optional=optional, most=most)


def text(scene: Scene, id: str, initial: str = "") -> Field:
    return _field(scene, id, FieldKind.TEXT, initial, optional=False, most=3000)


def people(scene: Scene, id: str, keys: Iterable[str]) -> Field:
    return _field(scene, id, FieldKind.PEOPLE, picked(scene, keys), optional=True, most=3000)


def choice(
    scene: Scene,
    id: str,
    options: Iterable[tuple[str, str]],
    initial: str = "",
    *,
    several: bool = False,
    optional: bool = False,
) -> Field:
    kind = FieldKind.CHOICES if several else FieldKind.CHOICE
    made = _field(scene, id, kind, initial, optional=optional, most=3000)
    known = tuple(Option(value=value, label=label) for value, label in options)
    return made.model_copy(update={"options": known})


def _field(
    scene: Scene, id: str, kind: FieldKind, initial: str, *, optional: bool, most: int
) -> Field:
    label, hint = label_and_hint(scene, id)
    return Field(
        id=id,
        label=label,
        kind=kind,
        hint=hint,
        initial=initial,
        optional=optional,
        max_length=most,
    )


def label_and_hint(scene: Scene, id: str, **values: str) -> tuple[str, str]:
    return scene.voice.say(f"admin_form.{id}"), scene.voice.say(f"admin_hint.{id}", **values)


def hinted(scene: Scene, field: Field, hint: str) -> Field:
    """The field with another hint than that of its name."""
    return field.model_copy(update={"hint": scene.voice.say(f"admin_hint.{hint}")})


def form(
    scene: Scene,
    title: str,
    fields: tuple[Field, ...],
    command: dict[str, object],
    faults: Mapping[str, str] = NO_FAULTS,
    *,
    submit: str = "admin.save",
) -> Decision:
    """A form; with `faults` the same form again, and what is wrong at each field. `submit` is the
    phrase of its button."""
    return Decision(
        reply=Message(
            title=title,
            text=scene.voice.tell("admin.faults") if faults else "",
            form=Form(
                fields=tuple(_marked(scene, fields, faults)),
                submit=scene.voice.say(submit),
                cancel=scene.voice.say("form.cancel"),
                command=command,
                back=Admin().model_dump(),
            ),
        )
    )


def found_out(scene: Scene) -> dict[str, str]:
    """What the platforms say of the values given, by field."""
    late, faults = scene.voice.say("fault.late"), scene.administration.faults
    return {field: late if text == LATE else text for field, text in faults.items()}


def _marked(scene: Scene, fields: tuple[Field, ...], faults: Mapping[str, str]) -> Iterator[Field]:
    """What stands at no field of the form stands at its first."""
    names, known = scene.administration.names, {field.id for field in fields}
    loose = [fault for id, fault in faults.items() if id not in known]
    for field in fields:
        own = [faults[field.id]] if field.id in faults else []
        fault = named(" ".join((*(loose if field is fields[0] else ()), *own)), names)
        yield field.model_copy(update={"fault": fault}) if fault else field


def button(scene: Scene, key: str, command: Command, style: str | None = None) -> Button:
    label = scene.voice.say(f"admin_button.{key}")
    return Button.model_validate({"label": label, "command": command, "style": style})
