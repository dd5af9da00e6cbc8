"""*Make an article*: an answer becomes a proposal for the pack, which a second person judges.

What is approved is not served: somebody writes it into the pack (`pack write`), `pack check` looks
at it, and only then, with source and date, the desk answers from it.
"""

import re
from datetime import date, timedelta

from core.decide.casework.filling import choice, line, prose
from core.decide.casework.telling import told
from core.decide.memory.alike import answers
from core.decide.memory.proposals import posted, shown, slot_of
from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case
from core.values.decision import Decision
from core.values.message import Field, Form, Message
from core.values.proposal import Proposal, PutProposal

_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")
_TITLE = re.compile(r"[^{}\[\]\n]{1,150}")
_REVIEW = timedelta(days=183)
_LONGEST = timedelta(days=2 * 366)


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
    voice = scene.staff_voice
    asks = shown(voice, proposal).model_copy(update={"title": voice.say("proposal.asks")})
    done = told(scene, "proposal.kept")
    word = posted(scene, proposal, asks, slot_of(proposal))
    return done.model_copy(update={"effects": (PutProposal(proposal=proposal), *word)})


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
