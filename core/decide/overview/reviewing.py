"""Reminds staff of knowledge that is to be reviewed, before and after it is no longer served."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.decide.scene import Scene
from core.values.command import ReportReview
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import ConversationReference, Platform
from core.values.routing import Routing

AHEAD = timedelta(days=14)
_LISTED = 40


@dataclass(frozen=True, slots=True)
class Aging:
    """Something in the pack whose last day has passed or is near; `last` is that day."""

    id: str
    title: str
    owner: str
    last: date


def aging(pack: Pack, routing: Routing, today: date) -> tuple[Aging, ...]:
    """Articles, trees, timelines and glossary, the oldest first. What has no owner, and what is
    owned by a queue that is no longer there, belongs to the queue of the last rule."""
    fallback = routing.rules[-1].queue
    found = [
        Aging(a.id, a.title, a.owner, a.expires or a.review_by)
        for a in pack.articles[pack.default_locale].values()
    ]
    found += [
        Aging(tree.id, tree.title, fallback, tree.review_by)
        for tree in pack.trees[pack.default_locale].values()
    ]
    table = pack.timelines.get(pack.default_locale)
    if table:
        article = pack.article(table.article, pack.default_locale)
        owner = article.owner if article else fallback
        found.append(Aging("timelines", "cta timeline", owner, table.review_by))
    glossary = pack.glossaries.get(pack.default_locale)
    if glossary:
        found.append(Aging("glossary", "define", fallback, glossary.review_by))
    owned = (each if each.owner in routing.queues else _given(each, fallback) for each in found)
    return tuple(sorted((a for a in owned if a.last < today + AHEAD), key=lambda a: (a.last, a.id)))


def _given(each: Aging, owner: str) -> Aging:
    return Aging(each.id, each.title, owner, each.last)


def report_review(scene: Scene, command: ReportReview) -> Decision:
    """One message for all that the queue owns, where its staff will see it."""
    due = [a for a in aging(scene.pack, scene.routing, scene.today) if a.owner == command.queue]
    queue = scene.routing.queues.get(command.queue)
    if queue is None or not due:
        return Decision()
    place = queue.staff or ConversationReference.mailbox(queue.mailbox)
    delivery = Delivery(
        key=scene.new_id(),
        to=place,
        message=_reminder(scene, due),
        internal=place.platform is not Platform.EMAIL,
        due_at=scene.now,
    )
    return Decision(effects=(delivery,))


def _reminder(scene: Scene, due: list[Aging]) -> Message:
    voice = scene.staff_voice
    lines = [
        voice.tell(
            "review.past" if each.last < scene.today else "review.soon",
            title=each.title,
            id=each.id,
            day=voice.day(each.last),
        )
        for each in due[:_LISTED]
    ]
    return Message(
        title=voice.say("review.title", count=len(due)),
        text="\n".join((voice.tell("review.text"), "", *(f"- {line}" for line in lines))),
    )
