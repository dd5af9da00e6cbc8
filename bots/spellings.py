"""How single settings are written."""

from typing import Annotated

from pydantic import StringConstraints

LOOPBACK = ("127.0.0.1", "::1", "localhost")

Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9+]+://")]

Guid = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
]
