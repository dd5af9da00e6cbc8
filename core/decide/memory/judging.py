"""A second person judges a proposed article: approved, it waits to be written into the pack."""

from core.decide.casework.filling import line
from core.decide.casework.telling import told
from core.decide.memory.proposals import answer_changed, posted, shown, slot_of, verdict
from core.decide.scene import Scene
from core.values import command as c
from core.values.decision import Decision
from core.values.delivery import DeliveryKind
from core.values.message import Button, Fact, Form, Message
from core.values.proposal import Proposal, PutProposal, Standing

_MOST = 20


def may_judge(scene: Scene, proposal: Proposal) -> bool:
    """Staff of the queue whose answer it was, in their conversation."""
    return scene.routing.known(proposal.queue) in scene.acts_for


def listed(scene: Scene) -> Decision:
    if not scene.acts_for:
        return told(scene, scene.may_not_act or "refused.staff_only")
    found = tuple(p for p in scene.found.proposals if may_judge(scene, p))[:_MOST]
    if not found:
        return told(scene, "proposal.none")
    say = scene.voice.say
    return Decision(
        reply=Message(
            title=say("proposal.list"),
            text=scene.voice.tell("proposal.list_text"),
            facts=tuple(
                Fact(
                    label=" · ".join(
                        (p.id[:6], say(f"proposal.{p.standing}"), scene.voice.moment(p.at))
                    ),
                    value=f"{p.title} ({p.locale}), {p.author.name}",
                )
                for p in found
            ),
            buttons=tuple(Button(label=p.id[:6], command=c.ShowProposal(id=p.id)) for p in found),
        )
    )


def show(scene: Scene) -> Decision:
    proposal = _own(scene)
    if proposal is None:
        return told(scene, scene.may_not_act or "refused.no_proposal")
    return Decision(reply=shown(scene.voice, proposal))


def _own(scene: Scene) -> Proposal | None:
    """The one that the command names, where the person may judge it."""
    found = scene.found.proposals[0] if scene.found.proposals else None
    return found if found and may_judge(scene, found) else None


def approve(scene: Scene, command: c.ApproveProposal) -> Decision:
    """Not when the answer behind it was corrected or withdrawn since: what was read is no longer
    what the office says."""
    proposal = _own(scene)
    pending = proposal is not None and _refusal(scene, proposal, command.version) is None
    if pending and proposal and answer_changed(scene.found.other, proposal):
        return told(scene, "refused.answer_changed", case=proposal.case)
    return _judged(scene, command.version, Standing.APPROVED, "")


def reject(scene: Scene, command: c.RejectProposal) -> Decision:
    if not command.because:
        return told(scene, "refused.no_reason")
    return _judged(scene, command.version, Standing.REJECTED, command.because)


def open_reject(scene: Scene, command: c.OpenReject) -> Decision:
    proposal = _own(scene)
    refused = _refusal(scene, proposal, command.version)
    if refused or proposal is None:
        return refused or told(scene, "refused.no_proposal")
    say = scene.voice.say
    kept = {"do": "reject_proposal", "id": command.id, "version": command.version}
    return Decision(
        reply=Message(
            title=say("proposal.reject"),
            form=Form(
                fields=(line(say("proposal.because"), "because"),),
                submit=say("proposal.reject"),
                cancel=say("form.cancel"),
                command=kept,
                back=c.ShowProposal(id=command.id).model_dump(),
            ),
        )
    )


def _refusal(scene: Scene, proposal: Proposal | None, version: int) -> Decision | None:
    """Compare-and-swap, and four eyes: the author judges nothing of their own."""
    if proposal is None:
        return told(scene, scene.may_not_act or "refused.no_proposal")
    if proposal.standing is not Standing.PENDING or proposal.version != version:
        by = proposal.judged_by.name if proposal.judged_by else "–"
        state = scene.voice.say(f"proposal.{proposal.standing}")
        return told(scene, "refused.judged_already", by=by, state=state)
    if proposal.author.key == scene.person.key:
        return told(scene, "refused.own_proposal")
    return None


def _judged(scene: Scene, version: int, standing: Standing, because: str) -> Decision:
    proposal = _own(scene)
    refused = _refusal(scene, proposal, version)
    if refused or proposal is None:
        return refused or told(scene, "refused.no_proposal")
    changes = {
        "version": version + 1,
        "standing": standing,
        "judged_by": scene.person,
        "because": because,
    }
    new = proposal.model_copy(update=changes)
    done = told(scene, f"proposal.{standing}_now")
    now = shown(scene.staff_voice, new)
    redrawn = posted(scene, new, now, slot_of(new), DeliveryKind.UPDATE)
    word = posted(scene, new, verdict(scene.staff_voice, new), "")
    return done.model_copy(update={"effects": (PutProposal(proposal=new), *redrawn, *word)})
