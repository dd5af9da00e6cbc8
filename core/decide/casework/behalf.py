"""Staff open a case for somebody who cannot: a phone call, a conversation at the door."""

from core.decide.casework.filling import choice, line, prose
from core.decide.casework.telling import told
from core.decide.intake import form_opener, opened, receipt_and_staff
from core.decide.scene import Scene
from core.values.case import Case
from core.values.command import EscalateFor, OpenBehalf
from core.values.decision import Decision
from core.values.message import Field, FieldKind, Form, Message, Option, Quote
from core.values.place import ConversationReference, Person, Platform


def open_behalf(scene: Scene) -> Decision:
    """Only in a staff conversation, by its staff."""
    if not scene.acts_for:
        return told(scene, scene.may_not_act or "refused.staff_only")
    say = scene.voice.say
    return Decision(
        reply=Message(
            title=say("behalf_form.title"),
            text=scene.voice.tell("behalf_form.text"),
            buttons=form_opener(scene, OpenBehalf()),
            form=Form(
                fields=_fields(scene),
                submit=say("form.submit"),
                cancel=say("form.cancel"),
                command={"do": "escalate_for"},
            ),
        )
    )


def _fields(scene: Scene) -> tuple[Field, ...]:
    say, pack = scene.voice.say, scene.pack
    topics = [(topic, say(f"topic.{topic}")) for topic in pack.topics]
    tongues = [(tongue, say(f"language.{tongue}")) for tongue in pack.locales]
    return (
        line(say("behalf_form.contact"), "contact", hint=say("behalf_form.contact_hint")),
        line(say("behalf_form.name"), "name"),
        prose(say("form.question"), "question", hint=say("form.question_hint")),
        choice(say("form.topic"), "topic", topics),
        line(say("form.organisation"), "organisation", optional=True),
        choice(say("behalf_form.locale"), "locale", tongues, initial=pack.default_locale),
        Field(
            id="consent",
            label=say("form.consent"),
            kind=FieldKind.CONSENT,
            options=(Option(value="yes", label=say("behalf_form.consent_yes")),),
            hint=say("form.consent_hint"),
        ),
    )


def escalate_for(scene: Scene, command: EscalateFor) -> Decision:
    """The answers go to the person who was named, never to who filled the form in."""
    if not scene.acts_for:
        return told(scene, scene.may_not_act or "refused.staff_only")
    who = _named_by_mail(command) if "@" in command.contact else _known(scene)
    if who is None:
        lost = told(scene, "refused.no_contact", contact=command.contact)
        assert lost.reply is not None
        kept = lost.reply.model_copy(update={"quote": Quote(text=command.question)})
        return lost.model_copy(update={"reply": kept})
    requester, origin, locale = who
    case = opened(
        scene,
        question=command.question,
        topic=command.topic,
        requester=requester,
        origin=origin,
        locale=locale,
        organisation=command.organisation,
        opened_by=scene.person,
    )
    done = receipt_and_staff(scene, case)
    word = told(scene, "behalf.done", case=case.id, name=requester.name).reply
    return done.model_copy(update={"reply": word})


Who = tuple[Person, ConversationReference, str]


def _named_by_mail(command: EscalateFor) -> Who:
    address = command.contact.strip()
    person = Person(
        platform=Platform.EMAIL,
        tenant="",
        user=address.lower(),
        name=command.name,
        locale=command.locale,
    )
    return person, ConversationReference.mailbox(address), command.locale


def _known(scene: Scene) -> Who | None:
    """The person of an earlier case that this member of staff may see."""
    earlier: Case | None = scene.found.other
    if earlier is None or not scene.is_staff(earlier):
        return None
    return earlier.requester, earlier.origin, earlier.locale
