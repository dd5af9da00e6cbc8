"""A case as messages: the staff card, the requester's view, receipts and mails.

What the requester sees is made here from `ASKED`, `SENT` and `REPLIED` entries only.
"""

from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import (
    Claim,
    Command,
    KeepInternal,
    OpenAnswer,
    OpenClose,
    OpenReply,
    Release,
    Reopen,
    Reroute,
    SendDraft,
    ShowCase,
    Withdraw,
)
from core.values.message import Button, Fact, Message, Quote

VISIBLE = (EntryKind.SENT, EntryKind.REPLIED)
_LAST_SHOWN = 5


def staff_card(scene: Scene, case: Case) -> Message:
    """The one card of the case in its staff conversation, in its present state."""
    voice = scene.staff_voice
    return Message(
        title=voice.say("card.title", case=case.id, status=status(voice, case)),
        quote=Quote(text=case.question, by=case.requester.name),
        facts=_staff_facts(voice, case),
        buttons=_staff_buttons(scene, case),
        footer=voice.say("card.footer"),
        summary=voice.say("card.summary", case=case.id, status=status(voice, case)),
    )


def moved_card(scene: Scene, case: Case) -> Message:
    """What stays of the card where the case was before it was rerouted: no text, no buttons."""
    voice = scene.staff_voice
    return Message(
        title=voice.say("card.title", case=case.id, status=voice.say("card.moved")),
        text=voice.tell("card.moved_to", queue=case.queue, by=scene.person.name),
    )


def status(voice: Voice, case: Case) -> str:
    if case.status is Status.CLAIMED and case.assignee:
        return voice.say("status.claimed_by", name=case.assignee.name)
    if case.status is Status.CLOSED and case.outcome:
        return voice.say("status.closed_as", outcome=voice.say(f"outcome.{case.outcome}"))
    return voice.say(f"status.{case.status}")


def _staff_facts(voice: Voice, case: Case) -> tuple[Fact, ...]:
    facts = {
        "card.from": case.requester.name,
        "card.organisation": case.organisation,
        "card.workspace": f"{case.requester.platform}:{case.requester.tenant}",
        "card.queue": case.queue,
        "card.topic": voice.say(f"topic.{case.topic}"),
        "card.product": voice.say(f"product.{case.product}") if case.product else "",
        "card.stage": voice.say(f"stage.{case.stage}") if case.stage else "",
        "card.urgency": voice.say(f"urgency.{case.urgency}") if case.urgency else "",
        "card.due": case.due_why,
        "card.why": "; ".join(case.why),
    }
    told = tuple(Fact(label=voice.say(key), value=value) for key, value in facts.items() if value)
    return told + _delivery_facts(voice, case)


def _delivery_facts(voice: Voice, case: Case) -> tuple[Fact, ...]:
    """The receipt and each answer with what became of it on its way to the requester."""
    told = [e for e in case.entries if e.kind in (EntryKind.ASKED, EntryKind.SENT)]
    names = {EntryKind.ASKED: "card.receipt", EntryKind.SENT: "card.answer"}
    return tuple(
        Fact(
            label=voice.say(names[entry.kind], number=number),
            value=delivery_state(voice, case, entry),
        )
        for number, entry in list(enumerate(told))[-_LAST_SHOWN:]
    )


def delivery_state(voice: Voice, case: Case, entry: Entry) -> str:
    reports = case.about(entry.number, EntryKind.DELIVERED, EntryKind.FAILED)
    if not reports:
        return voice.say("delivery.pending")
    last = reports[-1]
    key = "delivery.sent" if last.kind is EntryKind.DELIVERED else "delivery.failed"
    return voice.say(key, when=voice.moment(last.at), why=last.text)


def _staff_buttons(scene: Scene, case: Case) -> tuple[Button, ...]:
    def button(key: str, command: Command, style: str | None = None, **values: str) -> Button:
        label = scene.staff_voice.say(f"button.{key}", **values)
        return Button.model_validate({"label": label, "command": command, "style": style})

    if case.status is Status.WITHDRAWN:
        return ()
    if case.status is Status.CLOSED:
        return (button("reopen", Reopen(case=case.id)),)
    own = (
        button("release", Release(case=case.id))
        if case.assignee
        else button("claim", Claim(case=case.id), "primary")
    )
    moves = tuple(
        button("reroute", Reroute(case=case.id, queue=name), queue=name)
        for name in scene.routing.queues
        if name != case.queue
    )
    answer = button("answer", OpenAnswer(case=case.id), "primary" if case.assignee else None)
    return (own, answer, *moves, button("close", OpenClose(case=case.id)))


