"""Conversations in the admins' forms: those of one's own workspace are chosen, others stay."""

import re

from core.decide.admin.forms import label_and_hint
from core.decide.scene import Scene
from core.values.message import Field, FieldKind, Option
from core.values.place import ConversationReference, Person, Platform
from core.values.value import Misplaced

_CONVERSATIONS = {
    Platform.SLACK: re.compile(r"[CG][A-Z0-9]{2,20}"),
    Platform.TEAMS: re.compile(r"19:[^\s:]{1,200}"),
}


def place(person: Person, given: str, refusal: str) -> ConversationReference | None:
    """A conversation of the person's own workspace. Raises Misplaced for one of another."""
    if not given:
        return None
    id = given.removeprefix(f"{person.workspace}:")
    shape = _CONVERSATIONS.get(person.platform)
    if shape is None or not shape.fullmatch(id):
        raise Misplaced(refusal)
    return ConversationReference(platform=person.platform, tenant=person.tenant, conversation=id)


def chosen(
    scene: Scene, given: str, now: ConversationReference | None
) -> ConversationReference | None:
    """What a form means that showed `now`: a place of another workspace could not be shown, so it
    stays where nothing was chosen. Raises Misplaced for a place of another workspace."""
    picked = place(scene.person, given, scene.voice.say("admin.foreign", id=given))
    return picked or (None if now is None or is_own(scene, now) else now)


def is_own(scene: Scene, place: ConversationReference) -> bool:
    return (place.platform, place.tenant) == (scene.person.platform, scene.person.tenant)


def conversation(scene: Scene, id: str, given: str, now: ConversationReference | None) -> Field:
    """Platforms without a picker offer the conversations that the desk knows there."""
    own = now if now and is_own(scene, now) else None
    places = [each for each in (own, *scene.administration.places) if each]
    options = {p.conversation: Option(value=p.conversation, label=str(p)) for p in places}
    label, hint = label_and_hint(scene, id, now=str(now or "-"))
    return Field(
        id=id,
        label=label,
        kind=FieldKind.CONVERSATION,
        hint=hint,
        initial=given.removeprefix(f"{scene.person.workspace}:"),
        options=tuple(options.values()),
        optional=True,
    )


def picked(scene: Scene, now: ConversationReference | None) -> str:
    """What the picker of this workspace shows at first."""
    return now.conversation if now and is_own(scene, now) else ""
