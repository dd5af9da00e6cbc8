"""Our Markdown becomes Slack's mrkdwn. https://docs.slack.dev/messaging/formatting-message-text"""

import functools
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
_ENDS = ("paragraph", "heading", "fence", "code_block", "softbreak", "hardbreak")
_MARKS = {"strong": "*", "em": "_", "s": "~"}


def escaped(text: str) -> str:
    """Slack's three control characters, so that no text becomes a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@functools.lru_cache(maxsize=512)
def mrkdwn(markdown: str) -> str:
    """The same content in Slack's writing. Links keep http(s) and mailto addresses only."""
    return _blocks(SyntaxTreeNode(_PARSER.parse(markdown))).strip()


@functools.lru_cache(maxsize=512)
def plain(markdown: str) -> str:
    """The same content without any markup, for screen readers and notifications."""
    return " ".join("".join(_words(SyntaxTreeNode(_PARSER.parse(markdown)))).split())


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("text", "code_inline", "fence", "code_block"):
        yield node.content
    for child in node.children:
        yield from _words(child)
    if node.type in _ENDS:
        yield " "


def _blocks(node: SyntaxTreeNode) -> str:
    return "\n\n".join(filter(None, (_block(child) for child in node.children)))


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "heading":
            return f"*{_inline(node)}*"
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "blockquote":
            return "\n".join(f"> {line}" for line in _blocks(node).split("\n"))
        case "fence" | "code_block":
            return f"```\n{escaped(node.content.rstrip())}\n```"
        case "hr":
            return "———"
        case _:
            return _inline(node)


def _list(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    ordered = node.type == "ordered_list"
    lines = []
    for number, item in enumerate(node.children, first):
        bullet = f"{number}." if ordered else "•"
        body = "\n".join(_block(child) for child in item.children)
        lines.append(f"{bullet} {body}".replace("\n", "\n    "))
    return "\n".join(lines)


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_span(child) for child in node.children)


def _span(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return escaped(node.content)
        case "strong" | "em" | "s":
            mark = _MARKS[node.type]
            return f"{mark}{_inline(node)}{mark}"
        case "code_inline":
            return f"`{escaped(node.content)}`"
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            return _link(str(node.attrs.get("href", "")), _inline(node))
        case _:
            return _inline(node)


def _link(address: str, label: str) -> str:
    if not address.startswith(("https://", "http://", "mailto:")):
        return label
    return f"<{escaped(address).replace('|', '%7C')}|{label.replace('|', '¦')}>"
