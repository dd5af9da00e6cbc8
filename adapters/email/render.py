"""Messages become mails: plain text, and the same as simple HTML.

Text of people is escaped in HTML and indented in plain text; it never reaches a header.
"""

import html
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from adapters.rich_html import quoted
from core.values.message import Message

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_STYLE = "font-family:sans-serif;line-height:1.5;max-width:44em;color:#1b1f24"
_QUOTE = "margin:1em 0;padding:.5em 1em;border-left:4px solid #6b7a90;white-space:pre-wrap"
_CELL = "text-align:left;vertical-align:top;padding:.2em 1em .2em 0"


def mail(
    message: Message,
    *,
    sender: str,
    to: str,
    key: str,
    answers: str | None,
    now: datetime,
    language: str = "",
) -> EmailMessage:
    """`key` makes the Message-ID; `answers` is the Message-ID of the mail that this one follows;
    `language` is the BCP 47 tag of what the desk says in it, empty where it is not known. The mail
    names its own Message-ID among its references: Exchange Online puts another in its place, and a
    reply brings the references along.

    Raises ValueError when a header would hold a line break.
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = to
    made["Subject"] = message.title
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message_id(key, sender)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's robot answers this
    made["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    if answers:
        made["In-Reply-To"] = answers
    made["References"] = f"{answers or ''} {made['Message-ID']}".strip()
    made.set_content(plain(message))
    made.add_alternative(rich(message, language), subtype="html")
    return made


def message_id(key: str, sender: str) -> str:
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{key}@{domain}>"


def plain(message: Message) -> str:
    parts = [
        _stripped(message.text),
        _indented(message),
        "\n".join(f"{fact.label}: {fact.value}" for fact in message.facts),
        f"{message.picture.alt}\n{message.picture.url}" if message.picture else "",
        f"-- \n{message.footer}" if message.footer else "",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _stripped(markdown: str) -> str:
    """Our Markdown as people write plain text: lists with dashes, links with their address."""
    return _text(SyntaxTreeNode(_MARKDOWN.parse(markdown))).strip()


def _text(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline" | "fence" | "code_block":
            return node.content.rstrip("\n")
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            return _address(str(node.attrs.get("href", "")), _joined(node))
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "root" | "list_item" | "blockquote":
            return _joined(node, "\n\n")
        case _:
            return _joined(node)


def _joined(node: SyntaxTreeNode, between: str = "") -> str:
    return between.join(_text(child) for child in node.children)


def _address(address: str, label: str) -> str:
    bare = address.removeprefix("mailto:")
    return bare if label in (address, bare) else f"{label} ({bare})"


def _list(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    ordered = node.type == "ordered_list"
    return "\n".join(
        f"{f'{number}.' if ordered else '-'} {_text(item)}".replace("\n", "\n  ")
        for number, item in enumerate(node.children, first)
    )


def _indented(message: Message) -> str:
    if message.quote is None:
        return ""
    by = f"{message.quote.by}:\n" if message.quote.by else ""
    return by + "\n".join(f"    {line}" for line in message.quote.text.splitlines())


def _linked(message: Message) -> str:
    """A link in words: pictures from elsewhere tell that a mail was read, so there are none."""
    if message.picture is None:
        return ""
    address, told = html.escape(message.picture.url), html.escape(message.picture.alt)
    return f"<p><a href='{address}'>{told}</a></p>"


def rich(message: Message, language: str = "") -> str:
    parts = [
        f"<h1 style='font-size:1.2em'>{html.escape(message.title)}</h1>",
        _MARKDOWN.render(message.text),
        _quoted(message),
        _table(message),
        _linked(message),
        f"<p style='color:#59636e'>{html.escape(message.footer)}</p>" if message.footer else "",
    ]
    body = "".join(parts)
    lang = f" lang='{html.escape(language)}'" if language else ""
    return f"<!doctype html><html{lang}><body style='{_STYLE}'>{body}</body></html>"


def _quoted(message: Message) -> str:
    if message.quote is None:
        return ""
    by = f"<p><b>{html.escape(message.quote.by)}</b></p>" if message.quote.by else ""
    rich = message.quote.rich
    said = quoted(rich) if rich else html.escape(message.quote.text)
    return f"{by}<blockquote style='{_QUOTE}'>{said}</blockquote>"


def _table(message: Message) -> str:
    rows = "".join(
        f"<tr><th scope='row' style='{_CELL}'>{html.escape(fact.label)}</th>"
        f"<td style='{_CELL}'>{html.escape(fact.value)}</td></tr>"
        for fact in message.facts
    )
    return f"<table>{rows}</table>" if rows else ""
