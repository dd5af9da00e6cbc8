"""Queues in chat: list, form, save into the draft."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import ValidationError

from core.decide.admin import drafts
from core.decide.admin.forms import button, choice, form, line, own_people, people
from core.decide.routes import queue_line
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Button, Fact, Field, FieldKind, Message, Option
from core.values.place import ConversationReference, Person, Platform
from core.values.routing import Queue, is_address
from core.values.value import Misplaced

_CONVERSATIONS = {
    Platform.SLACK: re.compile(r"[CG][A-Z0-9]{2,20}"),
    Platform.TEAMS: re.compile(r"19:[^\s:]{1,200}"),
}


def listed(scene: Scene) -> Decision:
    queues = drafts.working(scene).queues
    message = Message(
        title=scene.voice.say("admin.queues_title"),
        text=scene.voice.tell("admin.queues"),
        facts=tuple(
            Fact(label=name, value=queue_line(name, queue).removeprefix(f"{name}: "))
            for name, queue in queues.items()
        ),
        buttons=(
            *(Button(label=name, command=a.OpenQueue(queue=name)) for name in list(queues)[:20]),
            button(scene, "add_queue", a.OpenQueue()),
            button(scene, "back", a.Admin()),
        ),
    )
    return Decision(reply=message)


def opened(scene: Scene, command: a.OpenQueue) -> Decision:
    queue = drafts.working(scene).queues.get(command.queue)
    shown = a.SaveQueue(
        base=drafts.base(scene),
        queue=command.queue if queue else "",
        name=command.queue if queue else "-",
        mailbox=queue.mailbox if queue else "",
        days=queue.respond_within if queue else 3,
        people=queue.people if queue else (),
        reply=queue.reply if queue else "confirm",
        second=_second(queue),
        hours=_hours_line(queue),
    )
    return _form(scene, shown)


def _form(scene: Scene, shown: a.SaveQueue, fault: str = "") -> Decision:
    title = scene.voice.say("admin.queue_form")
    kept: dict[str, object] = {"do": "save_queue", "base": shown.base, "queue": shown.queue}
    return form(scene, title, _fields(scene, shown), kept, fault)


def _fields(scene: Scene, shown: a.SaveQueue) -> tuple[Field, ...]:
    return (
        line(scene, "name", "" if shown.name == "-" else shown.name, most=60),
        _staff(scene, shown),
        line(scene, "mailbox", shown.mailbox),
        line(scene, "days", str(shown.days), most=3),
        people(scene, "people", shown.people),
        choice(scene, "reply", _labelled(scene, "reply", ("confirm", "direct")), shown.reply),
        choice(scene, "second", _labelled(scene, "second", _seconds(scene, shown)), shown.second),
        line(scene, "hours", shown.hours, optional=True),
    )


def _labelled(scene: Scene, name: str, values: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((value, scene.voice.say(f"admin.{name}_{value}")) for value in values)


def _seconds(scene: Scene, shown: a.SaveQueue) -> tuple[str, ...]:
    """Topics that a file named can be kept, not chosen here."""
    queue = drafts.working(scene).queues.get(shown.queue)
    return ("no", "yes", "kept") if _second(queue) == "kept" else ("no", "yes")


def _second(queue: Queue | None) -> Literal["no", "yes", "kept"]:
    if queue is None or not queue.second_reader:
        return "no"
    return "yes" if queue.second_reader is True else "kept"


def _hours_line(queue: Queue | None) -> str:
    """As it is typed: `mon-fri 09:00-12:30 13:30-17:00`, each day by itself where they differ."""
    if queue is None or queue.hours is None:
        return ""
    week = queue.hours.model_dump(mode="json", exclude_defaults=True, exclude={"timezone"})
    return "; ".join(f"{day} {' '.join(periods)}" for day, periods in week.items())


def _hours(line: str, old: Queue | None) -> dict[str, object] | None:
    """The days as a file holds them; the time zone stays."""
    parts = [part.split() for part in line.split(";") if part.strip()]
    if not parts:
        return None
    zone = {"timezone": old.hours.timezone} if old and old.hours else {}
    return {**zone, **{words[0].lower(): words[1:] for words in parts}}


def _staff(scene: Scene, shown: a.SaveQueue) -> Field:
    """Platforms without a picker offer the conversations that the desk knows there."""
    queue = drafts.working(scene).queues.get(shown.queue)
    now = queue.staff if queue else None
    own = now if now and _is_own(scene, now) else None
    places = [each for each in (own, *scene.administration.places) if each]
    options = {p.conversation: Option(value=p.conversation, label=str(p)) for p in places}
    return Field(
        id="staff",
        label=scene.voice.say("admin_form.staff"),
        kind=FieldKind.CONVERSATION,
        hint=scene.voice.say("admin_hint.staff", now=str(now or "-")),
        initial=shown.staff or (own.conversation if own else ""),
        options=tuple(options.values()),
        optional=True,
    )


def _is_own(scene: Scene, place: ConversationReference) -> bool:
    return (place.platform, place.tenant) == (scene.person.platform, scene.person.tenant)


def save(scene: Scene, command: a.SaveQueue) -> Decision:
    if drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    kept = scene.administration
    if kept.faults:
        return _form(scene, command, " ".join(kept.faults.values()))
    if not is_address(command.mailbox):
        return _form(scene, command, scene.voice.say("admin.no_address"))
    working = drafts.working(scene)
    old = working.queues.get(command.queue)
    if command.name != command.queue and command.name in working.queues:
        return _form(scene, command, scene.voice.say("admin.name_taken", name=command.name))
    try:
        queue = _queue(scene, command, old)
    except ValidationError as error:
        return _form(scene, command, drafts.first_fault(error))
    except Misplaced as fault:
        return _form(scene, command, str(fault))
    renamed = {command.queue: command.name} if command.queue else {}
    queues = {renamed.get(name, name): each for name, each in working.queues.items()}
    rules = tuple(
        rule.model_copy(update={"queue": renamed.get(rule.queue, rule.queue)})
        for rule in working.rules
    )
    made = drafts.changed(scene, queues | {command.name: queue}, rules)
    return made if isinstance(made, Decision) else _form(scene, command, str(made))


def _queue(scene: Scene, command: a.SaveQueue, old: Queue | None) -> Queue:
    """The queue with what the form holds; all else stays. Raises what a value raises."""
    kept = old.model_dump(mode="json", exclude_defaults=True) if old else {}
    staff = place(scene.person, command.staff, scene.voice.say("admin.foreign", id=command.staff))
    given: dict[str, object] = {
        "mailbox": command.mailbox,
        "respond_within": command.days,
        "people": own_people(scene, command.people, old.people if old else ()),
        "reply": command.reply,
        "hours": _hours(command.hours, old),
    }
    if command.second != "kept":
        given["second_reader"] = command.second == "yes"
    return Queue.model_validate(kept | given | ({"staff": str(staff)} if staff else {}))


def place(person: Person, given: str, refusal: str) -> ConversationReference | None:
    """A conversation of the person's own workspace. Raises Misplaced for one of another."""
    if not given:
        return None
    id = given.removeprefix(f"{person.workspace}:")
    shape = _CONVERSATIONS.get(person.platform)
    if shape is None or not shape.fullmatch(id):
        raise Misplaced(refusal)
    return ConversationReference(platform=person.platform, tenant=person.tenant, conversation=id)


def drop(scene: Scene, command: a.DropQueue) -> Decision:
    if drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    working = drafts.working(scene)
    left = {name: queue for name, queue in working.queues.items() if name != command.queue}
    made = drafts.changed(scene, left, working.rules)
    if isinstance(made, Decision):
        return made
    text = scene.voice.tell("admin.fault", fault=str(made))
    return Decision(reply=Message(title=scene.voice.say("admin.queues_title"), text=text))
