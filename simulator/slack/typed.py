"""Turns what a person types into what Slack stores: escaped text, and a rich_text block.

https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from simulator.composer import Part, Words, parts
from simulator.payload import Json

TOKEN = re.compile(
    r"<(?:@[UW]\w+|#C\w+(?:\|[^<>]*)?|!(?:here|channel|everyone)|https?://[^<>\s]+)>"
)


def escaped(text: str) -> str:
    """`&`, `<` and `>` as entities, except in mentions and links such as `<@U123>`."""
    return "".join(_token(part) or _entities(part) for part in _parts(text))


def rich_text(text: str) -> Json:
    """The block that Slack's composer makes of the same text."""
    return {"type": "rich_text", "elements": [e for part in parts(text) for e in _elements(part)]}


def _elements(part: Part) -> list[Json]:
    """https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""
    if part.kind in ("bullet", "ordered"):
        items = [_section([line]) for line in part.lines]
        return [{"type": "rich_text_list", "style": part.kind, "indent": 0, "elements": items}]
    kinds = {"quote": "rich_text_quote", "code": "rich_text_preformatted"}
    return [_section(part.lines) | {"type": kinds.get(part.kind, "rich_text_section")}]


def _section(lines: Sequence[Sequence[Words]]) -> Json:
    leaves: list[Json] = []
    for place, line in enumerate(lines):
        broken = [*line[:-1], replace(line[-1], text=f"{line[-1].text}\n")]
        for words in line if place + 1 == len(lines) else broken:
            style = {"style": {words.look: True}} if words.look else {}
            leaves += [_leaf(piece) | style for piece in _parts(words.text)]
    return {"type": "rich_text_section", "elements": _merged(leaves)}


def _merged(leaves: list[Json]) -> list[Json]:
    """Neighbouring texts without looks are one leaf."""
    made: list[Json] = []
    for leaf in leaves:
        if made and set(leaf) == set(made[-1]) == {"type", "text"}:
            made[-1] = made[-1] | {"text": made[-1]["text"] + leaf["text"]}
        else:
            made.append(leaf)
    return made


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
