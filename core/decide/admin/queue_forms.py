"""The first form of a queue: who answers, where, and how a reply leaves the thread."""

from typing import Literal

from core.decide.admin.forms import choice, labelled, line, own_people, people
from core.decide.admin.places import chosen, conversation, picked
from core.decide.scene import Scene
from core.values import admin as a
from core.values.message import Field
from core.values.routing import Queue
from core.values.value import Misplaced

NEW = "-"  # stands for the name of a queue that has none yet


def filled(base: int, scene: Scene, name: str, queue: Queue | None) -> a.SaveQueue:
    """What the form shows at first."""
    if queue is None:
        return a.SaveQueue(base=base, name=NEW, mailbox="", days=3)
    topics = () if isinstance(queue.second_reader, bool) else queue.second_reader
    return a.SaveQueue(
        base=base,
        queue=name,
        name=name,
        staff=picked(scene, queue.staff),
        mailbox=queue.mailbox,
        days=queue.respond_within,
        people=queue.people,
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
        line(scene, "name", "" if shown.name == NEW else shown.name, most=60),
        conversation(scene, "staff", shown.staff, queue.staff if queue else None),
        line(scene, "mailbox", shown.mailbox),
        line(scene, "days", str(shown.days), most=3),
        people(scene, "people", shown.people),
        choice(scene, "reply", labelled(scene, "reply", ("confirm", "direct")), shown.reply),
        choice(scene, "second", seconds, shown.second),
        choice(scene, "second_topics", topics, given, several=True, optional=True),
    )


def written(scene: Scene, command: a.SaveQueue, old: Queue | None) -> dict[str, object]:
    """The fields of the queue that this form sets, as a file holds them. Raises Misplaced."""
    staff = chosen(scene, command.staff, old.staff if old else None)
    return {
        "staff": str(staff) if staff else None,
        "mailbox": command.mailbox,
        "respond_within": command.days,
        "people": own_people(scene, command.people, old.people if old else ()),
        "reply": command.reply,
        "second_reader": _second_reader(scene, command, old),
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
