"""Routing changes in three steps: a draft, its rehearsal over real cases, then the act."""

from pydantic import ValidationError

from core.decide.admin.forms import button
from core.decide.admin.naming import named
from core.decide.casework.telling import told
from core.decide.faults import Faults, field_at, of_value, said
from core.decide.routes import Moved, differences, faults, rehearsed
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Button, Fact, Message
from core.values.office import Draft, DropDraft, PutRouting
from core.values.routing import Queue, Routing, Rule

_SHOWN = 12  # lines of a list in one message
_OF_RULES = ("topic", "workspace", "locale", "product", "words", "pattern", "queue")
_FIELDS = {part: part for part in (*_OF_RULES, "people")}
"""Which field of a form sets which part of the routing."""


def working(scene: Scene) -> Routing:
    """What the person sees and edits: the own draft, or the routing in force."""
    draft = scene.administration.draft_of(scene.person.key)
    return draft.routing if draft else scene.routing


def base(scene: Scene) -> int:
    """The version that the person's forms are opened on."""
    draft = scene.administration.draft_of(scene.person.key)
    return draft.base if draft else scene.administration.version


def is_stale(scene: Scene, given: int) -> bool:
    """Whether the form was opened on something else than what the person would edit now."""
    return given != base(scene)


def changed(scene: Scene, queues: dict[str, Queue], rules: tuple[Rule, ...]) -> Decision | Faults:
    """The change as the person's draft, rehearsed; or everything that is wrong with it."""
    try:
        routing = Routing(queues=queues, rules=rules)
    except ValidationError as error:
        return of_value(scene.voice, error, _FIELDS)
    found: Faults = {}
    for fault in faults(routing, scene.pack, _no_fault):
        found.setdefault(field_at(fault.trail, _FIELDS), said(scene.voice, fault))
    if found:
        return found
    draft = Draft(owner=scene.person.key, base=base(scene), at=scene.now, routing=routing)
    return Decision(effects=(draft,), reply=_rehearsal(scene, draft))


def _no_fault(pattern: str) -> str:
    """Patterns were tried before, by those who can read them."""
    return ""


def show(scene: Scene, command: a.ShowDraft) -> Decision:
    draft = scene.administration.draft_of(command.owner or scene.person.key)
    if draft is None:
        return told(scene, "refused.no_change")
    return Decision(reply=_rehearsal(scene, draft))


def _rehearsal(scene: Scene, draft: Draft) -> Message:
    kept = scene.administration
    moved = rehearsed(
        kept.recent, scene.routing, draft.routing, lambda _, text: kept.matching.get(text, _NONE)
    )
    voice = scene.voice
    return Message(
        title=voice.say("admin.draft_title"),
        text=voice.tell(
            "admin.draft", count=len(moved), last=len(kept.recent), owner=_name(scene, draft.owner)
        ),
        facts=(*_differs(scene.routing, draft.routing), *_moved(moved)),
        buttons=_draft_buttons(scene, draft),
    )


def _name(scene: Scene, key: str) -> str:
    return named(key, scene.administration.names)


_NONE: frozenset[str] = frozenset()


def _differs(old: Routing, new: Routing) -> tuple[Fact, ...]:
    lines = differences(old, new)[:_SHOWN]
    return tuple(Fact(label=line[0], value=line[2:]) for line in lines)


def _moved(moved: tuple[Moved, ...]) -> tuple[Fact, ...]:
    return tuple(Fact(label=m.case, value=f"{m.before} → {m.after}") for m in moved[:_SHOWN])


def _draft_buttons(scene: Scene, draft: Draft) -> tuple[Button, ...]:
    activate = a.Activate(owner=draft.owner, at=draft.at.isoformat())
    own = draft.owner == scene.person.key
    return (
        button(scene, "activate", activate, "primary"),
        *((button(scene, "discard", a.DiscardDraft(), "danger"),) if own else ()),
        button(scene, "queues", a.ListQueues()),
        button(scene, "rules", a.ListRules()),
    )


