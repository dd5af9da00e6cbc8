"""Workspaces that installed the app: who waits, who is in, and an admin's verdict."""

from collections.abc import Iterator
from datetime import timedelta

from core.decide.admin.forms import button
from core.decide.casework.telling import told
from core.decide.newcomers import judged as judged_message
from core.decide.newcomers import slot, verdicts
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind
from core.values.installation import Installation, Standing, Verdict
from core.values.message import Button, Fact, Message
from core.values.place import Person

_A_PAGE = 8
_KNOWN_BY_ALL = timedelta(seconds=5)  # until every process of the desk believes that it is in


def listed(scene: Scene, command: a.ListWorkspaces) -> Decision:
    """Those that wait come first, each with its two buttons; the others open by their name."""
    known = sorted(scene.administration.installed, key=_waiting_first)
    first = max(0, command.page) * _A_PAGE
    shown = known[first : first + _A_PAGE]
    waiting = sum(_stands(it) == "pending" for it in known)
    message = Message(
        title=scene.voice.say("admin.workspaces_title"),
        text=scene.voice.tell("admin.workspaces", count=len(known), waiting=waiting),
        facts=tuple(Fact(label=it.name or it.id, value=_line(scene, it)) for it in shown),
        buttons=(
            *(_open(it) for it in shown),
            *_pages(scene, command.page, more=len(known) > first + _A_PAGE),
            button(scene, "back", a.Admin()),
        ),
    )
    return Decision(reply=message)


def _waiting_first(it: Installation) -> tuple[bool, str]:
    return _stands(it) != "pending", it.name.casefold()


def _stands(it: Installation) -> str:
    return "removed" if it.removed_at else it.standing.value


def _line(scene: Scene, it: Installation) -> str:
    stands = scene.voice.say(f"admin.stands_{_stands(it)}")
    since = scene.voice.day(scene.voice.local(it.since).date())
    return " · ".join(filter(None, (stands, it.id, since, it.judged_by)))


def _open(it: Installation) -> Button:
    return Button(label=it.name or it.id, command=a.ShowWorkspace(id=it.id))


def _pages(scene: Scene, page: int, *, more: bool) -> Iterator[Button]:
    if page > 0:
        yield button(scene, "previous", a.ListWorkspaces(page=page - 1))
    if more:
        yield button(scene, "next", a.ListWorkspaces(page=page + 1))


def shown(scene: Scene, command: a.ShowWorkspace) -> Decision:
    it = _named(scene, command.id)
    return Decision(reply=_page(scene, it)) if it else told(scene, "refused.no_workspace")


def _named(scene: Scene, id: str) -> Installation | None:
    return next((it for it in scene.administration.installed if it.id == id), None)


def _page(scene: Scene, it: Installation, text: str = "") -> Message:
    say = scene.voice.say
    stands = say(f"admin.stands_{_stands(it)}")
    facts = {
        say("admin.id"): it.id,
        say("admin.standing"): f"{stands} · {it.judged_by}" if it.judged_by else stands,
        say("admin.installed"): scene.voice.moment(it.since),
        say("admin.installed_by"): it.installed_by and f"{it.id}:{it.installed_by}",
    }
    may_judge = scene.administration.office.is_admin(scene.person) and not it.removed_at
    return Message(
        title=it.name or it.id,
        text=text,
        facts=tuple(Fact(label=label, value=value) for label, value in facts.items() if value),
        buttons=(
            *(verdicts(scene.voice, it.id, it.standing) if may_judge else ()),
            *_options(scene, it, may_judge=may_judge),
            button(scene, "back", a.ListWorkspaces()),
        ),
    )


def _options(scene: Scene, it: Installation, *, may_judge: bool) -> tuple[Button, ...]:
    if not may_judge or it.standing is not Standing.ACCEPTED:
        return ()
    return (button(scene, "workspace", a.OpenWorkspace(workspace=it.id)),)


def judged(scene: Scene, command: a.JudgeWorkspace) -> Decision:
    """Who is slower sees what was decided, and by whom; nothing is decided twice."""
    it = _named(scene, command.id)
    if it is None:
        return told(scene, "refused.no_workspace")
    if it.removed_at or it.standing != command.seen:
        return _too_late(scene, it)
    standing = Standing(command.verdict)
    now = it.model_copy(update={"standing": standing, "judged_by": scene.person.key})
    verdict = Verdict(id=it.id, standing=standing, seen=it.standing)
    return Decision(
        reply=_page(scene, now, scene.voice.tell(f"admin.judged_{standing}", name=it.name)),
        effects=(verdict, *_redrawn(scene, now), *_told_who_installed(scene, now)),
    )


def _too_late(scene: Scene, it: Installation) -> Decision:
    text = scene.voice.tell("admin.judged_already")
    return Decision(reply=_page(scene, it, text), refused="admin.judged_already")


def _redrawn(scene: Scene, it: Installation) -> Iterator[Effect]:
    """In every staff conversation that was asked."""
    by = scene.person.name or scene.person.key
    message = judged_message(scene.staff_voice, it, it.standing, by)
    places = {queue.staff for queue in scene.routing.queues.values() if queue.staff}
    for place in sorted(places, key=str):
        yield Delivery(
            key=scene.new_id(),
            to=place,
            message=message,
            kind=DeliveryKind.UPDATE,
            slot=slot(it.id),
            internal=True,
            due_at=scene.now,
        )


def _told_who_installed(scene: Scene, it: Installation) -> Iterator[Effect]:
    """Once the desk may write there."""
    if it.standing is not Standing.ACCEPTED or not it.installed_by or it.org_wide:
        return
    who = Person(platform=it.platform, tenant=it.tenant, user=it.installed_by, name="")
    voice = scene.voice_of(who)
    yield Delivery(
        key=scene.new_id(),
        to=who.direct,
        message=Message(
            title=voice.say("workspace.let_in_title"), text=voice.tell("workspace.let_in")
        ),
        due_at=scene.now + _KNOWN_BY_ALL,
    )
