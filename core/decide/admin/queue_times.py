"""The second form of a queue: when it works, by when it answers, and who hears of what is late."""

from core.decide.admin.forms import line
from core.decide.admin.places import chosen, conversation, picked
from core.decide.faults import Faults, tried
from core.decide.scene import Scene
from core.values import admin as a
from core.values import period
from core.values.message import Field
from core.values.place import ConversationReference, Platform
from core.values.routing import Queue
from core.values.value import Misplaced

FIELDS = {
    "hours": "hours",
    "timezone": "timezone",
    "next_within": "next_within",
    "escalate_to": "overdue_mail",
    "notice_after": "notice_after",
    "close_after": "close_after",
    "recall": "recall",
    "keep_for": "keep_for",
    "digest": "digest",
}
"""Which field of the form sets which part of the queue."""
_LONGEST_WEEK = 1000  # characters


def filled(base: int, scene: Scene, name: str, queue: Queue) -> a.SaveTimes:
    """What the form shows at first."""
    second = queue.escalate_to
    return a.SaveTimes(
        base=base,
        queue=name,
        hours=queue.hours.line() if queue.hours else "",
        timezone=queue.hours.timezone if queue.hours else "",
        next_within=str(queue.next_within or ""),
        overdue_staff=picked(scene, second),
        overdue_mail=second.conversation if second and second.platform is Platform.EMAIL else "",
        notice_after=str(queue.notice_after),
        close_after=str(queue.close_after),
        recall=str(queue.recall),
        keep_for=period.written(queue.keep_for) if queue.keep_for else "",
        digest=f"{queue.digest:%H:%M}" if queue.digest else "",
    )


def fields(scene: Scene, shown: a.SaveTimes, queue: Queue) -> tuple[Field, ...]:
    return (
        line(scene, "hours", shown.hours, optional=True, most=_LONGEST_WEEK),
        line(scene, "timezone", shown.timezone, optional=True),
        line(scene, "next_within", shown.next_within, optional=True, most=3),
        conversation(scene, "overdue_staff", shown.overdue_staff, _in_chat(queue.escalate_to)),
        line(scene, "overdue_mail", shown.overdue_mail, optional=True),
        line(scene, "notice_after", shown.notice_after, most=3),
        line(scene, "close_after", shown.close_after, most=3),
        line(scene, "recall", shown.recall, most=3),
        line(scene, "keep_for", shown.keep_for, optional=True, most=12),
        line(scene, "digest", shown.digest, optional=True, most=5),
    )


def _in_chat(place: ConversationReference | None) -> ConversationReference | None:
    return place if place and place.platform is not Platform.EMAIL else None


def written(scene: Scene, command: a.SaveTimes, old: Queue, faults: Faults) -> dict[str, object]:
    """The fields of the queue that this form sets, as a file holds them; what is wrong with them
    joins the `faults`."""
    second = tried(faults, "overdue_staff", lambda: _second(scene, command, old), None)
    return {
        "hours": _hours(command),
        "next_within": command.next_within or None,
        "escalate_to": second,
        "notice_after": command.notice_after,
        "close_after": command.close_after,
        "recall": command.recall,
        "keep_for": command.keep_for or None,
        "digest": command.digest,
    }


def _second(scene: Scene, command: a.SaveTimes, old: Queue) -> str | None:
    """A conversation or an address; what another workspace chose stays until one is given."""
    if command.overdue_mail and command.overdue_staff:
        raise Misplaced(scene.voice.say("admin.one_of_both"))
    if command.overdue_mail:
        return command.overdue_mail
    there = chosen(scene, command.overdue_staff, _in_chat(old.escalate_to))
    return str(there) if there else None


def _hours(command: a.SaveTimes) -> dict[str, object] | None:
    """The days as a file holds them; a time zone alone says nothing."""
    parts = [part.split() for part in command.hours.split(";") if part.strip()]
    if not parts:
        return None
    zone = {"timezone": command.timezone} if command.timezone else {}
    return {**zone, **{words[0].lower(): words[1:] for words in parts}}
