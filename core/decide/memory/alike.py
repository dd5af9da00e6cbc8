"""The nearest past answers to a case, and where they differ from each other and from the pack.

Shown once to all staff of the case soon after it came to their queue, under its card and nowhere
else, where there is something near; to whoever presses the button, whenever they do.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

from core.decide.casework.guarding import addresses_in, figures_in, known_figures
from core.decide.casework.telling import told
from core.decide.memory.searching import may_read, of_queues, seeing
from core.decide.scene import Scene
from core.decide.versions import standing
from core.values.case import Case, Entry, EntryKind
from core.values.command import GoOff, ShowPast
from core.values.decision import Decision
from core.values.message import Button, Fact, Message
from core.values.search import Wanted

MOST = 3
_FIRST_WORDS = 300  # characters of an answer
_SIGNS: tuple[Literal["percentage", "amount", "days"], ...] = ("percentage", "amount", "days")
_NAMED = 3  # figures of one answer

Said = dict[str, dict[object, str]]
"""By the number of a case: what its answers say, as a value and as it is written."""


def alike(scene: Scene, case: Case) -> Decision:
    found = _near(case, scene.found.hits.cases)
    near = tuple(c for c in found if may_read(scene, c))[:MOST]
    if not near:
        return told(scene, "alike.none")
    return seeing(scene, _shown(scene, case, near), near)


def unasked(scene: Scene, case: Case, command: GoOff) -> Decision:
    """A timer's: the answers that are surely near, for those who have not answered yet. It does
    nothing once the case has moved on."""
    if command.at != case.came_at:
        return Decision()
    staff = scene.queue(case).staff
    near = tuple(c for c in _near(case, scene.found.hits.cases) if _is_shown_there(scene, case, c))
    if staff is None or case.is_over or answers(case) or not near:
        return Decision()
    near = near[:MOST]
    post = scene.post(staff, _shown(scene, case, near), case, under="card")
    seen = seeing(scene, post.message, near, staff)
    shown = post.model_copy(update={"mentions": seen.mentions})
    return Decision(effects=(shown, *seen.effects))


def beside(scene: Scene, case: Case) -> Wanted:
    """The answered cases whose cards stand in the same conversation as that of this case: who
    reads what is shown there saw them, too."""
    staff = scene.queue(case).staff
    here = scene.routing.staffed_at(staff) if staff else frozenset[str]()
    return of_queues(scene, here).model_copy(update={"answered": True})


def _is_shown_there(scene: Scene, case: Case, other: Case) -> bool:
    return scene.queue(other).staff == scene.queue(case).staff


def _near(case: Case, found: Iterable[Case]) -> Iterator[Case]:
    return (other for other in found if other.id != case.id and answers(other))


def answers(case: Case) -> tuple[Entry, ...]:
    """What was sent, as it stands now."""
    sent = (entry for entry in case.entries if entry.kind is EntryKind.SENT)
    return tuple(now for entry in sent if (now := standing(case, entry)) and now.text)


def _shown(scene: Scene, case: Case, near: tuple[Case, ...]) -> Message:
    voice = scene.voice
    odd = tuple(_differences(scene, case, near))
    return Message(
        title=voice.say("alike.title", case=case.id),
        text=voice.tell("alike.differ" if odd else "alike.text"),
        facts=(*odd, *(_answer(scene, each) for each in near)),
        buttons=tuple(
            Button(label=each.id, command=ShowPast(case=each.id, of=case.id)) for each in near
        ),
        footer=voice.say("search.footer"),
        summary=voice.say("alike.title", case=case.id),
    )


def _answer(scene: Scene, case: Case) -> Fact:
    """First words of the newest answer, with its day."""
    voice, last = scene.voice, answers(case)[-1]
    topic, day = voice.say(f"topic.{case.topic}"), voice.day(voice.local(last.at).date())
    words = " ".join(last.text.split())
    cut = f"{words[:_FIRST_WORDS].rstrip()} …" if len(words) > _FIRST_WORDS else words
    return Fact(label=f"{case.id} · {topic} · {day}", value=cut)


def _differences(scene: Scene, case: Case, near: tuple[Case, ...]) -> Iterator[Fact]:
    """Figures in which two of the answers differ, or one differs from what the pack says now."""
    for sign in _SIGNS:
        known = known_figures(scene, case, sign)
        said: Said = {each.id: dict(_figures(sign, each)) for each in near}
        strange = known and any(value not in known for values in said.values() for value in values)
        if strange or _differ(said):
            yield _difference(scene, sign, said, list(known.values())[:_NAMED])
    written: Said = {each.id: {a: a for a in _addresses(each)} for each in near}
    if _differ(written):
        yield _difference(scene, "address", written, [scene.queue(case).mailbox])


def _figures(
    sign: Literal["percentage", "amount", "days"], case: Case
) -> Iterator[tuple[object, str]]:
    for answer in answers(case):
        yield from figures_in(sign, answer.text)


def _addresses(case: Case) -> Iterator[str]:
    for answer in answers(case):
        yield from addresses_in(answer.text)


def _differ(said: Said) -> bool:
    told = [frozenset(values) for values in said.values() if values]
    return len(set(told)) > 1


def _difference(scene: Scene, sign: str, said: Said, known: Iterable[str]) -> Fact:
    say = scene.voice.say
    each = [
        say("alike.in", seen=", ".join(list(values.values())[:_NAMED]), case=id)
        for id, values in said.items()
        if values
    ]
    pack = ", ".join(known)
    now = say("alike.pack_says", known=pack) if pack else say("alike.pack_silent")
    return Fact(label=say(f"alike.{sign}"), value="; ".join((*each, now)))
