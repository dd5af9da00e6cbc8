"""What researchers do with their own cases."""

from dataclasses import replace
from datetime import timedelta

from core.decide import rating
from core.decide.answering.answer import start_buttons
from core.decide.cards import requester_buttons, requester_status
from core.decide.casework.resuming import resumed
from core.decide.casework.showing import into_staff
from core.decide.casework.telling import told
from core.decide.crossing import carried, planned
from core.decide.doubled import opened_from
from core.decide.evidence import exporting, verifying
from core.decide.files import file_facts
from core.decide.intake import LONGEST_FIELD, new_case
from core.decide.overview.queueing import queue_buttons, queue_text, queues
from core.decide.own_view import case_view
from core.decide.scene import Scene
from core.decide.thanks import are_mere_thanks, are_thanks
from core.decide.timing.due import due_text
from core.decide.versions import came_before
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, EntryKind, Status
from core.values.command import OpenReply, Reopen, Reply, Say, ShowCase
from core.values.decision import Decision
from core.values.message import Button, Fact, Field, FieldKind, Form, Message

REOPEN_WITHIN = timedelta(days=30)
ENDS = (EntryKind.CLOSED, EntryKind.WITHDRAWN)


def by_requester(scene: Scene, case: Case, command: c.OfCase) -> Decision:
    """What a person may do with an own case."""
    match command:
        case c.ShowCase():
            return show_case(scene, case)
        case c.OpenReply():
            return open_reply(scene, case, command)
        case c.Reply():
            return reply(scene, case, command)
        case c.AddAsked():
            return add_asked(scene, case)
        case c.Withdraw():
            return withdraw(scene, case)
        case c.Reopen():
            return reopen(scene, case, command)
        case c.ExportRecord():
            return exporting.export(scene, case)
        case c.Verify():
            return verifying.verify(scene, case, command)
        case c.OpenRate():
            return rating.open_rate(scene, case, command)
        case c.Rate():
            return rating.rate(scene, case, command)
        case _:
            return told(scene, "refused.staff_only")


def list_cases(scene: Scene) -> Decision:
    return Decision(reply=_my_cases(scene))


def home(scene: Scene) -> Decision:
    """The desk's own page: what waits for staff, what to do here, and my cases."""
    mine, work = _my_cases(scene), scene.found.work
    own = "\n\n".join((f"**{mine.title}**", mine.text))
    parts = [scene.voice.tell("home.text"), own]
    buttons = (*start_buttons(scene), *mine.buttons)
    if work and queues(scene):
        parts = [f"**{scene.voice.say('queue.title')}**", queue_text(scene), own]
        buttons = (*queue_buttons(scene.voice, work), *buttons)
    return Decision(
        reply=mine.model_copy(
            update={
                "title": scene.voice.say("home.title"),
                "text": "\n\n".join(parts),
                "buttons": buttons,
            }
        )
    )


def _my_cases(scene: Scene) -> Message:
    voice = scene.voice
    mine = scene.found.mine
    return Message(
        title=voice.say("cases.title"),
        text=voice.tell("cases.some" if mine else "cases.none"),
        facts=tuple(
            Fact(
                label=f"{case.id} · {requester_status(voice, case)}",
                value=_line(voice, case),
            )
            for case in mine
        ),
        buttons=tuple(Button(label=case.id, command=ShowCase(case=case.id)) for case in mine),
    )


def _line(voice: Voice, case: Case) -> str:
    """Of what is over or answered nothing is due any more."""
    opened = voice.moment(case.opened_at)
    if case.is_over or case.status is Status.ANSWERED:
        return voice.say("cases.over", opened=opened)
    if case.status is Status.WAITING:
        return voice.say("cases.waiting", opened=opened, due=due_text(voice, case))
    return voice.say("cases.line", opened=opened, due=due_text(voice, case))


def show_case(scene: Scene, case: Case) -> Decision:
    return Decision(reply=case_view(scene.voice, case))


