"""What people write in Slack becomes rich text: from blocks, or from mrkdwn where there are none.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from adapters import markdown
from core.values.rich_text import Block, BlockKind, RichText, Span, tidy

Payload = Mapping[str, Any]
Names = Callable[[str], str]
"""The name of a person by user id; empty where it is not known."""

_LOOKS = {"bold": "bold", "italic": "italic", "strike": "strike", "code": "code"}
_LINES = {
    "rich_text_section": BlockKind.TEXT,
    "rich_text_quote": BlockKind.QUOTE,
    "rich_text_preformatted": BlockKind.CODE,
}
_MOST = 3000  # elements that are read
_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_TOKEN = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_SPECIAL = re.compile(r"([\\\[\]!#|*~])")
_NO_MARKS = {1: None, 2: None}
_EDGE = r"(?<![\w{0}]){0}(?=\S)([^{0}\n]+?)(?<=\S){0}(?![\w{0}])"
_BOLD, _STRIKE = re.compile(_EDGE.format(r"\*")), re.compile(_EDGE.format("~"))


def rich_text(message: Payload, names: Names, without: str = "") -> RichText:
    """The message's words and looks. A mention of the user `without` is left out."""
    blocks = message.get("blocks")
    rich = [b for b in blocks if _is(b, "rich_text")] if isinstance(blocks, list) else []
    if not rich:
        written = message.get("text")
        return from_mrkdwn(written if isinstance(written, str) else "", names, without)
    read = (made for block in rich for e in _list(block) for made in _block(e, names, without))
    return RichText(blocks=tuple(_trimmed(list(read)[:_MOST])))


def mentioned(message: Payload) -> tuple[str, ...]:
    """The user ids of who is mentioned, at most 20."""
    written = message.get("text")
    found = _USER.findall(written) if isinstance(written, str) else []
    return tuple(dict.fromkeys(found))[:20]


def from_mrkdwn(written: str, names: Names, without: str = "") -> RichText:
    """Slack's own markup, by way of Markdown."""
    parts = _CODE.split(written)
    return markdown.rich_text(
        "".join(
            _unescaped(part) if place % 2 else _markdown(part, names, without)
            for place, part in enumerate(parts)
        )
    )


def _markdown(part: str, names: Names, without: str) -> str:
    pieces, at = [], 0
    for found in _TOKEN.finditer(part):
        pieces += [_marks(part[at : found.start()]), _token(found, names, without)]
        at = found.end()
    return "".join((*pieces, _marks(part[at:])))


def _marks(words: str) -> str:
    """`*bold*` is `**bold**`; what Markdown alone would read is escaped."""
    marked = _STRIKE.sub("\x02\\1\x02", _BOLD.sub("\x01\\1\x01", words.translate(_NO_MARKS)))
    words = _SPECIAL.sub(r"\\\1", marked).replace("\x01", "**").replace("\x02", "~~")
    return re.sub(r"^&gt; ?", "> ", re.sub(r"^•\s", "- ", words, flags=re.M), flags=re.M)


def _token(found: re.Match[str], names: Names, without: str) -> str:
    sign, target, label = found[1], found[2], found[3] or ""
    if sign:
        span = _called(sign, target, label, names, without)
        return _escaped(span.text) if span else ""
    target = _unescaped(target)
    return f"[{_escaped(label or target.removeprefix('mailto:'))}](<{target}>)"


def _escaped(words: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~&])", r"\\\1", words)


def _unescaped(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _called(sign: str, target: str, label: str, names: Names, without: str) -> Span | None:
    """A person, a channel or a group, by name."""
    match sign:
        case "@":
            if target == without:
                return None
            return _mention(names(target) or label or target, "@")
        case "#":
            return _mention(label or target, "#")
        case _:
            group = target.startswith("subteam")
            shown = label or ("group" if group else target.partition("^")[0])
            return Span(text=shown) if target.startswith("date") else _mention(shown, "@")


def _mention(name: str, sign: str) -> Span:
    return Span(text=tidy(sign + name.removeprefix(sign)), mention=True)


def _is(value: object, kind: str) -> bool:
    return isinstance(value, Mapping) and value.get("type") == kind


def _list(holder: Payload) -> Iterator[Payload]:
    elements = holder.get("elements")
    for element in elements if isinstance(elements, list) else ():
        if isinstance(element, Mapping):
            yield element


def _block(element: Payload, names: Names, without: str) -> Iterator[Block]:
    kind = str(element.get("type"))
    if kind == "rich_text_list":
        yield from _items(element, names, without)
    elif kind in _LINES:
        yield Block(kind=_LINES[kind], spans=tuple(_spans(element, names, without)))


def _items(element: Payload, names: Names, without: str) -> Iterator[Block]:
    ordered = element.get("style") == "ordered"
    first = _number(element, "offset") + 1 if ordered else 0
    for place, item in enumerate(_list(element)):
        yield Block(
            kind=BlockKind.ITEM,
            spans=tuple(_spans(item, names, without)),
            depth=min(_number(element, "indent"), 8),
            number=first + place if ordered else 0,
        )


def _number(element: Payload, key: str) -> int:
    value = element.get(key)
    return value if isinstance(value, int) and 0 <= value < 10_000 else 0


def _spans(section: Payload, names: Names, without: str) -> Iterator[Span]:
    for leaf in _list(section):
        span = _leaf(leaf, names, without)
        style = leaf.get("style")
        if span and span.text:
            yield span.model_copy(update=_looks(style if isinstance(style, Mapping) else {}))


def _looks(style: Payload) -> dict[str, bool]:
    return {ours: True for theirs, ours in _LOOKS.items() if style.get(theirs) is True}


def _leaf(leaf: Payload, names: Names, without: str) -> Span | None:
    def text(key: str) -> str:
        value = leaf.get(key)
        return tidy(value) if isinstance(value, str) else ""

    match leaf.get("type"):
        case "text":
            return Span(text=text("text"))
        case "link":
            address = text("url")
            return Span(text=text("text") or address.removeprefix("mailto:"), link=address)
        case "user":
            return _called("@", text("user_id"), "", names, without)
        case "channel":
            return _called("#", text("channel_id"), "", names, without)
        case "usergroup" | "team":
            return _called("!", "subteam", "", names, without)
        case "broadcast":
            return _called("!", text("range"), "", names, without)
        case "emoji":
            return Span(text=_emoji(text("unicode")) or f":{text('name')}:")
        case "date":
            return Span(text=text("fallback"))
        case _:
            return None


def _emoji(points: str) -> str:
    """`1f600-1f3fb` as the characters themselves."""
    try:
        return "".join(chr(int(point, 16)) for point in points.split("-")) if points else ""
    except (ValueError, OverflowError):
        return ""


def _trimmed(blocks: list[Block]) -> Iterator[Block]:
    """A section before a list ends with a line break; a mention that is left out leaves a space."""
    for place, block in enumerate(blocks):
        spans = list(block.spans)
        if spans and place + 1 < len(blocks):
            spans[-1] = spans[-1].model_copy(update={"text": spans[-1].text.removesuffix("\n")})
        if spans and place == 0:
            spans[0] = spans[0].model_copy(update={"text": spans[0].text.lstrip()})
        yield block.model_copy(update={"spans": tuple(s for s in spans if s.text)})
