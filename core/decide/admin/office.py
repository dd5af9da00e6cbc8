"""What the office keeps beside the routing comes into force at once; the slower of two is told."""

from collections.abc import Mapping

from pydantic import ValidationError

from core.decide.casework.telling import told
from core.decide.faults import Faults, of_value
from core.decide.scene import Scene
from core.values.decision import Decision
from core.values.office import Office, PutOffice

FIELDS = {name: name for name in ("name", "contact", "locale", "admins", "people", "auditors")}
"""Which field of a form sets which part of what the office keeps."""


def put(scene: Scene, base: int, **changes: object) -> Decision | Faults:
    """The office with these changes; or what is wrong with them."""
    kept = scene.administration
    if base != kept.office_version:
        return told(scene, "refused.office_changed")
    try:
        office = Office.model_validate(kept.office.model_dump() | changes)
    except ValidationError as error:
        return of_value(scene.voice, error, FIELDS)
    done = told(scene, "admin.saved")
    return done.model_copy(update={"effects": (PutOffice(office=office, base=base),)})


def without(values: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in values.items() if key != name}