def open_reply(scene: Scene, case: Case, command: OpenReply) -> Decision:
    say = scene.voice.say
    field = Field(
        id="text", label=say("reply_form.field"), kind=FieldKind.TEXT, max_length=LONGEST_FIELD
    )
    return Decision(
        reply=Message(
            title=say("reply_form.title", case=case.id),
            text=scene.voice.tell("reply_form.text"),
            form=Form(
                fields=(field,),
                submit=say("reply_form.submit"),
                cancel=say("form.cancel"),
                command={"do": "reply", "case": case.id},
            ),
        )
    )


def reply(scene: Scene, case: Case, said: Reply | Say) -> Decision:
    """More from the requester; passed on also when the case is over, with a way to reopen it."""
    more = said if isinstance(said, Say) else Say(text=said.text)
    if came_before(case, more.message, scene.person):
        return Decision()
    staff, given = scene.queue(case).staff, scene.turn.files
    files = planned(scene, case.id, given, staff)
    added = scene.said(case, EntryKind.REPLIED, more, files)
    new = added.model_copy(update=_after(scene, case, more.text))
    key = "reply.to_closed" if case.is_over else "reply.passed_on"
    word = told(scene, key, case=case.id).reply
    assert word is not None
    mailbox = scene.queue(case).mailbox
    told_of = file_facts(scene.voice, files, "sender", mailbox=mailbox, case=case.id)
    shown = {"buttons": requester_buttons(scene.voice, case), "facts": told_of}
    reply = new.entries[-1]
    return Decision(
        reply=word.model_copy(update=shown),
        case=new,
        effects=(
            *into_staff(scene, new, "replied", reply),
            *carried(scene, new, reply, given, staff, "card"),
        ),
    )


def add_asked(scene: Scene, case: Case) -> Decision:
    """What was asked once more becomes information to the open case, once."""
    kept = scene.found.kept
    if kept is None:
        return told(scene, "double.gone")
    since = (e for e in case.entries if e.kind is EntryKind.REPLIED and e.at >= kept.at)
    if any(entry.text == kept.text for entry in since):
        return told(scene, "double.added_already", case=case.id)
    with_files = scene.turn.model_copy(update={"files": kept.files})
    return reply(replace(scene, turn=with_files), case, Reply(case=case.id, text=kept.text))


def open_kept(scene: Scene) -> Decision:
    """The person wants a case of its own all the same; once, however often they press."""
    kept = scene.found.kept
    if kept is None or kept.form is None:
        return told(scene, "double.gone")
    there = opened_from(scene, kept)
    if there:
        return told(scene, "double.opened_already", case=there.id)
    return new_case(scene, kept.form, kept.mailbox)


def _after(scene: Scene, case: Case, text: str) -> dict[str, object]:
    """More from the requester is work again; thanks change nothing."""
    thanks = are_mere_thanks if case.status is Status.WAITING else are_thanks
    if not scene.turn.files and thanks(scene.pack, case, text):
        return {}
    return resumed(scene, case)


def withdraw(scene: Scene, case: Case) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=requester_status(scene.voice, case))
    new = scene.changed(
        case,
        EntryKind.WITHDRAWN,
        status=Status.WITHDRAWN,
        assignee=None,
        waiting_since=None,
        snoozed_until=None,
    )
    effects = into_staff(scene, new, "withdrawn", new.entries[-1])
    return told(scene, "case.withdrawn", case=case.id).model_copy(
        update={"case": new, "effects": effects}
    )


def reopen(scene: Scene, case: Case, command: Reopen) -> Decision:
    if not case.is_over:
        return told(scene, "refused.not_closed", status=requester_status(scene.voice, case))
    ended = [entry.at for entry in case.entries if entry.kind in ENDS]
    if ended and scene.today - scene.voice.local(ended[-1]).date() > REOPEN_WITHIN:
        return told(scene, "refused.too_late", days=REOPEN_WITHIN.days)
    new = scene.reopened(case, command.because)
    effects = into_staff(scene, new, "reopened", new.entries[-1])
    return told(scene, "case.reopened", case=case.id).model_copy(
        update={"case": new, "effects": effects}
    )
