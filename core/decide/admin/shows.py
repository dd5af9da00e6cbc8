"""Which routing a page shows, what of it is a draft only, and who else prepares something."""

from collections.abc import Iterator

from core.decide.admin.naming import named
from core.decide.routes import differences
from core.decide.scene import Scene
from core.values import admin as a
from core.values.message import Button
from core.values.office import Draft
from core.values.routing import Routing

_MOST = 12  # lines of what differs
_OTHERS = 3  # drafts of others
_SIGNS = {"-": "admin.differs_gone", "+": "admin.differs_new"}


def which(scene: Scene, about: str = "") -> str:
    """The person's own draft with what it changes, of one queue or rule where the page is `about`
    one (`queue ctr:`); else the version in force, and the drafts of others."""
    kept, voice = scene.administration, scene.voice
    own = kept.draft_of(scene.person.key)
    if own is None:
        told = [voice.tell("admin.shows_version", version=kept.version)]
    else:
        when = voice.moment(own.at)
        told = [voice.tell("admin.shows_draft", version=kept.version, when=when)]
        told += _changes(scene, own.routing, about)
    return "\n\n".join((*told, *_prepared(scene)))


def _changes(scene: Scene, new: Routing, about: str) -> Iterator[str]:
    lines = [line for line in differences(scene.routing, new) if line[2:].startswith(about)]
    names = scene.administration.names
    shown = [
        scene.voice.tell(_SIGNS[line[0]], line=named(line[2:], names)) for line in lines[:_MOST]
    ]
    if not lines:
        yield scene.voice.tell("admin.differs_not_here" if about else "admin.differs_not")
        return
    if len(lines) > _MOST:
        shown.append(scene.voice.tell("admin.differs_more", count=len(lines) - _MOST))
    yield "\n".join(f"- {line}" for line in shown)


def _prepared(scene: Scene) -> Iterator[str]:
    names = scene.administration.names
    for draft in _of_others(scene):
        when = scene.voice.moment(draft.at)
        yield scene.voice.tell("admin.others_draft", owner=named(draft.owner, names), when=when)


def _of_others(scene: Scene) -> list[Draft]:
    kept = scene.administration.drafts
    others = (draft for draft in kept if draft.office is None)
    return [draft for draft in others if draft.owner != scene.person.key][:_OTHERS]


def buttons(scene: Scene) -> Iterator[Button]:
    """To each draft, where it is rehearsed and put into force."""
    say, names = scene.voice.say, scene.administration.names
    if scene.administration.draft_of(scene.person.key):
        yield Button(label=say("admin_button.show_draft"), command=a.ShowDraft(), style="primary")
    for draft in _of_others(scene):
        label = f"{say('admin.draft_of')} {named(draft.owner, names)}"
        yield Button(label=label, command=a.ShowDraft(owner=draft.owner))
