"""Rich text of people becomes Slack's rich text elements, which read no markup.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from adapters.slack.lengths import split
from core.values.rich_text import Block, BlockKind, RichText, Span, leads_where_it_says

Element = dict[str, Any]
_LOOKS = ("bold", "italic", "strike", "code")


def quoted(rich: RichText, longest: int, part: int) -> list[Element]:
    """Blocks that show at most `longest` characters, each at most about `part` of them."""
    blocks: list[list[Element]] = []
    room = 0
    for element in _elements(rich.first(longest).blocks, part):
        length = _length(element)
        if length > room or not blocks:
            blocks.append([])
            room = part
        blocks[-1].append(element)
        room -= length
    return [{"type": "rich_text", "elements": elements} for elements in blocks]


def _elements(blocks: Iterable[Block], part: int) -> Iterator[Element]:
    for (kind, depth, ordered), group in groupby(blocks, _sort):
        match kind:
            case BlockKind.ITEM:
                yield _list(list(group), depth, ordered=ordered)
            case BlockKind.CODE:
                for block in group:
                    yield from _lines("rich_text_preformatted", [block], part)
            case _:
                yield from _lines("rich_text_quote", list(group), part)


def _sort(block: Block) -> tuple[BlockKind, int, bool]:
    """What goes into one element: quoted lines stand with the text around them."""
    kind = BlockKind.TEXT if block.kind is BlockKind.QUOTE else block.kind
    return kind, block.depth, bool(block.number)


def _list(items: list[Block], depth: int, *, ordered: bool) -> Element:
    made: Element = {
        "type": "rich_text_list",
        "style": "ordered" if ordered else "bullet",
        "elements": [
            {"type": "rich_text_section", "elements": _leaves(item.spans) or [{**_BLANK}]}
            for item in items
        ],
        "border": 1,
    }
    if depth:
        made["indent"] = min(depth, 8)
    return made | {"offset": items[0].number - 1} if ordered and items[0].number > 1 else made


def _lines(kind: str, blocks: list[Block], part: int) -> Iterator[Element]:
    """Text line by line, in elements of at most `part` characters."""
    leaves: list[Element] = []
    room = part
    for leaf in _leaves(_flowing(blocks, part)):
        length = len(leaf["text"])
        if length > room and leaves:
            yield {"type": kind, "elements": leaves}
            leaves, room = [], part
        leaves.append(leaf)
        room -= length
    if leaves:
        yield {"type": kind, "elements": leaves}


def _flowing(blocks: list[Block], part: int) -> Iterator[Span]:
    for place, block in enumerate(blocks):
        if place:
            yield Span(text="\n")
        mark = "> " if block.kind is BlockKind.QUOTE else ""
        if mark:
            yield Span(text=mark)
        for span in block.spans:
            text = span.text.replace("\n", f"\n{mark}")
            for piece in split(text, part) or [text]:
                yield span.model_copy(update={"text": piece})


_BLANK = {"type": "text", "text": " "}


def _leaves(spans: Iterable[Span]) -> list[Element]:
    return [_leaf(span) for span in spans if span.text]


def _leaf(span: Span) -> Element:
    style = {look: True for look in _LOOKS if getattr(span, look)}
    leaf: Element = {"type": "text", "text": span.text}
    if leads_where_it_says(span):
        leaf = {"type": "link", "url": span.link, "text": span.text}
    return leaf | {"style": style} if style else leaf


def _length(element: Element) -> int:
    if "text" in element:
        return len(element["text"])
    return sum(_length(inner) for inner in element["elements"])
