"""What researchers do with their own cases."""

import re
from datetime import timedelta

from core.decide import rating
from core.decide.answering.answer import start_buttons
from core.decide.cards import requester_buttons, requester_status
from core.decide.casework.showing import into_staff
from core.decide.casework.telling import told
from core.decide.crossing import carried, planned
from core.decide.evidence import exporting, verifying
from core.decide.files import file_facts
from core.decide.intake import LONGEST_FIELD
from core.decide.overview.queueing import queue_buttons, queue_text, queues
from core.decide.own_view import case_view
from core.decide.scene import Scene
from core.decide.timing.due import due_text, stopped
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
    """Of what is over nothing is due any more."""
    opened = voice.moment(case.opened_at)
    if case.is_over:
        return voice.say("cases.over", opened=opened)
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


def _after(scene: Scene, case: Case, text: str) -> dict[str, object]:
    """More from the requester is work again, with a due time of its own, or the clock that stood
    still goes on; thanks change nothing."""
    back = Status.CLAIMED if case.assignee else Status.OPEN
    if _is_thanks(scene, text):
        return {}
    match case.status:
        case Status.WAITING:
            since = case.waiting_since or scene.now
            later = stopped(case, since, scene.now, scene.clock(case))
            gone_on = {"due_at": later.at, "promise": later.promise}
            return {"status": back, "waiting_since": None, **gone_on}
        case Status.ANSWERED:
            again = scene.promised_again(case)
            return {"status": back, "due_at": again.at, "promise": again.promise}
        case Status.SNOOZED:
            return {"status": back, "snoozed_until": None}
        case _:
            return {}


def _is_thanks(scene: Scene, text: str) -> bool:
    said = set(re.findall(r"\w+", text.lower()))
    return bool(said) and said <= set(scene.voice.say("reply.thanks").split())


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
    if ended and scene.now - ended[-1] > REOPEN_WITHIN:
        return told(scene, "refused.too_late", days=REOPEN_WITHIN.days)
    new = scene.reopened(case, command.because)
    effects = into_staff(scene, new, "reopened", new.entries[-1])
    return told(scene, "case.reopened", case=case.id).model_copy(
        update={"case": new, "effects": effects}
    )
