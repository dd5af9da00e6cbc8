"""A case as messages: the staff card, the requester's view, receipts and mails.

What the requester sees is made here from `ASKED`, `SENT` and `REPLIED` entries only.
"""

from core.decide.crossing import draft_files
from core.decide.files import as_they_are, file_facts
from core.decide.rated import own_rating, rate_buttons, rating
from core.decide.scene import Scene
from core.decide.shown import delivery_state, entry_facts, file_states, quoted
from core.decide.timing.due import due_text
from core.decide.versions import last_change, question, standing
from core.decide.voice import Voice
from core.decide.ways import hint, notice_footer, receipt_footer, receipt_text
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import (
    Alike,
    Claim,
    Command,
    KeepInternal,
    OpenAnswer,
    OpenAskMore,
    OpenClose,
    OpenMore,
    OpenReopen,
    OpenReply,
    Preview,
    Recall,
    Release,
    Reopen,
    SendDraft,
    ShowCase,
    Then,
    Wake,
    Why,
)
from core.values.message import Button, Fact, Message, Quote
from core.values.rich_text import as_shown

_LAST_SHOWN = 5


def staff_card(scene: Scene, case: Case) -> Message:
    """The one card of the case in its staff conversation, in its present state."""
    voice = scene.staff_voice
    return Message(
        title=voice.say("card.title", case=case.id, status=status(voice, case)),
        quote=Quote(text=question(case), by=case.requester.name),
        facts=(*_staff_facts(scene, case), *_question_files(scene, case)),
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


def requester_status(voice: Voice, case: Case) -> str:
    """That staff put a case off is their own matter."""
    if case.status is Status.SNOOZED:
        return voice.say("status.claimed" if case.assignee else "status.open")
    if case.status is Status.WAITING:
        return voice.say("status.waiting_for_you")
    return voice.say(f"status.{case.status}")


def _staff_facts(scene: Scene, case: Case) -> tuple[Fact, ...]:
    voice = scene.staff_voice
    facts = {
        "card.from": case.requester.name,
        "card.organisation": case.organisation,
        "card.workspace": scene.home(case.requester),
        "card.queue": case.queue,
        "card.topic": voice.say(f"topic.{case.topic}"),
        "card.product": voice.say(f"product.{case.product}") if case.product else "",
        "card.stage": voice.say(f"stage.{case.stage}") if case.stage else "",
        "card.urgency": voice.say(f"urgency.{case.urgency}") if case.urgency else "",
        "card.due": due_text(voice, case),
        "card.snoozed": voice.moment(case.snoozed_until) if case.snoozed_until else "",
        "card.assignee": case.assignee.name if case.assignee else "",
        "card.linked": ", ".join((*case.duplicates, *filter(None, (case.duplicate_of,)))),
        "card.experts": ", ".join(expert.name for expert in case.experts),
        "card.opened_by": case.opened_by.name if case.opened_by else "",
        "card.hold": _hold(voice, case),
        "card.rating": rating(voice, case),
        "card.why": case.why[-1] if case.why else "",
        "card.language": voice.say(f"language.{voice.pack.locale(case.locale)}"),
    }
    told = tuple(Fact(label=voice.say(key), value=value) for key, value in facts.items() if value)
    return told + _delivery_facts(voice, case)


def _hold(voice: Voice, case: Case) -> str:
    if case.hold is None:
        return ""
    return voice.say("card.held", when=voice.moment(case.hold.since), because=case.hold.because)


def _question_files(scene: Scene, case: Case) -> tuple[Fact, ...]:
    files = as_they_are(case, case.entries[0]) if case.entries else ()
    return file_facts(scene.staff_voice, files, "staff")


def _delivery_facts(voice: Voice, case: Case) -> tuple[Fact, ...]:
    """The receipt and each answer with what became of it on its way to the requester."""
    told = [e for e in case.entries if e.kind in (EntryKind.ASKED, EntryKind.SENT)]
    names = {EntryKind.ASKED: "card.receipt", EntryKind.SENT: "card.answer"}
    return tuple(
        Fact(
            label=voice.say(names[entry.kind], number=number),
            value="; ".join((delivery_state(voice, case, entry), *file_states(voice, case, entry))),
        )
        for number, entry in list(enumerate(told))[-_LAST_SHOWN:]
    )


def _staff_buttons(scene: Scene, case: Case) -> tuple[Button, ...]:
    def button(key: str, command: Command, style: str | None = None, **values: str) -> Button:
        label = scene.staff_voice.say(f"button.{key}", **values)
        return Button.model_validate({"label": label, "command": command, "style": style})

    id = case.id
    if case.status is Status.WITHDRAWN:
        return ()
    if case.status is Status.CLOSED:
        return (button("reopen", OpenReopen(case=id)), button("more", OpenMore(case=id)))
    own = button("release", Release(case=id))
    if case.assignee is None:
        own = button("claim", Claim(case=id), "primary")
    held = _held(case)
    recall = () if held is None else (button("recall", Recall(case=id, entry=held), "danger"),)
    wake = (button("wake", Wake(case=id)),) if case.status is Status.SNOOZED else ()
    return (
        *recall,
        own,
        button("answer", OpenAnswer(case=id), "primary" if case.assignee else None),
        button("ask_more", OpenAskMore(case=id)),
        *wake,
        button("close", OpenClose(case=id)),
        button("why", Why(case=id)),
        button("similar", Alike(case=id)),
        button("more", OpenMore(case=id)),
    )


def _held(case: Case) -> int | None:
    """The number of the newest text that can still be recalled."""
    held = [
        entry.number
        for entry in case.entries
        if entry.kind is EntryKind.HELD
        and not case.about(entry.number, EntryKind.SENT, EntryKind.RECALLED)
    ]
    return held[-1] if held else None


def draft_offer(scene: Scene, case: Case, draft: Entry) -> Message:
    """Nothing has been sent; the choice is the act of sending."""
    voice, id, entry = scene.staff_voice, case.id, draft.number

    def button(key: str, command: Command, style: str | None = None) -> Button:
        given = {"label": voice.say(f"draft.{key}"), "command": command, "style": style}
        return Button.model_validate(given)

    to = Fact(label=voice.say("draft.to"), value=addressees(scene, case))
    return Message(
        title=voice.say("draft.title"),
        text=voice.tell("draft.text", case=case.id),
        quote=Quote(text=draft.text, rich=as_shown(draft.text, draft.rich, live=True)),
        facts=(to, *draft_files(scene, case, draft)),
        buttons=(
            button("send", SendDraft(case=id, entry=entry), "primary"),
            button("send_question", SendDraft(case=id, entry=entry, then=Then.WAITING)),
            button("preview", Preview(case=id, entry=entry)),
            button("keep", KeepInternal(case=id, entry=entry)),
        ),
    )


def addressees(scene: Scene, case: Case) -> str:
    """Everybody who gets what is sent now: the requester, and those of linked cases."""
    linked = (each for each in scene.found.linked if not each.is_over)
    return "; ".join(addressee(scene, each) for each in (case, *linked))


def addressee(scene: Scene, case: Case) -> str:
    """Who gets the answers: name, organisation, workspace."""
    told = (case.requester.name, case.organisation, scene.home(case.requester))
    return ", ".join(filter(None, told))


def receipt(voice: Voice, case: Case) -> Message:
    return Message(
        title=voice.say("receipt.title", case=case.id),
        text=receipt_text(voice, case, due_text(voice, case)),
        quote=Quote(text=question(case)),
        facts=file_facts(
            voice, case.entries[0].files if case.entries else (), "asker", case=case.id
        ),
        buttons=requester_buttons(voice, case),
        footer=receipt_footer(voice, case),
        summary=voice.say("receipt.summary", case=case.id, due=due_text(voice, case)),
    )


def answer_message(voice: Voice, case: Case, sent: Entry, *, asks: bool = False) -> Message:
    """A sent answer as the requester gets it: dated, from the office, never from a draft; as it
    stands when it was changed since. What `asks` for more says that the clock stands still."""
    assert sent.kind is EntryKind.SENT, "only what was sent may reach the requester"
    asks = asks or bool(case.about(sent.number, EntryKind.WAITING))
    now, change = standing(case, sent), last_change(case, sent)
    if now is None:
        return _withdrawn_answer(voice, case, sent)
    footer = f"{voice.say('answer.footer', when=voice.moment(sent.at))} {hint(voice, case)}"
    if change:
        footer = f"{voice.say('answer.corrected', when=voice.moment(change.at))} {footer}"
    return Message(
        title=voice.say(f"answer.{_sort(sent, asks=asks)}", case=case.id),
        text=voice.tell("answer.clock_stops") if asks else "",
        quote=Quote(
            text=now.text, by=voice.say("answer.by"), rich=as_shown(now.text, now.rich, live=True)
        ),
        facts=(*_own_files(voice, case, sent), *own_rating(voice, case, sent)),
        buttons=(
            *requester_buttons(voice, case),
            *(() if asks else rate_buttons(voice, case, sent.number)),
        ),
        footer=footer,
        summary=voice.say("answer.summary", case=case.id),
    )


def _own_files(voice: Voice, case: Case, sent: Entry) -> tuple[Fact, ...]:
    return file_facts(voice, as_they_are(case, sent), "requester")


def _sort(sent: Entry, *, asks: bool) -> str:
    if sent.correction:
        return "recalled"
    return "asks" if asks else "title"


def _withdrawn_answer(voice: Voice, case: Case, sent: Entry) -> Message:
    """What stands where an answer stood that the office took back."""
    change = last_change(case, sent)
    return Message(
        title=voice.say("answer.withdrawn_title", case=case.id),
        text=voice.tell(
            "answer.withdrawn",
            sent=voice.moment(sent.at),
            when=voice.moment(change.at if change else sent.at),
        ),
        buttons=requester_buttons(voice, case),
    )


def answer_slot(sent: Entry) -> str:
    """By what name the message of an answer is found again, to change it."""
    return f"answer-{sent.number}"


def requester_buttons(voice: Voice, case: Case) -> tuple[Button, ...]:
    show = Button(label=voice.say("button.show"), command=ShowCase(case=case.id))
    if case.is_over:
        return (show, Button(label=voice.say("button.reopen"), command=Reopen(case=case.id)))
    return (Button(label=voice.say("button.reply"), command=OpenReply(case=case.id)), show)


def notice(voice: Voice, case: Case, key: str, **values: object) -> Message:
    """A short word to the requester about what happened to the case."""
    return Message(
        title=voice.say(f"{key}_title", case=case.id),
        text=voice.tell(key, case=case.id, **values),
        buttons=requester_buttons(voice, case),
        footer=notice_footer(voice, case),
    )


def thread_note(voice: Voice, case: Case, key: str, entry: Entry) -> Message:
    """What happened, told in the staff thread, with the words that were sent or received."""
    names = {"name": entry.by.name if entry.by else "", "to": entry.to.name if entry.to else ""}
    return Message(
        title=voice.say(key, case=case.id, **names),
        quote=quoted(entry),
        facts=entry_facts(voice, case, entry),
    )


def mail(scene: Scene, case: Case, key: str, entry: Entry | None = None) -> Message:
    """A mail to the queue's mailbox; its title is the subject and holds no text of people."""
    voice = scene.staff_voice
    asked = Quote(text=question(case), by=case.requester.name)
    return Message(
        title=voice.say("mail.subject", case=case.id, what=voice.say(f"mail.{key}")),
        text=voice.tell(f"mail.{key}_text", case=case.id),
        quote=(quoted(entry) or Quote(text="")) if entry else asked,
        facts=(*(entry_facts(voice, case, entry) if entry else ()), *_staff_facts(scene, case)),
        footer=voice.say("mail.footer"),
    )
