"""The staff queue: what waits for a member of staff, wherever they ask; and what they may do with
a case from where nobody else sees it.

The lists hold no text of requesters and no name of theirs: whoever wants to read opens the case.
"""

from collections.abc import Iterator

from core.decide.cards import staff_card, status
from core.decide.casework import claiming
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision
from core.values.message import Button, Message
from core.values.place import Membership, Platform
from core.values.workload import COUNTED, Part, Workload

_PARTS = ("mine", "unclaimed", "due", "overdue")


def staff_queue(scene: Scene) -> Decision:
    """For the queues of this staff conversation; elsewhere for all of the person's queues."""
    if scene.may_not_act:
        return told(scene, scene.may_not_act)
    if not queues(scene):
        unknown = scene.found.membership is Membership.UNKNOWN
        return told(scene, "refused.cannot_check" if unknown else "refused.no_queues")
    work = scene.found.work or Workload()
    return Decision(
        reply=Message(
            title=scene.voice.say("queue.title"),
            text=queue_text(scene),
            buttons=tuple(queue_buttons(scene.voice, work)),
        )
    )


def queues(scene: Scene) -> frozenset[str]:
    return scene.acts_for if scene.is_among_staff else scene.found.staff_of


def queue_text(scene: Scene) -> str:
    voice = scene.voice
    told_of = voice.tell("queue.of", queues=", ".join(sorted(queues(scene))))
    lists = listed(voice, scene.found.work or Workload(), _PARTS)
    return "\n\n".join((told_of, *(lists or [voice.tell("queue.nothing")])))


def listed(voice: Voice, work: Workload, parts: tuple[str, ...]) -> list[str]:
    """A list for each part in which there is something."""
    return [_listed(voice, name, part) for name in parts if (part := getattr(work, name)).count]


def _listed(voice: Voice, name: str, part: Part) -> str:
    lines = [f"**{voice.tell(f'queue.{name}', count=counted(voice, part))}**", ""]
    lines += [f"- {queue_line(voice, case)}" for case in part.cases]
    if part.count > len(part.cases):
        more = Part(count=part.count - len(part.cases))
        rest = counted(voice, part) if part.count > COUNTED else str(more.count)
        key = "queue.more_of" if part.count > COUNTED else "queue.more"
        lines.append(f"- {voice.tell(key, count=rest)}")
    return "\n".join(lines)


def queue_line(voice: Voice, case: Case) -> str:
    return voice.tell(
        "queue.line",
        case=case.id,
        topic=voice.say(f"topic.{case.topic}"),
        status=status(voice, case),
        due=voice.moment(case.due_at),
    )


def counted(voice: Voice, part: Part) -> str:
    return voice.say("queue.many", count=COUNTED) if part.count > COUNTED else str(part.count)


def queue_buttons(voice: Voice, work: Workload) -> Iterator[Button]:
    """Claim what nobody has; open each case that is listed."""
    for case in work.unclaimed.cases:
        label = voice.say("queue.claim", case=case.id)
        yield Button(label=label, command=c.Claim(case=case.id), style="primary")
    listed = (case.id for name in _PARTS for case in getattr(work, name).cases)
    for id in dict.fromkeys(listed):
        yield Button(label=id, command=c.ShowCase(case=id))


def in_private(scene: Scene, case: Case, command: c.OfCase) -> Decision:
    """Read and claim; everything else is done on the card, where colleagues see it."""
    match command:
        case c.Claim():
            return _claimed(scene, case)
        case c.ShowCase():
            return Decision(reply=_read_only(scene, case))
        case _:
            return told(scene, "refused.staff_only")


def _claimed(scene: Scene, case: Case) -> Decision:
    claimed = claiming.claim(scene, case)
    if claimed.case is None:
        return claimed
    reply = _read_only(scene, claimed.case)
    return claimed.model_copy(
        update={
            "reply": reply.model_copy(
                update={"text": scene.voice.tell("queue.claimed", case=case.id)}
            )
        }
    )


def _read_only(scene: Scene, case: Case) -> Message:
    """The card as it is, without the acts that belong into the thread."""
    card, voice = staff_card(scene, case), scene.voice
    claim = Button(label=voice.say("button.claim"), command=c.Claim(case=case.id), style="primary")
    free = case.assignee is None and not case.is_over
    buttons = (*((claim,) if free else ()), *_way(scene, case))
    text = voice.tell("queue.read_only")
    return card.model_copy(update={"buttons": buttons, "text": text, "footer": ""})


def _way(scene: Scene, case: Case) -> tuple[Button, ...]:
    """To the staff conversation, where the platform has addresses for that.
    https://docs.slack.dev/interactivity/deep-linking"""
    staff = scene.queue(case).staff
    if staff is None or staff.platform is not Platform.SLACK:
        return ()
    address = f"https://slack.com/app_redirect?channel={staff.conversation}&team={staff.tenant}"
    return (Button(label=scene.voice.say("queue.way"), url=address),)
