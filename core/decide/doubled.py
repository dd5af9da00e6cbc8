"""Who asks what they asked a moment ago is told of the open case, and chooses.

The second question is on record before they are told; it is with staff only once they choose.
"""

import re
from datetime import timedelta
from difflib import SequenceMatcher

from core.decide.cards import requester_status
from core.decide.receipts import at_once
from core.decide.scene import Scene
from core.decide.timing.due import due_text
from core.values.case import Case, Question
from core.values.command import AddAsked, Escalate, EscalateKept, ShowCase
from core.values.decision import Decision
from core.values.message import Button, Fact, Message, Quote

WITHIN = timedelta(hours=1)
_ALIKE = 0.9  # of 1.0
_SHORT = 3  # letters: words such as `no`, `not`, `II`, which turn a question round
_LONGEST = 1_000  # letters that are compared one by one; in longer texts words are
_WORD = re.compile(r"\w+")


def twin(scene: Scene, text: str) -> Case | None:
    """The person's own case of the last hour that is still open and asks nearly the same."""
    return next(
        (
            case
            for case in scene.found.mine
            if not case.is_over
            and scene.is_requester(case)
            and scene.now - case.opened_at <= WITHIN
            and nearly_the_same(case.question, text)
        ),
        None,
    )


def nearly_the_same(one: str, other: str) -> bool:
    """Whether only typing differs. Numbers and short words must be the same."""
    first, second = _WORD.findall(one.casefold()), _WORD.findall(other.casefold())
    if first == second:
        return bool(first)
    if _telling(first) != _telling(second):
        return False
    if max(len(one), len(other)) > _LONGEST:
        return _ratio(first, second) >= _ALIKE
    return _ratio(list(" ".join(first)), list(" ".join(second))) >= _ALIKE


def _ratio(one: list[str], other: list[str]) -> float:
    alike = SequenceMatcher(None, one, other, autojunk=False)
    return min(alike.quick_ratio(), alike.ratio()) if alike.real_quick_ratio() >= _ALIKE else 0.0


def _telling(words: list[str]) -> list[str]:
    return sorted(word for word in words if len(word) <= _SHORT or not word.isalpha())


def offered(scene: Scene, case: Case, form: Escalate, text: str, mailbox: str) -> Decision:
    """Nothing is opened. What was filled in is kept; the offer stands in the person's own
    conversation, so that they can still choose when they have closed the form."""
    kept = _kept(scene, form, text, mailbox)
    full = _offer(scene, case, kept)
    brief = scene.voice.tell("double.below", case=case.id)
    return Decision(
        reply=at_once(scene, full, brief),
        effects=(kept, scene.post(scene.person.direct, full, case)),
    )


def _kept(scene: Scene, form: Escalate, text: str, mailbox: str) -> Question:
    asked = scene.found.question
    return Question(
        id=scene.new_id(),
        person=scene.person,
        text=text,
        topic=form.topic,
        article=None,
        language=asked.language if asked else "",
        at=scene.now,
        message=asked.message if asked else "",
        files=asked.files if asked else (),
        form=form,
        mailbox=mailbox,
    )


def _offer(scene: Scene, case: Case, kept: Question) -> Message:
    voice = scene.voice
    add = AddAsked(case=case.id, question=kept.id)
    return Message(
        title=voice.say("double.title", case=case.id),
        text=voice.tell("double.text", case=case.id, opened=voice.moment(case.opened_at)),
        quote=Quote(text=kept.text),
        facts=(
            Fact(label=voice.say("case.status"), value=requester_status(voice, case)),
            Fact(label=voice.say("card.due"), value=due_text(voice, case)),
        ),
        buttons=(
            Button(label=voice.say("double.add", case=case.id), command=add, style="primary"),
            Button(label=voice.say("double.open"), command=EscalateKept(question=kept.id)),
            Button(label=voice.say("button.show"), command=ShowCase(case=case.id)),
        ),
        summary=voice.say("double.title", case=case.id),
    )


def opened_from(scene: Scene, kept: Question) -> Case | None:
    """The case that was opened from the kept form already."""
    return next((case for case in scene.found.mine if case.kept == kept.id), None)
