"""From a question to a case: the form, the case, and everyone who is told at once."""

import re

from core.decide import doubled
from core.decide.cards import mail, notice, receipt, staff_card
from core.decide.crossing import carried, planned
from core.decide.reasons import routed
from core.decide.receipts import at_once
from core.decide.relying import shown_before
from core.decide.scene import Scene
from core.decide.timing.due import due, due_text
from core.decide.timing.working_time import WorkingTime
from core.decide.voice import Voice
from core.values.case import PRODUCTS, Case, Entry, EntryKind, Question, Reliance
from core.values.command import Command, Escalate, OpenEscalation
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.file import File
from core.values.ids import case_id
from core.values.message import Button, Field, FieldKind, Form, Message, Option
from core.values.place import ConversationReference, Person
from core.values.routing import Asked
from core.values.turn import Hears

LONGEST_FIELD = 3000  # characters that one input holds on every platform
_MAILBOX = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z0-9-]{2,60}")
STAGES = ("idea", "nonclinical", "clinical", "marketed")
URGENCIES = ("normal", "deadline")


def open_escalation(scene: Scene, command: OpenEscalation) -> Decision:
    """The form, holding what the person already typed; typed text is kept before it opens."""
    if not may_ask(scene):
        return _not_allowed(scene)
    asked = scene.found.question or _kept(scene, command.text.strip())
    text, topic = (asked.text, asked.topic) if asked else ("", "")
    long = len(text) > LONGEST_FIELD
    return Decision(
        effects=(asked,) if asked and not scene.found.question else (),
        reply=Message(
            title=scene.voice.say("form.title"),
            text=scene.voice.tell("form.long" if long else "form.text", length=len(text)),
            buttons=form_opener(scene, OpenEscalation(question=asked.id if asked else "")),
            form=Form(
                fields=_fields(scene, text[:LONGEST_FIELD], topic),
                submit=scene.voice.say("form.submit"),
                cancel=scene.voice.say("form.cancel"),
                command={"do": "escalate", "asked": asked.id if asked else ""},
            ),
        ),
    )


def form_opener(scene: Scene, command: Command) -> tuple[Button, ...]:
    """Where the form comes as a message, some platforms need a click to open it."""
    if scene.turn.hears is Hears.AT_ONCE:
        return ()
    return (Button(label=scene.voice.say("form.open"), command=command, style="primary"),)


def _kept(scene: Scene, text: str) -> Question | None:
    if not text:
        return None
    triage = scene.found.triage
    return Question(
        id=scene.new_id(),
        person=scene.person,
        text=text,
        topic=triage.topic if triage else "",
        article=None,
        queue=triage.queue if triage else None,
        why=triage.why if triage else (),
        language=triage.language if triage and triage.sure_of_language else "",
        at=scene.now,
        message=scene.turn.place_of_message,
        files=scene.turn.files,
    )


def _fields(scene: Scene, text: str, topic: str) -> tuple[Field, ...]:
    say = scene.voice.say

    def choice(
        id: str, values: tuple[str, ...], initial: str = "", *, optional: bool = True
    ) -> Field:
        options = tuple(Option(value=v, label=say(f"{id}.{v}")) for v in values)
        return Field(
            id=id,
            label=say(f"form.{id}"),
            kind=FieldKind.CHOICE,
            options=options,
            initial=initial if initial in values else "",
            optional=optional,
        )

    return (
        Field(
            id="question",
            label=say("form.question"),
            kind=FieldKind.TEXT,
            hint=say("form.question_hint"),
            initial=text,
            max_length=LONGEST_FIELD,
        ),
        choice("topic", scene.pack.topics, topic, optional=False),
        Field(
            id="organisation",
            label=say("form.organisation"),
            kind=FieldKind.LINE,
            optional=True,
            max_length=200,
        ),
        choice("product", PRODUCTS),
        choice("stage", STAGES),
        choice("urgency", URGENCIES, "normal"),
        Field(
            id="consent",
            label=say("form.consent"),
            kind=FieldKind.CONSENT,
            options=(Option(value="yes", label=say("form.consent_yes")),),
            hint=say("form.consent_hint"),
        ),
        Field(
            id="by_mail",
            label=say("form.by_mail"),
            kind=FieldKind.CONSENT,
            options=(Option(value="yes", label=say("form.by_mail_yes")),),
            hint=say("form.by_mail_hint"),
            optional=True,
        ),
    )


def may_ask(scene: Scene) -> bool:
    """As the person's university decided."""
    own = scene.found.workspace
    return own.asks == "everyone" or (own.asks == "listed" and scene.person.key in own.people)


def _not_allowed(scene: Scene) -> Decision:
    contact = scene.found.workspace.contact or "-"
    word = Message(
        title=scene.voice.say("refused.may_not_ask_title"),
        text=scene.voice.tell("refused.may_not_ask", contact=contact),
    )
    return Decision(reply=word, refused="refused.may_not_ask")


