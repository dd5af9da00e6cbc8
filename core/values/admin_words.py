"""What commands of admins are made of: inputs of forms, those that look and those that change."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from core.values.value import Value


def _listed(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part for part in (each.strip() for each in value.split(",")) if part)


Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Typed = Annotated[
    str,
    BeforeValidator(lambda value: "" if value is None else str(value)),
    StringConstraints(strip_whitespace=True, max_length=300),
]
"""As it was typed; whether it does is found out together with the rest of the form."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]


class OfAdmin(Value):
    """Who may take which command is decided in `core.decide.admin.authority`."""


class Looks(OfAdmin):
    """Shows settings and changes nothing."""
