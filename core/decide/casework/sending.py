"""The act of sending: what happens to a text between its writing and its leaving.

A text passes the guard, a second reader where the queue wants one, and the time in which it can be
recalled.
"""

from datetime import timedelta

from core.decide.cards import addressees, answer_message, status
from core.decide.casework import guarding
from core.decide.casework.correcting import corrected, says_it_already
from core.decide.casework.filling import choice, form, prose
from core.decide.casework.passing import as_written, held_back, released
from core.decide.casework.showing import posted_in_thread, redraw
from core.decide.casework.telling import told, whispered
from core.decide.scene import Scene
from core.decide.versions import answer_made_of, draft, held_of, is_deleted, latest
from core.values.case import Case, Entry, EntryKind
from core.values.command import (
    Answer,
    KeepInternal,
    OpenAnswer,
    OpenAskMore,
    Preview,
    Recall,
    SendDraft,
    SendHeld,
    Then,
)
from core.values.decision import Decision
from core.values.message import Button, Fact, Message, Quote
from core.values.rich_text import as_shown
from core.values.routing import Queue


def open_answer(scene: Scene, case: Case, command: OpenAnswer) -> Decision:
    return _open(scene, case, "answer_form", Then.ANSWERED)


def open_ask_more(scene: Scene, case: Case, command: OpenAskMore) -> Decision:
    return _open(scene, case, "more_form", Then.WAITING)


def _open(scene: Scene, case: Case, key: str, then: Then) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    say = scene.voice.say
    acts = [("send", say("draft.send")), ("preview", say("draft.preview_first"))]
    made = form(
        scene,
        case,
        key,
        "answer",
        prose(say(f"{key}.field")),
        choice(say("draft.act"), "act", acts, initial="send"),
        to=addressees(case, scene.found.linked),
    )
    return _completing(made, {"then": then.value, "seen": len(case.entries)})


def _completing(made: Decision, more: dict[str, object]) -> Decision:
    assert made.reply is not None
    assert made.reply.form is not None
    command = {**made.reply.form.command, **more}
    filled = made.reply.form.model_copy(update={"command": command})
    return Decision(reply=made.reply.model_copy(update={"form": filled}))


