"""Shows the text of Adaptive Cards and of Teams messages: a little Markdown, and styles."""

from __future__ import annotations

from itertools import groupby

from simulator.page.html import Html, el, join
from simulator.page.mrkdwn import link
from simulator.payload import Json
from simulator.teams import markdown
from simulator.teams.markdown import Span

LOOKS = ("size", "weight", "color", "fontType", "horizontalAlignment")


def look(node: Json) -> list[str]:
    """The classes that size, weight and colour stand for."""
    named = [f"{name.lower()}-{str(node[name]).lower()}" for name in LOOKS if node.get(name)]
    return [*named, "subtle"] if node.get("isSubtle") else named


def blocks(text: str) -> Html:
    """Lines, and lists where lines begin with `-`, `*` or a number."""
    typed = [markdown.list_item(line) or ("p", line) for line in text.strip("\n").split("\n")]
    return join(
        _group(kind, [inline(line) for _, line in lines])
        for kind, lines in groupby(typed, key=lambda pair: pair[0])
    )


def inline(text: str) -> Html:
    return join(_span(span) for span in markdown.spans(text))


def plain(text: str) -> Html:
    """As people typed it."""
    return el("p", {}, Html("<br>".join(join(line) for line in text.split("\n"))))


def run(source: object) -> Html:
    """A run of a RichTextBlock: no Markdown there."""
    if not isinstance(source, dict):
        return join(str(source))
    classes = look(source)
    flags = ("highlight", "italic", "strikethrough", "underline")
    classes += [flag for flag in flags if source.get(flag)]
    return el("span", {"class": " ".join(classes)}, str(source.get("text", "")))


def _group(kind: str, lines: list[Html]) -> Html:
    if kind in ("ul", "ol"):
        return el(kind, {}, [el("li", {}, line) for line in lines])
    return el("p", {}, Html("<br>".join(lines)))


def _span(span: Span) -> Html:
    words: Html = join(span.text)
    if span.url:
        words = link(span.url, span.text) or words
    if span.emphasis:
        words = el("em", {}, words)
    return el("strong", {}, words) if span.strong else words
