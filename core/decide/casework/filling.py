"""Forms that staff fill in about a case."""

from collections.abc import Iterable

from core.decide.intake import LONGEST_FIELD
from core.decide.scene import Scene
from core.values.case import Case
from core.values.decision import Decision
from core.values.message import Field, FieldKind, Form, Message, Option


def form(scene: Scene, case: Case, key: str, do: str, *fields: Field, **values: object) -> Decision:
    """The words are those of `key`: title, text and submit."""
    return Decision(
        reply=Message(
            title=scene.voice.say(f"{key}.title", case=case.id),
            text=scene.voice.tell(f"{key}.text", **values),
            form=Form(
                fields=fields,
                submit=scene.voice.say(f"{key}.submit"),
                cancel=scene.voice.say("form.cancel"),
                command={"do": do, "case": case.id},
            ),
        )
    )


def prose(label: str, id: str = "text", *, initial: str = "", hint: str = "") -> Field:
    return Field(
        id=id,
        label=label,
        kind=FieldKind.TEXT,
        initial=initial,
        hint=hint,
        max_length=LONGEST_FIELD,
    )


def line(label: str, id: str, *, hint: str = "", optional: bool = False) -> Field:
    return Field(
        id=id, label=label, kind=FieldKind.LINE, hint=hint, optional=optional, max_length=300
    )


def choice(label: str, id: str, options: Iterable[tuple[str, str]], *, initial: str = "") -> Field:
    """`options` are pairs of value and label."""
    return Field(
        id=id,
        label=label,
        kind=FieldKind.CHOICE,
        options=tuple(Option(value=value, label=shown) for value, shown in options),
        initial=initial,
    )
