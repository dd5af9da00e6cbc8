"""A correction of an article reaches one person: in the case, or where the question was asked."""

from core.decide.cards import answer_message, answer_slot
from core.decide.casework.showing import into_thread, redraw
from core.decide.relying import held
from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import CorrectAsked, CorrectCase, OpenEscalation
from core.values.correction import Corrected, Correction
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.message import Button, Message, Quote


def correct_case(scene: Scene, case: Case, command: CorrectCase) -> Decision:
    """Once, in the thread of the last answer. It changes no state: a closed case stays closed, and
    a withdrawn one gets nothing more."""
    made = scene.found.correction
    if made is None or made.released is None or not case.question:  # the case was erased
        return Decision()
    if case.status is Status.WITHDRAWN or any(e.correction == made.id for e in case.entries):
        return Decision()
    relies = held(scene.pack, case, made.text, scene.today)
    new = scene.also(
        scene.touched(case),
        EntryKind.SENT,
        text=made.text,
        by=made.by,
        relies=relies,
        correction=made.id,
    )
    sent = new.entries[-1]
    to = scene.post(
        case.origin,
        answer_message(scene.voice_for(case), new, sent),
        new,
        slot=answer_slot(sent),
        under=_thread_of(case),
        reports=sent.number,
        confirms=True,
    )
    note = into_thread(scene, new, "thread.correction", sent)
    done = Corrected(correction=made.id, ref=case.id, key=to.key)
    return Decision(case=new, effects=(to, done, *note, *redraw(scene, new)))


def _thread_of(case: Case) -> str:
    """Under the newest answer, else under the receipt."""
    answers: list[Entry] = [e for e in case.entries if e.kind is EntryKind.SENT]
    return answer_slot(answers[-1]) if answers else "receipt"


def correct_asked(scene: Scene, command: CorrectAsked) -> Decision:
    """To the person's own conversation: what was shown at once has no thread."""
    made, asked = scene.found.correction, scene.found.question
    if made is None or made.released is None or asked is None or scene.found.corrected:
        return Decision()
    key = scene.new_id()
    locale = scene.pack.locale(asked.language or asked.person.locale)
    to = Delivery(
        key=key,
        to=asked.person.direct,
        message=_message(scene, locale, made),
        due_at=scene.now,
    )
    return Decision(effects=(to, Corrected(correction=made.id, ref=asked.id, key=key)))


def _message(scene: Scene, locale: str, made: Correction) -> Message:
    voice = Voice(scene.pack, locale)
    article = scene.pack.article(made.article, locale)
    title = article.title if article else made.article
    ask = Button(label=voice.say("ask.person"), command=OpenEscalation(), style="primary")
    return Message(
        title=voice.say("affected.told_title", article=title),
        text=voice.tell("affected.told", article=title),
        quote=Quote(text=made.text, by=voice.say("answer.by")),
        buttons=(ask,),
        footer=voice.say("answer.footer", when=voice.moment(made.released or made.at)),
        summary=voice.say("affected.told_title", article=title),
    )
