"""A file that somebody attached, as the platform describes it, and how it crosses; the desk never
opens one and keeps none."""

from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from core.values.place import Platform
from core.values.value import Value

MOST_CROSSING = 5  # files of one message
LINK_LASTS = timedelta(days=14)
FILE = "/file"
"""Where the desk's own pages hand out a file that stays where it is."""


class Way(StrEnum):
    """How a file reaches the other side."""

    STAYS = "stays"
    COPY = "copy"  # put into the other conversation under a random name
    LINK = "link"  # fetched through the desk's own pages, for a while


class File(Value):
    """`size` is in bytes, None where the platform does not say; `media_type` is the platform's
    word and no promise. `id` is how `platform` knows the file in `tenant`.

    `kept` says why the platform gives it to no app: it lies in a channel's own store or with
    another service, or was pasted into the text. `handle` is a short-lived address from which it
    can be had; it is a secret, and only in what is sealed at rest. `way`, `why` it stays (the end
    of a phrase's key) and the random name under which it goes, `sent_as`, are there once it was
    meant to cross.
    """

    name: str
    size: int | None = None
    media_type: str = ""
    platform: Platform
    tenant: str
    id: str = ""
    kept: Literal["", "channel", "elsewhere", "pasted"] = ""
    handle: str = Field(default="", repr=False)
    way: Way = Way.STAYS
    why: str = ""
    sent_as: str = ""

    @property
    def workspace(self) -> str:
        return f"{self.platform}:{self.tenant}"


class Crossing(Value):
    """A file on its way to the other side, under its random `name`; its bytes are nowhere at rest.

    With `link` the message says where to fetch it; else it is fetched and put there."""

    file: File
    name: str
    link: bool = False


class Reach(Value):
    """What can be done with files at this moment. `largest` is in bytes; with 0 none crosses.
    `pages`: people can reach the desk's own pages. `closed` are the workspaces (`slack:T0UNI`)
    whose app is known to lack the permissions for files."""

    largest: int = 0
    pages: bool = False
    closed: frozenset[str] = frozenset()
