"""What people may ask about their own data: to see it, to have it, to have it taken out.

A person's cases are shredded to a skeleton. Messages of the desk that stand on a platform are taken
back, as deliveries like all others; those that cannot be are named.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from core.decide.cards import requester_status
from core.decide.casework.telling import told
from core.decide.own_data import VISIBLE
from core.decide.own_data import stored_case as _stored_case
from core.decide.scene import Scene
from core.decide.versions import in_force, question
from core.values.audit import REQUESTER, Act, Audit
from core.values.case import Case, EntryKind, Status
from core.values.command import EraseMine, ExportMine, FinishErasing, OpenErase
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.holdings import Erasure, Holdings
from core.values.message import Button, Fact, Field, FieldKind, Form, Message, Option, Quote
from core.values.place import ConversationReference, Platform

FINISH_AFTER = timedelta(days=1)
_PART = 2000  # characters of JSON in a message
_MOST_PARTS = 100
_MOST_NAMED = 20
_REMOVABLE = (Platform.SLACK, Platform.TEAMS)


def privacy(scene: Scene) -> Decision:
    """What is kept, and the two things that one may do about it."""
    say, mine = scene.voice.say, scene.found.holdings
    counts = {"cases": len(mine.cases), "questions": len(mine.questions)}
    facts = [
        *(Fact(label=say(f"mine.{kind}"), value=str(count)) for kind, count in counts.items()),
        Fact(label=say("mine.language"), value=mine.language or say("mine.none")),
        Fact(label=say("mine.messages"), value=str(len(mine.places))),
    ]
    held = [case.id for case in mine.cases if case.hold]
    if held:
        facts.append(Fact(label=say("mine.held"), value=", ".join(held)))
    buttons = (
        Button(label=say("mine.export"), command=ExportMine()),
        Button(label=say("mine.erase"), command=OpenErase(), style="danger"),
    )
    return Decision(
        reply=Message(
            title=say("mine.title"),
            text=scene.voice.tell("mine.text"),
            facts=tuple(facts),
            buttons=buttons,
        )
    )


def stored(mine: Holdings) -> dict[str, Any]:
    """All of it as JSON: cases as the person sees them, texts as they are in force."""
    return {
        "cases": [_stored_case(case) for case in mine.cases],
        "questions": [each.model_dump(mode="json", exclude={"why"}) for each in mine.questions],
        "language": mine.language,
    }


def export(scene: Scene) -> Decision:
    """Readable, and as JSON in as many messages as it takes, to the person's own conversation."""
    mine = scene.found.holdings
    text = json.dumps(stored(mine), ensure_ascii=False, indent=1)
    parts = [text[at : at + _PART] for at in range(0, len(text), _PART)]
    if len(parts) > _MOST_PARTS:
        return told(scene, "mine.too_long")
    line = _line(scene, Act.EXPORTED, None)
    sent = (
        _to_person(scene, message) for message in (*_readable(scene, mine), *_raw(scene, parts))
    )
    word = told(scene, "mine.exported", parts=len(parts))
    return word.model_copy(update={"effects": (*sent, line)})


def _readable(scene: Scene, mine: Holdings) -> Sequence[Message]:
    say = scene.voice.say
    return [
        Message(
            title=say("case.title", case=case.id),
            quote=Quote(text=question(case)) if question(case) else None,
            facts=(
                Fact(label=say("case.status"), value=requester_status(scene.voice, case)),
                Fact(label=say("case.opened"), value=scene.voice.moment(case.opened_at)),
                *(
                    Fact(label=say(f"case.{e.kind}", when=scene.voice.moment(e.at)), value=e.text)
                    for entry in case.entries
                    if entry.kind in VISIBLE[1:] and (e := in_force(case, entry)) and e.text
                ),
            ),
            summary=say("mine.summary"),
        )
        for case in mine.cases
    ]


def _raw(scene: Scene, parts: Sequence[str]) -> Sequence[Message]:
    say = scene.voice.say
    return [
        Message(
            title=say("mine.part", number=number, all=len(parts)),
            quote=Quote(text=part),
            summary=say("mine.summary"),
        )
        for number, part in enumerate(parts, 1)
    ]


def open_erase(scene: Scene) -> Decision:
    say, mine = scene.voice.say, scene.found.holdings
    if refused := _kept_by_law(scene):
        return refused
    still_open = _open(mine)
    text = scene.voice.tell("mine.erase_text")
    word = Field(
        id="word", label=say("mine.word", word=say("mine.erase_word")), kind=FieldKind.LINE
    )
    consent = Field(
        id="withdraw",
        label=say("mine.withdraw_first"),
        kind=FieldKind.CONSENT,
        options=(Option(value="yes", label=say("mine.withdraw")),),
        optional=True,
    )
    if still_open:
        text += "\n\n" + scene.voice.tell("mine.erase_open", cases=_named(still_open))
    return Decision(
        reply=Message(
            title=say("mine.erase_title"),
            text=text,
            form=Form(
                fields=(consent, word) if still_open else (word,),
                submit=say("mine.submit"),
                cancel=say("form.cancel"),
                command={"do": "erase_mine"},
            ),
        )
    )


