"""What a person typed in Teams: mentions of the desk removed, entities and markup resolved.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations
A mention is `<at>Name</at>` in the text and an entity with the id of who is mentioned.
"""

import html
import re
from typing import Literal

from adapters.teams.html import rich_text
from adapters.teams.wire import Payload, mapping, mappings, text
from core.values.file import File
from core.values.place import Platform
from core.values.rich_text import RichText
from core.values.rich_text import tidy as without_odd

_AT = re.compile(r"<at(?: [^<>]*)?>([^<>]*)</at>")
_GIVEN = "application/vnd.microsoft.teams.file.download.info"
_FILES = (_GIVEN, "reference")
LONGEST = 40_000  # characters of a text


def typed(body: Payload) -> str:
    """The text without the mention of the desk; other mentions become names."""
    written = text(body, "text")
    for mention in _of_desk(body):
        written = written.replace(mention, " ")
    return tidy(html.unescape(_AT.sub(r"\1", written)))


def mentioned(body: Payload) -> bool:
    return bool(_of_desk(body))


def _of_desk(body: Payload) -> list[str]:
    """How the desk is written where it is mentioned."""
    bot = text(mapping(body, "recipient"), "id")
    found = [e for e in mappings(body, "entities") if e.get("type") == "mention"]
    ours = [e for e in found if bot and text(mapping(e, "mentioned"), "id") == bot]
    name = text(mapping(body, "recipient"), "name")
    return [text(entity, "text") or f"<at>{name}</at>" for entity in ours]


def tidy(written: str) -> str:
    """Without what nobody typed: no-break spaces, zero-width characters, carriage returns."""
    return without_odd(written).strip()[:LONGEST]


def looks(body: Payload) -> RichText | None:
    """The text with its looks, where Teams gives it as HTML too; the desk is not named in it."""
    found = (a for a in mappings(body, "attachments") if a.get("contentType") == "text/html")
    content = text(next(found, {}), "content")
    ours = tuple(html.unescape(_AT.sub(r"\1", mention)) for mention in _of_desk(body))
    return rich_text(content, without=ours) if content else None


def from_html(written: str) -> str:
    """The words of a message that Teams gives as HTML."""
    return rich_text(written).plain[:LONGEST]


def files_in(body: Payload, tenant: str) -> tuple[File, ...]:
    """Files sent to the desk in private, and those that a channel keeps in SharePoint.

    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
    """
    files = [a for a in mappings(body, "attachments") if _is_file(text(a, "contentType"))]
    return tuple(_file(file, tenant) for file in files[:20])


def _file(file: Payload, tenant: str) -> File:
    """Only with a file that a person sent in private Teams gives an address to fetch it from."""
    content = mapping(file, "content")
    is_given = text(file, "contentType") == _GIVEN
    return File(
        name=" ".join(tidy(text(file, "name")).split())[:200] or "?",
        media_type=text(content, "fileType")[:100],
        platform=Platform.TEAMS,
        tenant=tenant,
        id=text(content, "uniqueId")[:100],
        kept="" if is_given else _kept(text(file, "contentType")),
        handle=text(content, "downloadUrl")[:4000] if is_given else "",
    )


def _kept(kind: str) -> Literal["channel", "pasted"]:
    return "channel" if kind in _FILES else "pasted"


def _is_file(kind: str) -> bool:
    return kind in _FILES or kind.startswith(("image/", "video/", "audio/"))
