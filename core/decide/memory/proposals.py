"""How a proposed article is shown, and where: in the staff conversation of its queue."""

from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, EntryKind
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Button, Fact, Message, Quote
from core.values.proposal import Proposal, Standing


def slot_of(proposal: Proposal) -> str:
    """Names the message that asks who judges it, to be redrawn once somebody did."""
    return f"proposal {proposal.id}"


def answer_changed(case: Case | None, proposal: Proposal) -> bool:
    """Whether an answer of the case was corrected or withdrawn after the proposal was made."""
    if case is None or case.id != proposal.case:
        return False
    later = [entry for entry in case.entries if entry.at > proposal.at]
    sent = {entry.number for entry in case.entries if entry.kind is EntryKind.SENT}
    changes = (EntryKind.EDITED, EntryKind.DELETED)
    return any((e.kind in changes and e.of in sent) or bool(e.correction) for e in later)


def posted(
    scene: Scene,
    proposal: Proposal,
    message: Message,
    slot: str,
    kind: DeliveryKind = DeliveryKind.POST,
) -> tuple[Delivery, ...]:
    """In the staff conversation of the queue, for those who may judge."""
    staff = scene.routing.queues[scene.routing.known(proposal.queue)].staff
    if staff is None:
        return ()
    return (
        Delivery(
            key=scene.new_id(),
            to=staff,
            message=message,
            kind=kind,
            slot=slot,
            internal=True,
            mentions=(proposal.case,) if proposal.case else (),
            due_at=scene.now,
        ),
    )


def shown(voice: Voice, proposal: Proposal) -> Message:
    """Its title says how it stands, and nothing is left to press once it was judged."""
    say, standing = voice.say, proposal.standing
    pending = standing is Standing.PENDING
    named = {
        "proposal.state": say(f"proposal.{standing}"),
        "proposal.name": proposal.title,
        "card.topic": say(f"topic.{proposal.topic}"),
        "proposal.language": say(f"language.{proposal.locale}"),
        "propose.source": proposal.source,
        "propose.address": proposal.address,
        "propose.review_by": voice.day(proposal.review_by),
        "proposal.author": proposal.author.name,
        "proposal.judge": proposal.judged_by.name if proposal.judged_by else "",
        "proposal.because": proposal.because,
        "proposal.case": proposal.case,
    }
    given = {"id": proposal.id, "version": proposal.version}
    approve = Button(
        label=say("proposal.approve"), command=c.ApproveProposal(**given), style="primary"
    )
    reject = Button(label=say("proposal.reject"), command=c.OpenReject(**given), style="danger")
    return Message(
        title=say("proposal.title" if pending else f"proposal.{standing}_title"),
        text=voice.tell("proposal.text" if pending else f"proposal.{standing}_text"),
        quote=Quote(text=proposal.text),
        facts=tuple(Fact(label=say(key), value=value) for key, value in named.items() if value),
        buttons=(approve, reject) if pending else (),
        summary=say("proposal.title"),
    )


def verdict(voice: Voice, proposal: Proposal) -> Message:
    """Platforms redraw without a sound: this tells who proposed it, without the text once more."""
    say, judge = voice.say, proposal.judged_by
    named = {
        "proposal.name": proposal.title,
        "proposal.author": proposal.author.name,
        "proposal.judge": judge.name if judge else "",
        "proposal.because": proposal.because,
    }
    show = Button(label=say("proposal.show"), command=c.ShowProposal(id=proposal.id))
    return Message(
        title=say(f"proposal.{proposal.standing}_title"),
        text=voice.tell(f"proposal.{proposal.standing}_text"),
        facts=tuple(Fact(label=say(key), value=value) for key, value in named.items() if value),
        buttons=(show,),
        summary=say(f"proposal.{proposal.standing}_title"),
    )
