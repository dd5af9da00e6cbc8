"""Reads what a person can see in Block Kit: the words, the buttons, the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.payload import Json

CLICKABLE = ("button", "overflow", "workflow_button")


def text_of(blocks: Iterable[Json]) -> str:
    """All visible words, one line per text object."""
    lines = (line for block in blocks for line in _lines(block))
    return "\n".join(line for line in lines if line)


def labels_of(blocks: Iterable[Json]) -> list[str]:
    return [label for element in clickable(blocks) for label, _ in choices(element)]


def clickable(blocks: Iterable[Json]) -> Iterator[Json]:
    """Buttons and overflow menus, each with the `block_id` it sits in."""
    return (element for element in elements(blocks) if element.get("type") in CLICKABLE)


def elements(blocks: Iterable[Json]) -> Iterator[Json]:
    """Every interactive element, each as a copy that carries its `block_id`."""
    for block in blocks:
        for element in own_elements(block):
            yield element | {"block_id": block.get("block_id", "")}


def own_elements(block: Json) -> Iterator[Json]:
    """The interactive elements of one block."""
    found = [block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "context_actions"):
        found += block.get("elements", [])
    for element in found:
        if isinstance(element, dict) and element.get("type") != "image":
            yield element


def choices(element: Json) -> list[tuple[str, Json | None]]:
    """What can be chosen: a button's own label, or each option with its text."""
    if "options" in element or "option_groups" in element:
        return [(words(option.get("text")), option) for option in options_of(element)]
    return [(words(element.get("text")), None)]


def options_of(element: Json) -> list[Json]:
    groups = [group.get("options", []) for group in element.get("option_groups", [])]
    return [*element.get("options", []), *(option for group in groups for option in group)]


def words(text: object) -> str:
    """The string of a text object, or the string itself."""
    if isinstance(text, dict):
        return str(text.get("text", ""))
    return str(text or "")


def _lines(block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind == "rich_text":
        yield "".join(_rich(block)).strip("\n")
        return
    yield words(block.get("text"))
    yield from (words(field) for field in block.get("fields", []))
    yield from _pictures(block, kind)
    yield words(block.get("label"))
    yield words(block.get("hint"))
    if kind == "context":
        yield from (
            words(element.get("text") or element.get("alt_text"))
            for element in block.get("elements", [])
        )
    for element in elements([block]):
        yield from (label for label, _ in choices(element))


def _pictures(block: Json, kind: object) -> Iterator[str]:
    if kind == "image":
        yield words(block.get("title"))
        yield words(block.get("alt_text"))


def _rich(node: Json) -> Iterator[str]:
    kind = node.get("type")
    if kind == "text":
        yield str(node.get("text", ""))
    elif kind == "link":
        yield str(node.get("text") or node.get("url", ""))
    elif kind == "user":
        yield f"<@{node.get('user_id')}>"
    elif kind == "channel":
        yield f"<#{node.get('channel_id')}>"
    elif kind == "emoji":
        yield f":{node.get('name')}:"
    elif kind == "date":
        yield str(node.get("fallback", ""))
    for child in node.get("elements", []):
        yield from _rich(child)
        if kind in ("rich_text", "rich_text_list"):
            yield "\n"
