"""Turns what a person types into what Slack stores: escaped text, and a rich_text block.

https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

from __future__ import annotations

import re

from simulator.payload import Json

TOKEN = re.compile(
    r"<(?:@[UW]\w+|#C\w+(?:\|[^<>]*)?|!(?:here|channel|everyone)|https?://[^<>\s]+)>"
)


def escaped(text: str) -> str:
    """`&`, `<` and `>` as entities, except in mentions and links such as `<@U123>`."""
    return "".join(_token(part) or _entities(part) for part in _parts(text))


def rich_text(text: str) -> Json:
    """The block that Slack's composer makes of the same text."""
    leaves = [_leaf(part) for part in _parts(text)]
    section = {"type": "rich_text_section", "elements": leaves}
    return {"type": "rich_text", "elements": [section]}


def _parts(text: str) -> list[str]:
    """The text, cut before and after every mention and link."""
    parts, position = [], 0
    for found in TOKEN.finditer(text):
        parts += [text[position : found.start()], found.group()]
        position = found.end()
    return [part for part in [*parts, text[position:]] if part]


def _token(part: str) -> str:
    return part if TOKEN.fullmatch(part) else ""


def _entities(part: str) -> str:
    return part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _leaf(part: str) -> Json:
    if not TOKEN.fullmatch(part):
        return {"type": "text", "text": part}
    inner = part[1:-1]
    if inner.startswith("@"):
        return {"type": "user", "user_id": inner[1:]}
    if inner.startswith("#"):
        return {"type": "channel", "channel_id": inner[1:].split("|")[0]}
    if inner.startswith("!"):
        return {"type": "broadcast", "range": inner[1:]}
    return {"type": "link", "url": inner}
