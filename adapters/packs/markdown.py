"""The Markdown that every platform can show: paragraphs, bold, flat lists, links."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_BLOCKS = {"paragraph", "bullet_list", "ordered_list", "list_item", "inline"}
_INLINE = {"text", "softbreak", "strong", "link", "text_special"}
_PARTS_OF_TABLES = {"thead", "tbody", "tr", "th", "td"}
_LISTS = {"bullet_list_open", "ordered_list_open"}
_NAMES = {
    "em": "emphasis",
    "code_inline": "code",
    "hr": "a rule",
    "hardbreak": "a forced line break",
    "heading": "a heading",
}

Remark = tuple[int, str]
"""A line of the text, from 0, and what is wrong there."""


def outside_subset(text: str) -> Iterator[Remark]:
    """Everything that is not in the subset, tables and raw HTML included."""
    depth = 0
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        line = token.map[0] if token.map else 0
        depth += _depth_change(token)
        if depth > 1 and token.type in _LISTS:
            yield line, "a list within a list is outside of our Markdown"
        if token.nesting >= 0 and _kind(token) not in _BLOCKS | _PARTS_OF_TABLES:
            yield line, f"{_name(token)} is outside of our Markdown"
        yield from _inline_remarks(token, line)


def bad_links(text: str) -> Iterator[Remark]:
    """Links that lead nowhere: relative ones, and addresses without a host or not by https."""
    for token in MarkdownIt("commonmark").parse(text):
        for line, child in _children(token):
            address = str(child.attrGet("href") or "")
            if child.type == "link_open" and not _is_good(address):
                yield line, f"'{address}' is not an https address, nor source:id"


def _is_good(address: str) -> bool:
    if address.startswith("source:"):
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in parts.netloc.strip(".")


def _inline_remarks(token: Token, line: int) -> Iterator[Remark]:
    for line, child in _children(token):
        if child.nesting >= 0 and _kind(child) not in _INLINE:
            yield line, f"{_name(child)} is outside of our Markdown"


def _children(token: Token) -> Iterator[tuple[int, Token]]:
    """The tokens within a line of text, each with its own line."""
    line = token.map[0] if token.map else 0
    for child in token.children or ():
        yield line, child
        line += child.type in {"softbreak", "hardbreak"}


def _depth_change(token: Token) -> int:
    return token.nesting if token.type.startswith(("bullet_list", "ordered_list")) else 0


def _kind(token: Token) -> str:
    return token.type.removesuffix("_open")


def _name(token: Token) -> str:
    kind = _kind(token)
    return _NAMES.get(kind, kind.replace("_", " "))