def activate(scene: Scene, command: a.Activate) -> Decision:
    kept = scene.administration
    draft = kept.draft_of(command.owner)
    if draft is None or draft.at.isoformat() != command.at:
        return told(scene, "refused.routing_changed")
    if kept.office.two_people and draft.owner == scene.person.key:
        return told(scene, "refused.second_needed")
    if draft.base != kept.version:
        return _overtaken(scene, draft)
    done = told(scene, "admin.in_force", version=kept.version + 1)
    put = PutRouting(routing=draft.routing, base=kept.version)
    return done.model_copy(update={"effects": (put, DropDraft(owner=draft.owner))})


def _overtaken(scene: Scene, draft: Draft) -> Decision:
    """Somebody else was faster: what they changed is shown before anything else happens."""
    kept = scene.administration
    newest = kept.versions[0] if kept.versions else None
    before = kept.past or draft.routing
    keep = a.KeepDraft(base=kept.version)
    own = draft.owner == scene.person.key
    message = Message(
        title=scene.voice.say("admin.overtaken_title"),
        text=scene.voice.tell(
            "admin.overtaken",
            by=_name(scene, newest.by) if newest else "",
            when=scene.voice.moment(newest.at) if newest else "",
        ),
        facts=_differs(before, scene.routing),
        buttons=(
            *((button(scene, "keep_draft", keep),) if own else ()),
            *((button(scene, "discard", a.DiscardDraft(), "danger"),) if own else ()),
        ),
    )
    return Decision(reply=message, refused="admin.overtaken")


def stale(scene: Scene, given: int) -> Decision:
    """A form that was opened before somebody else changed the routing."""
    kept = scene.administration
    before = kept.past or scene.routing
    message = Message(
        title=scene.voice.say("admin.stale_title"),
        text=scene.voice.tell("admin.stale"),
        facts=_differs(before, working(scene)),
        buttons=(button(scene, "queues", a.ListQueues()), button(scene, "rules", a.ListRules())),
    )
    return Decision(reply=message, refused="admin.stale")


def keep(scene: Scene, command: a.KeepDraft) -> Decision:
    """The person has seen what somebody else changed, and wants the own draft nevertheless."""
    kept = scene.administration
    draft = kept.draft_of(scene.person.key)
    if draft is None or command.base != kept.version:
        return told(scene, "refused.routing_changed")
    rebased = draft.model_copy(update={"base": kept.version, "at": scene.now})
    return Decision(effects=(rebased,), reply=_rehearsal(scene, rebased))


def discard(scene: Scene) -> Decision:
    gone = told(scene, "admin.discarded")
    return gone.model_copy(update={"effects": (DropDraft(owner=scene.person.key),)})


def history(scene: Scene) -> Decision:
    kept = scene.administration
    facts = tuple(
        Fact(label=str(v.number), value=f"{scene.voice.moment(v.at)} · {v.by}")
        for v in kept.versions[:_SHOWN]
    )
    back = tuple(
        Button(
            label=scene.voice.say("admin.back_to", version=v.number),
            command=a.RollBack(base=kept.version, version=v.number),
        )
        for v in kept.versions[1:_SHOWN]
    )
    message = Message(
        title=scene.voice.say("admin.history_title"),
        text=scene.voice.tell("admin.history", version=kept.version),
        facts=facts,
        buttons=(*back, button(scene, "back", a.Admin())),
    )
    return Decision(reply=message)


def roll_back(scene: Scene, command: a.RollBack) -> Decision:
    """At once; where two people are needed, as a draft that a second one puts into force."""
    kept = scene.administration
    if kept.past is None:
        return told(scene, "refused.no_change")
    if command.base != kept.version:
        return told(scene, "refused.routing_changed")
    if kept.office.two_people:
        owner = scene.person.key
        draft = Draft(owner=owner, base=kept.version, at=scene.now, routing=kept.past)
        return Decision(effects=(draft,), reply=_rehearsal(scene, draft))
    done = told(scene, "admin.rolled_back", version=command.version, now=kept.version + 1)
    put = PutRouting(routing=kept.past, base=kept.version)
    return done.model_copy(update={"effects": (put,)})
