"""The first form of a queue: who answers, where, and how a reply leaves the thread."""

from collections.abc import Collection
from typing import Literal

from core.decide.admin.forms import choice, labelled, line, own_people, people
from core.decide.admin.places import chosen, conversation, picked
from core.decide.faults import Faults, tried
from core.decide.scene import Scene
from core.values import admin as a
from core.values.message import Field
from core.values.routing import Queue
from core.values.value import Misplaced

FIELDS = {
    "staff": "staff",
    "mailbox": "mailbox",
    "respond_within": "days",
    "people": "people",
    "writers": "writers",
    "reply": "reply",
    "second_reader": "second",
}
"""Which field of the form sets which part of the queue."""
_LONGEST_NAME = 60  # characters


def filled(base: int, scene: Scene, name: str, queue: Queue | None) -> a.SaveQueue:
    """What the form shows at first."""
    if queue is None:
        return a.SaveQueue(base=base, days="3")
    topics = () if isinstance(queue.second_reader, bool) else queue.second_reader
    return a.SaveQueue(
        base=base,
        queue=name,
        name=name,
        staff=picked(scene, queue.staff),
        mailbox=queue.mailbox,
        days=str(queue.respond_within),
        people=queue.people,
        writers=queue.writers,
        reply=queue.reply,
        second=_second(queue),
        second_topics=topics,
    )


def _second(queue: Queue) -> Literal["no", "yes", "topics"]:
    if not queue.second_reader:
        return "no"
    return "yes" if queue.second_reader is True else "topics"


def fields(scene: Scene, shown: a.SaveQueue, queue: Queue | None) -> tuple[Field, ...]:
    topics = ((topic, scene.voice.say(f"topic.{topic}")) for topic in scene.pack.topics)
    seconds = labelled(scene, "second", ("no", "yes", "topics"))
    given = ",".join(shown.second_topics)
    return (
        line(scene, "name", shown.name, most=_LONGEST_NAME),
        conversation(scene, "staff", shown.staff, queue.staff if queue else None),
        line(scene, "mailbox", shown.mailbox),
        line(scene, "days", shown.days, most=3),
        people(scene, "people", shown.people),
        line(scene, "writers", ", ".join(shown.writers), optional=True, most=2000),
        choice(scene, "reply", labelled(scene, "reply", ("confirm", "direct")), shown.reply),
        choice(scene, "second", seconds, shown.second),
        choice(scene, "second_topics", topics, given, several=True, optional=True),
    )


def name_faults(scene: Scene, command: a.SaveQueue, known: Collection[str]) -> Faults:
    say = scene.voice.say
    if not command.name:
        return {"name": say("form.missing")}
    if len(command.name) > _LONGEST_NAME:
        return {"name": say("fault.longest", most=_LONGEST_NAME)}
    if command.name != command.queue and command.name in known:
        return {"name": say("admin.name_taken", name=command.name)}
    return {}


def written(
    scene: Scene, command: a.SaveQueue, old: Queue | None, faults: Faults
) -> dict[str, object]:
    """The fields of the queue that this form sets, as a file holds them; what is wrong with them
    joins the `faults`."""
    now = old.staff if old else None
    before: tuple[str, ...] = old.people if old else ()
    staff = tried(faults, "staff", lambda: chosen(scene, command.staff, now), None)
    people = tried(faults, "people", lambda: own_people(scene, command.people, before), before)
    none: object = old.second_reader if old else False
    second = tried(faults, "second_topics", lambda: _second_reader(scene, command, old), none)
    return {
        "staff": str(staff) if staff else None,
        "mailbox": command.mailbox,
        "respond_within": command.days,
        "people": people,
        "writers": command.writers,
        "reply": command.reply,
        "second_reader": second,
    }


def _second_reader(scene: Scene, command: a.SaveQueue, old: Queue | None) -> object:
    match command.second:
        case "yes":
            return True
        case "no":
            return old.second_reader if old and not old.second_reader else False
        case "topics" if command.second_topics:
            return command.second_topics
        case "topics":
            raise Misplaced(scene.voice.say("admin.no_topics"))
