"""Ready answers that staff send often: list, form, save, delete."""

from collections.abc import Mapping

from core.decide.admin.forms import NO_FAULTS, button, choice, form, hinted, line, text
from core.decide.admin.office import put, without
from core.decide.casework.telling import told
from core.decide.memory.canned import PLACEHOLDERS, braced, unknown_placeholders
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Button, Fact, Message
from core.values.office import ReadyAnswer

_MOST = 200
_SHOWN = 20


def listed(scene: Scene) -> Decision:
    answers = scene.administration.office.answers
    shown = list(answers.items())[:_SHOWN]
    message = Message(
        title=scene.voice.say("admin.ready_title"),
        text=scene.voice.tell("admin.ready", count=len(answers)),
        facts=tuple(Fact(label=f"{r.title} ({r.locale})", value=r.text[:200]) for _, r in shown),
        buttons=(
            *(Button(label=r.title[:60], command=a.OpenReadyAnswer(id=id)) for id, r in shown),
            button(scene, "add_ready", a.OpenReadyAnswer()),
            button(scene, "back", a.Admin()),
        ),
    )
    return Decision(reply=message)


def opened(scene: Scene, command: a.OpenReadyAnswer) -> Decision:
    known = scene.administration.office.answers.get(command.id)
    return _form(scene, command.id if known else "", known)


def _form(
    scene: Scene,
    id: str,
    known: ReadyAnswer | None,
    faults: Mapping[str, str] = NO_FAULTS,
) -> Decision:
    say = scene.voice.say
    locales = ((each, scene.voice.say(f"language.{each}")) for each in scene.pack.locales)
    written_in = choice(scene, "locale", locales, known.locale if known else scene.voice.locale)
    topics = ((topic, say(f"topic.{topic}")) for topic in scene.pack.topics)
    fields = (
        line(scene, "title", known.title if known else "", most=60),
        text(scene, "text", known.text if known else ""),
        hinted(scene, written_in, "locale_of_text"),
        choice(scene, "topic", topics, known.topic if known else "", optional=True),
    )
    kept: dict[str, object] = {
        "do": "save_ready_answer",
        "base": scene.administration.office_version,
        "id": id,
    }
    made = form(scene, say("admin.ready_form"), fields, kept, faults)
    if not id or made.reply is None:
        return made
    drop = a.DropReadyAnswer(base=scene.administration.office_version, id=id)
    buttons = (button(scene, "delete", drop, "danger"),)
    return Decision(reply=made.reply.model_copy(update={"buttons": buttons}))


def save(scene: Scene, command: a.SaveReadyAnswer) -> Decision:
    answers = scene.administration.office.answers
    id = command.id if command.id in answers else scene.new_id()[:8]
    if len(answers | {id: None}) > _MOST:
        return told(scene, "refused.too_many", most=_MOST)
    new = ReadyAnswer(
        title=command.title,
        text=command.text,
        locale=scene.pack.locale(command.locale),
        topic=command.topic if command.topic in scene.pack.topics else "",
    )
    unknown = unknown_placeholders(command.text)
    if unknown:
        names = {"unknown": braced(unknown), "known": braced(PLACEHOLDERS)}
        faults = {"text": scene.voice.say("ready.unknown", **names)}
        return _form(scene, id if id in answers else "", new, faults)
    made = put(scene, command.base, answers={**answers, id: new})
    assert isinstance(made, Decision), "a ready answer is sound by itself"
    return made


def drop(scene: Scene, command: a.DropReadyAnswer) -> Decision:
    left = without(scene.administration.office.answers, command.id)
    made = put(scene, command.base, answers=left)
    assert isinstance(made, Decision), "leaving one away is sound"
    return made
