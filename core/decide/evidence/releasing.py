"""A correction to many leaves: by a click of who wrote it, or of another where a queue wants so."""

from core.decide.casework.sending import wants_second_reader
from core.decide.casework.telling import told
from core.decide.evidence.affected import article_of, preview, recipients
from core.decide.scene import Scene
from core.values.audit import Act, Audit
from core.values.case import Case
from core.values.command import CorrectAsked, CorrectCase, ReleaseCorrection
from core.values.correction import Correction
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery


def release(scene: Scene, command: ReleaseCorrection) -> Decision:
    """The act of sending: by who wrote it, or by another where a queue wants a second reader."""
    made = scene.found.correction
    if not scene.acts_for:
        return told(scene, scene.may_not_act or "refused.staff_only")
    if made is None or not _may_release(scene, made):
        return told(scene, "refused.no_draft")
    if made.released:
        return told(scene, "refused.sent_already")
    cases, questions = recipients(scene, made)
    if _waits_for_another(scene, made, cases, questions):
        return _offered(scene, made, cases, questions)
    return _released(scene, made, cases, questions)


def _may_release(scene: Scene, made: Correction) -> bool:
    """Who was offered it is staff of the same queues, in the same conversation."""
    own = made.by.key == scene.person.key
    return own or (bool(made.queues) and scene.acts_for.issuperset(made.queues))


def _waits_for_another(
    scene: Scene, made: Correction, cases: list[Case], questions: dict[str, str]
) -> bool:
    if made.by.key != scene.person.key:
        return False
    if any(wants_second_reader(scene.queue(case), case.topic) for case in cases):
        return True
    known = article_of(scene, made.article)
    owner = scene.routing.queues.get(known.owner) if known and questions else None
    return known is not None and owner is not None and wants_second_reader(owner, known.topic)


def _offered(
    scene: Scene, made: Correction, cases: list[Case], questions: dict[str, str]
) -> Decision:
    """Shown once to all staff of the conversation; whoever else presses the button sends it."""
    word = told(scene, "affected.asked")
    if made.queues:
        return word
    waits = made.model_copy(update={"queues": tuple(sorted(scene.acts_for))})
    note = preview(scene, waits, cases, questions).model_copy(
        update={"text": scene.staff_voice.tell("second.text", name=scene.person.name)}
    )
    post = Delivery(
        key=scene.new_id(),
        to=scene.turn.where.root,
        message=note,
        internal=True,
        mentions=tuple(case.id for case in cases),
        due_at=scene.now,
    )
    return word.model_copy(update={"effects": (waits, post)})


def _released(
    scene: Scene, made: Correction, cases: list[Case], questions: dict[str, str]
) -> Decision:
    """Each recipient gets a turn of the desk's own, so none is forgotten and none blocks another;
    who was given the article meanwhile is among them."""
    slot = f"correct:{made.id[:16]}"
    effects: list[Effect] = [made.model_copy(update={"released": scene.now})]
    for case in cases:
        command_of = CorrectCase(case=case.id, correction=made.id)
        effects.append(scene.timer(case.id, slot, command_of, scene.now, case=case.id))
    for question in questions.values():
        asked = CorrectAsked(question=question, correction=made.id)
        effects.append(scene.timer(question, slot, asked, scene.now))
    count = len(cases) + len(questions)
    effects.append(
        Audit(
            at=scene.now,
            by=scene.person.key,
            act=Act.SENT,
            what="correction",
            where=scene.turn.where.root.lane,
            detail=f"{made.article[:60]}: {count}",
        )
    )
    word = told(scene, "affected.released", count=count, article=made.article).reply
    return Decision(reply=word, effects=tuple(effects))