def answer(scene: Scene, case: Case, command: Answer) -> Decision:
    """A text from the form. What is not sent at once is kept as a draft: nothing typed is lost."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    drafted = scene.changed(case, EntryKind.SAID, text=command.text, written={"rich": command.rich})
    draft = drafted.entries[-1]
    overtaken = guarding.overtaken(scene, case, command.seen) if command.seen else ()
    if command.act == "preview" and not overtaken:
        return Decision(case=drafted, reply=preview_message(scene, drafted, draft, command.then))
    odd = (*overtaken, *guarding.findings(scene, case, command.text))
    if odd:
        return Decision(case=drafted, reply=doubts(scene, drafted, draft, command.then, odd))
    return send_new(scene, drafted, draft, command.then)


def send_draft(scene: Scene, case: Case, command: SendDraft) -> Decision:
    """Sending is an act on words that were seen: an older offer does not send newer words. What was
    sent already can be sent again in its newest words, as a correction."""
    first = draft(case, command.entry)
    if first is None or is_deleted(case, first):
        return told(scene, "refused.no_draft")
    newest, sent = latest(case, first), answer_made_of(case, first)
    if is_on_its_way(case, first) and (sent is None or says_it_already(case, sent, newest)):
        return told(scene, "refused.sent_already")
    if newest.number != command.entry:
        return _offered_again(scene, case, newest, command.then)
    if sent:
        return correct(scene, scene.touched(case), newest, sent, sure=command.sure)
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    odd = () if command.sure else _odd(scene, case, newest)
    if odd:
        return Decision(reply=doubts(scene, case, newest, command.then, odd))
    return send_new(scene, scene.touched(case), newest, command.then)


def _odd(scene: Scene, case: Case, words: Entry) -> tuple[guarding.Finding, ...]:
    overtaken = guarding.overtaken(scene, case, words.number)
    return (*overtaken, *guarding.findings(scene, case, words.text))


def _offered_again(scene: Scene, case: Case, newest: Entry, then: Then) -> Decision:
    offer = whispered(scene, case, preview_message(scene, case, newest, then))
    return told(scene, "refused.draft_changed").model_copy(update={"effects": (offer,)})


def correct(scene: Scene, case: Case, words: Entry, sent: Entry, *, sure: bool) -> Decision:
    """The way of a new text, but for the time in which it can be recalled: the old one is there.
    `case` is changed already."""
    odd = () if sure else guarding.findings(scene, case, words.text)
    if odd:
        doubt = doubts(scene, case, words, Then.ANSWERED, odd)
        kept = case if case.entries[-1].number > scene.entries_before(case) else None
        return Decision(case=kept, reply=doubt)
    if _wants_second_reader(scene, case) and words.by and words.by.key == scene.person.key:
        return _proposed(scene, case, words, Then.ANSWERED)
    done = corrected(scene, case, sent, words)
    word = told(scene, "draft.corrected", to=addressees(case, scene.found.linked))
    return done.model_copy(update={"reply": word.reply})


def keep_internal(scene: Scene, case: Case, command: KeepInternal) -> Decision:
    first = draft(case, command.entry)
    if first is not None and is_on_its_way(case, first):
        sent = answer_made_of(case, first)
        if sent is None or says_it_already(case, sent, latest(case, first)):
            return told(scene, "refused.sent_already")
    return told(scene, "draft.kept")


def is_on_its_way(case: Case, first: Entry) -> bool:
    """Sent, or still to be recalled. What was recalled is a draft again."""
    return answer_made_of(case, first) is not None or held_of(case, first) is not None


def preview(scene: Scene, case: Case, command: Preview) -> Decision:
    first = draft(case, command.entry)
    if first is None or is_deleted(case, first):
        return told(scene, "refused.no_draft")
    return Decision(reply=preview_message(scene, case, latest(case, first), command.then))


def preview_message(scene: Scene, case: Case, draft: Entry, then: Then) -> Message:
    """The very message that the requester would get now, with buttons for staff."""
    sent = draft.model_copy(update={"kind": EntryKind.SENT, "at": scene.now})
    shown = answer_message(scene.voice_for(case), case, sent, asks=then is Then.WAITING)
    to = Fact(label=scene.voice.say("draft.to"), value=addressees(case, scene.found.linked))
    return shown.model_copy(
        update={
            "facts": (to, *shown.facts),
            "buttons": choices(scene, case, draft, then),
            "summary": "",
        }
    )


def choices(scene: Scene, case: Case, draft: Entry, then: Then) -> tuple[Button, ...]:
    """Send, keep; the preview is offered where this is not it."""
    key = "draft.send" if then is Then.ANSWERED else "draft.send_question"
    send = SendDraft(case=case.id, entry=draft.number, then=then)
    keep = KeepInternal(case=case.id, entry=draft.number)
    return (
        Button(label=scene.voice.say(key), command=send, style="primary"),
        Button(label=scene.voice.say("draft.keep"), command=keep),
    )


def doubts(
    scene: Scene,
    case: Case,
    draft: Entry,
    then: Then,
    odd: tuple[guarding.Finding, ...],
) -> Message:
    """Asks once more and names what was seen. Nothing has been sent."""
    say = scene.voice.say
    sure = SendDraft(case=case.id, entry=draft.number, then=then, sure=True)
    keep = KeepInternal(case=case.id, entry=draft.number)
    return Message(
        title=say("guard.title"),
        text=scene.voice.tell(f"guard.{_what_is_odd(odd)}"),
        quote=Quote(text=draft.text, rich=as_shown(draft.text, draft.rich, live=True)),
        facts=(
            *(finding_fact(scene, finding) for finding in odd[:10]),
            Fact(label=say("draft.to"), value=addressees(case, scene.found.linked)),
        ),
        buttons=(
            Button(label=say("guard.sure"), command=sure, style="danger"),
            Button(label=say("draft.keep"), command=keep, style="primary"),
        ),
        summary=say("guard.title"),
    )


def _what_is_odd(odd: tuple[guarding.Finding, ...]) -> str:
    return "text_overtaken" if all(finding.sign == "answered" for finding in odd) else "text"


def finding_fact(scene: Scene, finding: guarding.Finding) -> Fact:
    seen = finding.seen
    if finding.known:
        seen = scene.voice.say("guard.instead", seen=seen, known=finding.known)
    return Fact(label=scene.voice.say(f"guard.{finding.sign}"), value=seen)


def send_new(scene: Scene, case: Case, draft: Entry, then: Then) -> Decision:
    """`case` is changed already; what follows belongs to the same change."""
    if _wants_second_reader(scene, case) and draft.by and draft.by.key == scene.person.key:
        return _proposed(scene, case, draft, then)
    seconds = scene.queue(case).recall
    if seconds == 0:
        return _at_once(scene, case, draft, then)
    until = scene.now + timedelta(seconds=seconds)
    new = scene.also(
        case,
        EntryKind.HELD,
        text=draft.text,
        of=draft.number,
        then=then,
        until=until,
        **as_written(draft),
    )
    held = new.entries[-1]
    command = SendHeld(case=case.id, entry=held.number)
    timer = scene.timer(case.id, f"send:{held.number}", command, until, case=case.id)
    return Decision(
        case=new,
        reply=_held_message(scene, new, held, seconds),
        effects=(timer, *redraw(scene, new)),
    )


def _wants_second_reader(scene: Scene, case: Case) -> bool:
    return wants_second_reader(scene.queue(case), case.topic)


def wants_second_reader(queue: Queue, topic: str) -> bool:
    """Whether what is sent on that topic needs another person than who wrote it."""
    wanted = queue.second_reader
    return wanted if isinstance(wanted, bool) else topic in wanted


def _proposed(scene: Scene, case: Case, draft: Entry, then: Then) -> Decision:
    """Somebody else has to press Send; the text waits in the thread, where all staff see it."""
    if case.about(draft.number, EntryKind.PROPOSED):  # it waits in the thread already
        kept = case if case.entries[-1].number > scene.entries_before(case) else None
        return Decision(case=kept, reply=told(scene, "second.asked").reply)
    new = scene.also(case, EntryKind.PROPOSED, of=draft.number)
    voice = scene.staff_voice
    note = preview_message(scene, new, draft, then).model_copy(
        update={"text": voice.tell("second.text", name=scene.person.name)}
    )
    word = told(scene, "second.asked").reply
    return Decision(case=new, reply=word, effects=posted_in_thread(scene, new, note))


def _held_message(scene: Scene, case: Case, held: Entry, seconds: int) -> Message:
    say = scene.voice.say
    values = {"to": addressees(case, scene.found.linked), "seconds": seconds}
    recall = Recall(case=case.id, entry=held.number)
    return Message(
        title=say("held.title"),
        text=scene.voice.tell("held.text", **values),
        buttons=(Button(label=say("button.recall"), command=recall, style="danger"),),
    )


def _at_once(scene: Scene, case: Case, draft: Entry, then: Then) -> Decision:
    """What still waits to be recalled goes first, so that order is kept."""
    last = draft.model_copy(update={"then": then})
    done = released(scene, case, [*held_back(case), last])
    word = told(scene, "draft.sent", to=addressees(case, scene.found.linked))
    return done.model_copy(update={"reply": word.reply})