def erase(scene: Scene, command: EraseMine) -> Decision:
    """Nothing is erased by a slip, nothing that must be kept, and no question vanishes unnoticed:
    open cases are withdrawn with consent, and their staff hear of it."""
    mine, word = scene.found.holdings, scene.voice.say("mine.erase_word")
    if command.word.casefold() != word.casefold():
        return told(scene, "mine.not_word", word=word)
    if refused := _kept_by_law(scene):
        return refused
    still_open = _open(mine)
    if still_open and not command.withdraw:
        return told(scene, "mine.not_withdrawn", cases=_named(still_open))
    token = scene.new_id()[:16]
    withdrawn = tuple(_withdrawn(scene, case) for case in still_open)
    lines = tuple(_line(scene, Act.ERASED, case) for case in mine.cases)
    effects: tuple[Effect, ...] = (
        Erasure(person=scene.person, token=token),
        *_taken_back(scene, mine, token),
        *_told_staff(scene, still_open),
        scene.timer(
            f"erased:{token}",
            "finish",
            FinishErasing(person=scene.person, token=token, at=scene.now),
            scene.now + FINISH_AFTER,
        ),
        *(lines or (_line(scene, Act.ERASED, None),)),
    )
    return Decision(
        reply=_erased(scene, mine),
        case=withdrawn[0] if withdrawn else None,
        others=withdrawn[1:],
        effects=effects,
    )


def finish(scene: Scene, command: FinishErasing) -> Decision:
    """Conversation and address were still needed to take messages back; now they go."""
    return Decision(
        effects=(Erasure(person=command.person, token=command.token, before=command.at),)
    )


def _open(mine: Holdings) -> tuple[Case, ...]:
    return tuple(case for case in mine.cases if not case.is_over)


def _named(cases: Sequence[Case]) -> str:
    return ", ".join(case.id for case in cases)


def _kept_by_law(scene: Scene) -> Decision | None:
    """The reason of a hold was written by staff for staff, so only that there is one is told."""
    held = tuple(case for case in scene.found.holdings.cases if case.hold)
    if not held:
        return None
    mailbox = scene.queue(held[0]).mailbox
    lines = tuple(_line(scene, Act.REFUSED, case) for case in held)
    word = told(scene, "mine.kept", cases=_named(held), mailbox=mailbox)
    return word.model_copy(update={"effects": lines})


def _withdrawn(scene: Scene, case: Case) -> Case:
    return scene.changed(
        case,
        EntryKind.WITHDRAWN,
        status=Status.WITHDRAWN,
        assignee=None,
        waiting_since=None,
        snoozed_until=None,
    )


def _taken_back(scene: Scene, mine: Holdings, token: str) -> tuple[Delivery, ...]:
    found = [Landed.from_text(place) for place in mine.places]
    return tuple(
        Delivery(
            key=scene.new_id(),
            to=landed.at.root,
            at=landed.text,
            kind=DeliveryKind.DELETE,
            slot=token,
            person=scene.person.key,
            due_at=scene.now,
        )
        for landed in found
        if landed.at.platform in _REMOVABLE
    )


def _told_staff(scene: Scene, cases: Sequence[Case]) -> tuple[Delivery, ...]:
    """The cards go; who worked on one of the cases must know why."""
    rooms: dict[ConversationReference, list[Case]] = {}
    for case in cases:
        if staff := scene.queue(case).staff:
            rooms.setdefault(staff, []).append(case)
    voice = scene.staff_voice
    return tuple(
        Delivery(
            key=scene.new_id(),
            to=room,
            message=Message(
                title=voice.say("mine.staff_title"),
                text=voice.tell("mine.staff", cases=_named(theirs)),
            ),
            internal=True,
            due_at=scene.now,
        )
        for room, theirs in rooms.items()
    )


def _erased(scene: Scene, mine: Holdings) -> Message:
    say = scene.voice.say
    known = [Landed.from_text(place).at for place in mine.places]
    perhaps = [ConversationReference.from_text(lane) for lane in mine.unsure]
    stay = [place for place in known if place.platform not in _REMOVABLE]
    facts = [
        Fact(label=say("mine.shredded"), value=str(len(mine.cases))),
        Fact(label=say("mine.taken_back"), value=str(len(known) - len(stay))),
    ]
    if sought := [place for place in perhaps if place.platform in _REMOVABLE]:
        facts.append(Fact(label=say("mine.sought"), value=str(len(sought))))
    stay += [place for place in perhaps if place.platform not in _REMOVABLE]
    named = [place.conversation for place in stay]
    if named:
        boxes = ", ".join(f"{box} ({named.count(box)})" for box in dict.fromkeys(named))
        facts.append(Fact(label=say("mine.undeletable"), value=boxes[:1000]))
    return Message(
        title=say("mine.erased_title"), text=scene.voice.tell("mine.erased"), facts=tuple(facts)
    )


def _to_person(scene: Scene, message: Message) -> Delivery:
    return Delivery(
        key=scene.new_id(),
        to=scene.person.direct,
        message=message,
        mentions=tuple(case.id for case in scene.found.holdings.cases),
        person=scene.person.key,
        due_at=scene.now,
    )


def _line(scene: Scene, act: Act, case: Case | None) -> Audit:
    """By the person, who is not named: the trail outlives what is erased."""
    return Audit(
        at=scene.now,
        by=REQUESTER,
        act=act,
        what="person",
        where="direct",
        case=case.id if case else None,
        queue=case.queue if case else "",
        detail="asked in chat",
    )
