"""Markdown that people type becomes rich text: emphasis, lists, links, quotations, code.

Headings, tables, images and HTML stay the characters that were typed.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.values.rich_text import Block, BlockKind, RichText, Span, tidy

_KNOWN = "list blockquote fence newline escape entity autolink link backticks emphasis"
_PARSER = MarkdownIt("zero").enable([*_KNOWN.split(), "strikethrough"])
_LOOKS = {"strong": "bold", "em": "italic", "s": "strike"}
_MOST = 40_000  # characters


def rich_text(markdown: str) -> RichText:
    """What the text says; longer than 40,000 characters is cut."""
    root = SyntaxTreeNode(_PARSER.parse(tidy(markdown)[:_MOST]))
    return RichText(blocks=tuple(_spaced(_blocks(root, 0))))


def _spaced(blocks: Iterator[Block]) -> Iterator[Block]:
    """A blank line between paragraphs, as they were typed."""
    last: Block | None = None
    for block in blocks:
        if last and last.kind is block.kind is BlockKind.TEXT:
            yield Block()
        yield block
        last = block


def _blocks(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    for child in node.children:
        match child.type:
            case "bullet_list" | "ordered_list":
                yield from _list(child, depth)
            case "blockquote":
                yield from (_quoted(block) for block in _blocks(child, 0))
            case "fence":
                code = Span(text=child.content.rstrip("\n") or " ")
                yield Block(kind=BlockKind.CODE, spans=(code,))
            case _:
                yield Block(spans=tuple(_spans(child, Span(text=""))))


def _list(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    for place, item in enumerate(node.children):
        for number, block in enumerate(_blocks(item, depth + 1)):
            if number == 0 and block.kind is BlockKind.TEXT:
                yield block.model_copy(
                    update={
                        "kind": BlockKind.ITEM,
                        "depth": depth,
                        "number": first + place if first else 0,
                    }
                )
            else:
                yield block


def _quoted(block: Block) -> Block:
    """A list or code inside of a quotation is quoted as text."""
    if block.kind is BlockKind.TEXT:
        return block.model_copy(update={"kind": BlockKind.QUOTE})
    return Block(kind=BlockKind.QUOTE, spans=(Span(text=block.plain),))


def _spans(node: SyntaxTreeNode, look: Span) -> Iterator[Span]:
    for child in node.children:
        match child.type:
            case "text":
                yield look.model_copy(update={"text": child.content})
            case "code_inline":
                yield look.model_copy(update={"text": child.content, "code": True})
            case "softbreak" | "hardbreak":
                yield look.model_copy(update={"text": "\n", "link": ""})
            case "link":
                address = str(child.attrs.get("href", ""))
                yield from _spans(child, look.model_copy(update={"link": address}))
            case kind:
                looks = {_LOOKS[kind]: True} if kind in _LOOKS else {}
                yield from _spans(child, look.model_copy(update=looks))
