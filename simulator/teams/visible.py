"""Reads what a person can see in an Adaptive Card: the words and the buttons."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.payload import Json
from simulator.teams import markdown
from simulator.teams.cards import actions, children, is_action, is_input, shown_card


def text_of(card: Json) -> str:
    """All visible words in reading order, one line per element."""
    return "\n".join(line for line in _lines(card) if line)


def labels_of(card: Json) -> list[str]:
    return [found.title for found in actions(card) if found.title]


def _lines(node: Json) -> Iterator[str]:
    if node.get("isVisible") is False:
        return
    if node.get("type") == "RichTextBlock":
        yield "".join(_run(run) for run in node.get("inlines", []))
        return
    yield from _own(node)
    for child in children(node):
        yield from _lines(child)
    if behind := shown_card(node):
        yield from _lines(behind)


def _own(node: Json) -> Iterator[str]:
    """The words that the element itself shows, without those of its children."""
    kind = node.get("type")
    if kind == "TextBlock":
        yield markdown.plain(str(node.get("text", "")))
    elif kind in ("Image", "Media"):
        yield str(node.get("altText", ""))
    elif is_input(node):
        yield from _field(node)
    elif is_action(node):
        yield str(node.get("title", ""))
    elif kind is None and "value" in node and "title" in node:
        yield f"{markdown.plain(str(node['title']))} {markdown.plain(str(node['value']))}"


def _field(node: Json) -> Iterator[str]:
    yield markdown.plain(str(node.get("label", "")))
    if node.get("type") == "Input.Toggle":
        yield str(node.get("title", ""))
    if node.get("type") == "Input.Text":
        yield str(node.get("value", ""))
    for choice in node.get("choices", []):
        yield str(choice.get("title", ""))


def _run(run: object) -> str:
    return str(run.get("text", "")) if isinstance(run, dict) else str(run)
