"""What requesters think of an answer: one click, and words where they want. Staff see it; it never
changes the state of the case."""

from core.decide.cards import answer_message, answer_slot
from core.decide.casework.filling import choice
from core.decide.casework.showing import into_thread, redraw
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.decide.versions import rateable
from core.values.case import Case, Entry, EntryKind, Rating
from core.values.command import OpenRate, Rate, Score
from core.values.decision import Decision
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Field, FieldKind, Form, Message
from core.values.place import Platform

_LONGEST = 2000  # characters of a comment


def open_rate(scene: Scene, case: Case, command: OpenRate) -> Decision:
    sent = rateable(case, command.entry)
    if sent is None:
        return told(scene, "refused.no_answer")
    say, now = scene.voice.say, _rating_of(case, sent)
    scores = [(score.value, say(f"rate.{score}")) for score in Score]
    comment = Field(
        id="comment",
        label=say("rate.comment"),
        kind=FieldKind.TEXT,
        initial=now.comment if now else "",
        optional=True,
        max_length=_LONGEST,
    )
    return Decision(
        reply=Message(
            title=say("rate.title", case=case.id),
            text=scene.voice.tell("rate.text"),
            form=Form(
                fields=(
                    choice(say("rate.field"), "score", scores, initial=now.score if now else ""),
                    comment,
                ),
                submit=say("rate.submit"),
                cancel=say("form.cancel"),
                command={"do": "rate", "case": case.id, "entry": sent.number},
            ),
        )
    )


def rate(scene: Scene, case: Case, command: Rate) -> Decision:
    """A click alone says nothing about words that were given before with the same score."""
    sent = rateable(case, command.entry)
    if sent is None:
        return told(scene, "refused.no_answer")
    now = _rating_of(case, sent)
    thanks = told(scene, f"rate.thanks_{command.score}", case=case.id)
    if now and now.score is command.score and command.comment in ("", now.comment):
        return thanks
    rating = Rating(score=command.score, comment=command.comment, at=scene.now, of=sent.number)
    new = scene.changed(
        case,
        EntryKind.RATED,
        text=command.comment,
        of=sent.number,
        written={"score": command.score},
        rating=rating,
    )
    note = into_thread(scene, new, f"thread.rated_{command.score}", new.entries[-1])
    effects = (*_shown_on(scene, new, sent), *note, *redraw(scene, new))
    return thanks.model_copy(update={"case": new, "effects": effects})


def _rating_of(case: Case, sent: Entry) -> Rating | None:
    return case.rating if case.rating and case.rating.of == sent.number else None


def _shown_on(scene: Scene, case: Case, sent: Entry) -> tuple[Delivery, ...]:
    """The answer shows what was chosen; a mail cannot."""
    if case.origin.platform is Platform.EMAIL:
        return ()
    return (
        Delivery(
            key=scene.new_id(),
            to=case.origin,
            message=answer_message(scene.voice_for(case), case, sent),
            kind=DeliveryKind.UPDATE,
            case=case.id,
            slot=answer_slot(sent),
            due_at=scene.now,
        ),
    )