def draft_offer(scene: Scene, case: Case, draft: Entry) -> Message:
    """Nothing has been sent; the choice is the act of sending."""
    voice = scene.staff_voice
    return Message(
        title=voice.say("draft.title"),
        text=voice.tell("draft.text", case=case.id),
        quote=Quote(text=draft.text),
        facts=(Fact(label=voice.say("draft.to"), value=addressee(case)),),
        buttons=(
            Button(
                label=voice.say("draft.send"),
                command=SendDraft(case=case.id, entry=draft.number),
                style="primary",
            ),
            Button(
                label=voice.say("draft.keep"),
                command=KeepInternal(case=case.id, entry=draft.number),
            ),
        ),
    )


def addressee(case: Case) -> str:
    """Who gets the answers: name, organisation, workspace."""
    where = f"{case.requester.platform}:{case.requester.tenant}"
    return ", ".join(filter(None, (case.requester.name, case.organisation, where)))


def receipt(voice: Voice, case: Case) -> Message:
    return Message(
        title=voice.say("receipt.title", case=case.id),
        text=voice.tell("receipt.text", case=case.id, due=case.due_why),
        quote=Quote(text=case.question),
        buttons=requester_buttons(voice, case),
        footer=voice.say("receipt.footer"),
        summary=voice.say("receipt.summary", case=case.id, due=case.due_why),
    )


def answer_message(voice: Voice, case: Case, sent: Entry) -> Message:
    """A sent answer as the requester gets it: dated, from the office, never from a draft."""
    assert sent.kind is EntryKind.SENT, "only what was sent may reach the requester"
    return Message(
        title=voice.say("answer.title", case=case.id),
        quote=Quote(text=sent.text, by=voice.say("answer.by")),
        buttons=requester_buttons(voice, case),
        footer=voice.say("answer.footer", when=voice.moment(sent.at)),
        summary=voice.say("answer.summary", case=case.id),
    )


def requester_buttons(voice: Voice, case: Case) -> tuple[Button, ...]:
    show = Button(label=voice.say("button.show"), command=ShowCase(case=case.id))
    if case.is_over:
        return (show, Button(label=voice.say("button.reopen"), command=Reopen(case=case.id)))
    return (Button(label=voice.say("button.reply"), command=OpenReply(case=case.id)), show)


def case_view(voice: Voice, case: Case) -> Message:
    """The requester's own view: state, due time, and what was said in both directions."""
    seen = [entry for entry in case.entries if entry.kind in VISIBLE][-_LAST_SHOWN:]
    facts = (
        Fact(label=voice.say("case.status"), value=voice.say(f"status.{case.status}")),
        Fact(label=voice.say("case.opened"), value=voice.moment(case.opened_at)),
        Fact(label=voice.say("card.due"), value=case.due_why),
        *(
            Fact(label=voice.say(f"case.{e.kind}", when=voice.moment(e.at)), value=e.text)
            for e in seen
        ),
    )
    withdraw = Button(
        label=voice.say("button.withdraw"), command=Withdraw(case=case.id), style="danger"
    )
    return Message(
        title=voice.say("case.title", case=case.id),
        quote=Quote(text=case.question),
        facts=facts,
        buttons=requester_buttons(voice, case) + (() if case.is_over else (withdraw,)),
        summary=voice.say("case.summary", case=case.id, status=voice.say(f"status.{case.status}")),
    )


def notice(voice: Voice, case: Case, key: str, **values: object) -> Message:
    """A short word to the requester about what happened to the case."""
    return Message(
        title=voice.say(f"{key}_title", case=case.id),
        text=voice.tell(key, case=case.id, **values),
        buttons=requester_buttons(voice, case),
    )


def thread_note(voice: Voice, case: Case, key: str, entry: Entry) -> Message:
    """What happened, told in the staff thread, with the words that were sent or received."""
    name = entry.by.name if entry.by else ""
    return Message(
        title=voice.say(key, case=case.id, name=name),
        quote=Quote(text=entry.text, by=name) if entry.text else None,
    )


def mail(voice: Voice, case: Case, key: str, entry: Entry | None = None) -> Message:
    """A mail to the queue's mailbox; its title is the subject and holds no text of people."""
    quote = Quote(text=case.question, by=case.requester.name)
    if entry:
        quote = Quote(text=entry.text, by=entry.by.name if entry.by else "")
    return Message(
        title=voice.say("mail.subject", case=case.id, what=voice.say(f"mail.{key}")),
        text=voice.tell(f"mail.{key}_text", case=case.id),
        quote=quote,
        facts=_staff_facts(voice, case),
        footer=voice.say("mail.footer"),
    )