def _in_copy(scene: Scene, case: Case) -> tuple[Delivery, ...]:
    """The university's own contact learns that there is a case, never what was asked."""
    contact = scene.found.workspace.contact
    if not contact:
        return ()
    word = notice(scene.voice, case, "case.in_copy", due=case.due_why)
    letter = word.model_copy(update={"buttons": ()})
    return (scene.post(ConversationReference.mailbox(contact), letter, case),)


def escalate(scene: Scene, command: Escalate) -> Decision:
    """A new case, its card, its mail and its receipt, all on record together; where an open one
    asks the same, the choice."""
    text, mailbox = _whole(scene, command), _mailbox(scene, command)
    twin = doubled.twin(scene, text) if may_ask(scene) else None
    if twin:
        return doubled.offered(scene, twin, command, text, mailbox)
    return new_case(scene, command, mailbox)


def new_case(scene: Scene, command: Escalate, mailbox: str) -> Decision:
    """Whatever else the person has asked. `mailbox` is the own address, where it may be kept."""
    if not may_ask(scene):
        return _not_allowed(scene)
    person = scene.person
    asked = scene.found.question
    case = opened(
        scene,
        files=asked.files if asked else (),
        relies=shown_before(scene.pack, asked, scene.voice.locale),
        mailbox=mailbox,
        kept=scene.found.kept.id if scene.found.kept else "",
        asked_in=asked.message if asked and command.question == asked.text else "",
        question=_whole(scene, command),
        topic=command.topic,
        requester=person,
        origin=person.direct,
        locale=scene.voice.locale,
        organisation=command.organisation,
        product=command.product if command.product in PRODUCTS else "",
        stage=command.stage if command.stage in STAGES else "",
        urgency=command.urgency if command.urgency in URGENCIES else "",
    )
    done = receipt_and_staff(scene, case)
    staff = scene.queue(case).staff
    along = carried(scene, case, case.entries[0], asked.files if asked else (), staff, "card")
    return done.model_copy(update={"effects": (*done.effects, *along)})


def receipt_and_staff(scene: Scene, case: Case) -> Decision:
    """Everybody who is told of a new case; the receipt is in the requester's language."""
    voice = scene.voice_for(case)
    shown = receipt(voice, case)
    return Decision(
        reply=at_once(scene, shown, voice.tell("receipt.below")),
        case=case,
        effects=(
            scene.post(case.origin, shown, case, slot="receipt", reports=1, confirms=True),
            *tell_staff(scene, case),
            *_in_copy(scene, case),
        ),
    )


def opened(
    scene: Scene,
    *,
    question: str,
    topic: str,
    requester: Person,
    origin: ConversationReference,
    locale: str,
    files: tuple[File, ...] = (),
    relies: tuple[Reliance, ...] = (),
    **more: object,
) -> Case:
    """A new case in the queue that routing names, with its promise."""
    voice = Voice(scene.pack, scene.pack.locale(locale))
    topic = topic if topic in scene.pack.topics else "contact"
    asked = Asked(
        topic=topic,
        workspace=requester.workspace,
        locale=voice.locale,
        product=str(more.get("product", "")),
        text=question,
        matching=scene.found.matching,
    )
    name, why = routed(scene, asked)
    queue = scene.routing.queues[name]
    promise = due(scene.now, queue.respond_within, WorkingTime.of(queue, scene.pack.calendar))
    id = case_id(scene.new_id())
    case = Case.model_validate(
        {
            "id": id,
            "version": 1,
            "queue": name,
            "requester": requester,
            "origin": origin,
            "question": question,
            "topic": topic,
            "locale": voice.locale,
            "why": why,
            "opened_at": scene.now,
            "due_at": promise.at,
            "due_why": "",
            "promise": promise.promise,
            "entries": (
                Entry(
                    number=1,
                    kind=EntryKind.ASKED,
                    at=scene.now,
                    by=scene.person,
                    files=planned(scene, id, files, queue.staff),
                    relies=relies,
                ),
            ),
            **more,
        }
    )
    return case.model_copy(update={"due_why": due_text(voice, case)})


def _mailbox(scene: Scene, command: Escalate) -> str:
    """The person's own address as the platform knows it, kept only where the form says so."""
    given = scene.turn.mailbox.strip()
    return given if command.by_mail and _MAILBOX.fullmatch(given) else ""


def _whole(scene: Scene, command: Escalate) -> str:
    """The question in full: a text too long for the form was kept when it was asked."""
    asked = scene.found.question
    if asked is None or len(asked.text) <= LONGEST_FIELD:
        return command.question
    if command.question.strip() == asked.text[:LONGEST_FIELD].strip():
        return asked.text
    return f"{command.question}\n\n{asked.text}"


def tell_staff(scene: Scene, case: Case, key: str = "opened") -> tuple[Delivery, ...]:
    """The card in the staff conversation and the mail to the mailbox of the case's queue."""
    queue = scene.queue(case)
    mailbox = ConversationReference.mailbox(queue.mailbox)
    letter = scene.post(mailbox, mail(scene, case, key), case, slot="mail", under="mail", reports=1)
    if queue.staff is None:
        return (letter,)
    card = scene.post(queue.staff, staff_card(scene, case), case, slot="card", reports=1)
    return (card, letter)
