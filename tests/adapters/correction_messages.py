"""Who was given an article, and what they get when it is corrected."""

from core.decide.cards import answer_message
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Entry, EntryKind, Question, Reliance, Status
from core.values.correction import Affected, Correction, Given, Progress
from core.values.message import Message
from core.values.place import DESK
from tests.core.given import (
    CASE,
    LUCAS,
    NIO,
    NOW,
    PACK,
    SOFIE,
    case,
    decided,
    deliveries,
    shown,
)

VOICE = Voice(PACK, "en")
NASTY = "<!channel> <@U1> <http://evil|bank> @here *bold* & <b>"
SENT = Entry(number=6, kind=EntryKind.SENT, at=NOW, by=SOFIE, text=NASTY)


def _shown(command: c.Command, found: Affected) -> Message:
    return shown(decided(SOFIE, command, where=NIO, affected=found))


def correction_messages() -> dict[str, Message]:
    relied = Reliance(article="sta", locale="en", version="v0", how="named")
    rows = (
        Given(**relied.model_dump(), at=NOW, case=CASE),
        Given(
            article="sta",
            locale="en",
            version="v1",
            how="shown",
            at=NOW,
            question="q",
            person=LUCAS.key,
        ),
    )
    made = Correction(
        id="c1", article="sta", text=NASTY, whom="all", by=SOFIE, at=NOW, released=NOW
    )
    told = Progress(correction=made, sent=2, failed=1, waiting=3)
    found = Affected(given=rows, cases=(case(),), progress=(told,))
    sent = SENT.model_copy(update={"correction": "c1", "relies": (relied,)})
    question = Question(id="q", person=LUCAS, text=NASTY, topic="sta", article="sta", at=NOW)
    command = c.CorrectAsked(question="q", correction="c1")
    asked = decided(DESK, command, question=question, correction=made)
    return {
        "affected": _shown(c.ListAffected(article="sta"), found),
        "affected-none": _shown(c.ListAffected(article=NASTY), Affected()),
        "correction-form": _shown(c.OpenCorrection(article="sta"), found),
        "correction-preview": _shown(c.Correct(article="sta", text=NASTY, whom="all"), found),
        "answer-recalled": answer_message(VOICE, case(Status.CLOSED, entries=(sent,)), sent),
        "asked-recalled": deliveries(asked)[0].message,
    }
