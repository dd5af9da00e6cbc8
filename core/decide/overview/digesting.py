"""The daily digest of a queue: once on each working day its staff are told what waits.

The desk arms one timer for each queue and day, by a turn whose key names both; so there is one
however many processes look. Without anything to say nothing is sent.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.decide.overview.queueing import listed, queue_buttons
from core.decide.scene import Scene
from core.decide.timing.working_time import WorkingTime
from core.values.command import ArmDigest, Digest
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.pack import Calendar
from core.values.place import ConversationReference, Platform
from core.values.routing import Queue
from core.values.workload import Workload

AHEAD = timedelta(hours=24)  # a turn's key is remembered for longer than this and a day
_PARTS = ("overdue", "due", "unclaimed", "waiting")


def moments(queue: Queue, calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """When digests are to be given that may not be armed yet (UTC): today's, until the queue
    closes, and the next one within a day."""
    clock = WorkingTime.of(queue, calendar)
    today = clock.day(now)
    for day in (today, today + timedelta(days=1)):
        at = _moment(queue, clock, day) if clock.works(day) else None
        if at and at <= now + AHEAD and now < max(at, clock.closing(day)):
            yield at


def _moment(queue: Queue, clock: WorkingTime, day: date) -> datetime | None:
    if queue.digest is None:
        return None
    return datetime.combine(day, queue.digest, ZoneInfo(clock.week.timezone)).astimezone(UTC)


def armed(scene: Scene, command: ArmDigest) -> Decision:
    queue = scene.routing.queues.get(command.queue)
    if queue is None or command.at not in moments(queue, scene.pack.calendar, scene.now):
        return Decision()
    then = Digest(queue=command.queue, at=command.at)
    timer = scene.timer(f"digest:{command.queue}", f"{command.at:%Y-%m-%d}", then, command.at)
    return Decision(effects=(timer,))


def digest(scene: Scene, command: Digest) -> Decision:
    """Late is better than never, but not on another day; nor when the hour was changed since."""
    queue = scene.routing.queues.get(command.queue)
    work = scene.found.work or Workload()
    if queue is None or not any(getattr(work, part).count for part in _PARTS):
        return Decision()
    if command.at not in moments(queue, scene.pack.calendar, max(scene.now, command.at)):
        return Decision()
    place = queue.staff or ConversationReference.mailbox(queue.mailbox)
    delivery = Delivery(
        key=scene.new_id(),
        to=place,
        message=_message(scene, command.queue, work),
        internal=place.platform is not Platform.EMAIL,
        due_at=scene.now,
    )
    return Decision(effects=(delivery,))


def _message(scene: Scene, queue: str, work: Workload) -> Message:
    voice = scene.staff_voice
    day = voice.day(scene.today)
    return Message(
        title=voice.say("digest.title", queue=queue, day=day),
        text="\n\n".join((voice.tell("digest.text"), *listed(voice, work, _PARTS))),
        buttons=tuple(queue_buttons(voice, work)),
        summary=voice.say("digest.title", queue=queue, day=day),
    )
