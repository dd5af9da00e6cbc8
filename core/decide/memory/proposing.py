"""*Make an article*: an answer becomes a proposal for the pack; a second person judges it.

What is approved is not served: somebody writes it into the pack (`pack write`), `pack check` looks
at it, and only then, with source and date, the desk answers from it.
"""

import re
from datetime import date, timedelta

from core.decide.casework.filling import choice, line, prose
from core.decide.casework.telling import told
from core.decide.memory.alike import answers
from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision
from core.values.delivery import Delivery
from core.values.message import Button, Fact, Field, Form, Message, Quote
from core.values.proposal import Proposal, PutProposal, Standing

_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")
_TITLE = re.compile(r"[^{}\[\]\n]{1,150}")
_REVIEW = timedelta(days=183)
_LONGEST = timedelta(days=2 * 366)
_MOST = 20


def open_propose(scene: Scene, case: Case) -> Decision:
    sent = answers(case)
    if not sent:
        return told(scene, "refused.no_answer_yet")
    given = c.Propose(
        case=case.id,
        title="",
        text=sent[-1].text,
        topic=case.topic,
        locale=scene.pack.locale(case.locale),
        source="",
        address="",
        review_by=str(scene.today + _REVIEW),
    )
    return _form(scene, given)


def _form(scene: Scene, given: c.Propose, fault: str = "") -> Decision:
    say, tell = scene.voice.say, scene.voice.tell
    text = tell("propose.fault", fault=fault) if fault else ""
    return Decision(
        reply=Message(
            title=say("propose.form"),
            text="\n\n".join(filter(None, (text, tell("propose.text")))),
            form=Form(
                fields=_fields(scene, given),
                submit=say("propose.submit"),
                cancel=say("form.cancel"),
                command={"do": "propose", "case": given.case},
            ),
        )
    )


def _fields(scene: Scene, given: c.Propose) -> tuple[Field, ...]:
    say, pack = scene.voice.say, scene.pack
    topics = [(topic, say(f"topic.{topic}")) for topic in pack.topics]
    tongues = [(tongue, say(f"language.{tongue}")) for tongue in pack.locales]
    typed = {
        name: line(say(f"propose.{name}"), name, hint=say(f"propose.{name}_hint"))
        for name in ("title", "source", "address", "review_by")
    }
    filled = {
        name: field.model_copy(update={"initial": getattr(given, name)})
        for name, field in typed.items()
    }
    return (
        filled["title"],
        prose(say("propose.body"), initial=given.text, hint=say("propose.body_hint")),
        choice(say("form.topic"), "topic", topics, initial=given.topic),
        choice(say("behalf_form.locale"), "locale", tongues, initial=given.locale),
        *(filled[name] for name in ("source", "address", "review_by")),
    )


def propose(scene: Scene, case: Case, command: c.Propose) -> Decision:
    """Kept only when it could become an article; else the form again, with all that was typed."""
    if not answers(case):
        return told(scene, "refused.no_answer_yet")
    fault, day = _fault(scene, case, command), _day(command.review_by)
    if fault or day is None:
        return _form(scene, command, fault)
    proposal = Proposal(
        **command.model_dump(exclude={"do", "review_by"}),
        id=scene.new_id()[:12],
        version=1,
        queue=case.queue,
        review_by=day,
        author=scene.person,
        at=scene.now,
    )
    word = _shown(scene, proposal).model_copy(update={"title": scene.voice.say("proposal.asks")})
    done = told(scene, "proposal.kept")
    return done.model_copy(
        update={"effects": (PutProposal(proposal=proposal), *_posted(scene, proposal, word))}
    )


def _fault(scene: Scene, case: Case, command: c.Propose) -> str:
    say, day = scene.voice.say, _day(command.review_by)
    if not _TITLE.fullmatch(command.title):
        return say("propose.bad_title")
    if not command.source or not _ADDRESS.fullmatch(command.address):
        return say("propose.bad_source")
    if day is None or not scene.today < day <= scene.today + _LONGEST:
        return say("propose.bad_day", example=scene.today + _REVIEW)
    if command.topic not in scene.pack.topics or command.locale not in scene.pack.locales:
        return say("propose.bad_topic")
    if "{{" in command.text or "[[" in command.text:
        return say("propose.bad_marks")
    held = f"{command.title} {command.text}".casefold()
    own = (case.id, case.requester.name, case.organisation, case.mailbox)
    found = [name for name in own if len(name) > 2 and name.casefold() in held]
    return say("propose.personal", names=", ".join(found)) if found else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _posted(scene: Scene, proposal: Proposal, message: Message) -> tuple[Delivery, ...]:
    """In the staff conversation of the queue, for those who may judge."""
    staff = scene.routing.queues[scene.routing.known(proposal.queue)].staff
    if staff is None:
        return ()
    return (
        Delivery(
            key=scene.new_id(),
            to=staff,
            message=message,
            internal=True,
            mentions=(proposal.case,) if proposal.case else (),
            due_at=scene.now,
        ),
    )


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
    return Decision(reply=_shown(scene, proposal))


def _own(scene: Scene) -> Proposal | None:
    """The one that the command names, where the person may judge it."""
    found = scene.found.proposals[0] if scene.found.proposals else None
    return found if found and may_judge(scene, found) else None


def _shown(scene: Scene, proposal: Proposal) -> Message:
    voice, say = scene.voice, scene.voice.say
    named = {
        "proposal.state": say(f"proposal.{proposal.standing}"),
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
        title=say("proposal.title"),
        text=voice.tell("proposal.text"),
        quote=Quote(text=proposal.text),
        facts=tuple(Fact(label=say(key), value=value) for key, value in named.items() if value),
        buttons=(approve, reject) if proposal.standing is Standing.PENDING else (),
        summary=say("proposal.title"),
    )


def approve(scene: Scene, command: c.ApproveProposal) -> Decision:
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
    word = _shown(scene, new).model_copy(update={"title": scene.voice.say(f"proposal.{standing}")})
    return done.model_copy(
        update={"effects": (PutProposal(proposal=new), *_posted(scene, new, word))}
    )
