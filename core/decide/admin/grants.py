"""Roles where two people are needed: one admin prepares them, another one puts them into force."""

from pydantic import ValidationError

from core.decide.admin.forms import button
from core.decide.admin.office import FIELDS
from core.decide.casework.telling import told
from core.decide.faults import Faults, of_value
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Fact, Message
from core.values.office import Draft, DropDraft, Office, PutOffice

_OWNER = "roles:"  # so that a draft of roles stands beside one of the routing


def needs_second(office: Office) -> bool:
    """A single admin has nobody to ask."""
    return office.two_people and len(office.admins) > 1


def prepared(scene: Scene, base: int, **changes: object) -> Decision | Faults:
    """The change as a draft; or what is wrong with it."""
    kept = scene.administration
    if base != kept.office_version:
        return told(scene, "refused.office_changed")
    try:
        office = Office.model_validate(kept.office.model_dump() | changes)
    except ValidationError as error:
        return of_value(scene.voice, error, FIELDS)
    draft = Draft(
        owner=f"{_OWNER}{scene.person.key}",
        base=base,
        at=scene.now,
        routing=scene.routing,
        office=office,
    )
    return Decision(effects=(draft,), reply=_shown(scene, draft, office))


def of_roles(scene: Scene, command: a.ShowDraft | a.Activate) -> Decision | None:
    """None where the draft is none of roles."""
    kept = scene.administration
    draft = kept.draft_of(command.owner)
    if draft is None or draft.office is None:
        return None
    if isinstance(command, a.ShowDraft):
        return Decision(reply=_shown(scene, draft, draft.office))
    if draft.at.isoformat() != command.at or draft.base != kept.office_version:
        return told(scene, "refused.office_changed")
    if draft.owner == f"{_OWNER}{scene.person.key}":
        return told(scene, "refused.second_needed")
    done = told(scene, "admin.saved")
    put = PutOffice(office=draft.office, base=draft.base)
    return done.model_copy(update={"effects": (put, DropDraft(owner=draft.owner))})


def _shown(scene: Scene, draft: Draft, new: Office) -> Message:
    """What differs from the roles in force."""
    say, old = scene.voice.say, scene.administration.office
    facts = {
        say("admin_form.admins"): (old.admins, new.admins),
        say("admin_form.auditors"): (old.auditors, new.auditors),
        say("admin_form.two_people"): tuple(
            (say("admin.yes" if each.two_people else "admin.no"),) for each in (old, new)
        ),
    }
    activate = a.Activate(owner=draft.owner, at=draft.at.isoformat())
    return Message(
        title=say("admin.roles_draft_title"),
        text=scene.voice.tell("admin.roles_draft"),
        facts=(
            Fact(label=say("admin.draft_of"), value=draft.owner.removeprefix(_OWNER)),
            *(
                Fact(label=label, value=f"{', '.join(was) or '-'} → {', '.join(now) or '-'}")
                for label, (was, now) in facts.items()
                if was != now
            ),
        ),
        buttons=(
            button(scene, "activate", activate, "primary"),
            button(scene, "back", a.ShowRoles()),
        ),
    )
