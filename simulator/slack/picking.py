"""Finds what a person clicks or chooses, and writes it as the `actions` entry of a payload.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.payload import Json
from simulator.slack import filling, visible

CARRIED = (
    "type",
    "action_id",
    "block_id",
    "text",
    "value",
    "style",
    "confirm",
    "accessibility_label",
)


def click(blocks: Iterable[Json], label: str) -> Json:
    """A button by its label or action id, or an overflow menu's entry by its label."""
    blocks = list(blocks)
    for element in visible.clickable(blocks):
        for words, option in visible.choices(element):
            if option is not None and label in (words, option.get("value")):
                return _carried(element) | {"selected_option": option}
            if option is None and label in (words, element.get("action_id")):
                return _carried(element)
    raise LookupError(f"no button {label!r}; there are {visible.labels_of(blocks)}")


def choice(blocks: Iterable[Json], label: str, answer: Any) -> Json:
    """An answer given to a field that acts at once."""
    for field in filling.fields_of(blocks):
        if label in field.names:
            carried = _carried(field.element) | {"block_id": field.block_id}
            return carried | field.state(answer)
    raise LookupError(f"no field {label!r}")


def at(blocks: Iterable[Json], block_id: str, action_id: str, answer: Any) -> Json:
    """Exactly this element; `answer` is what was chosen, or nothing for a button."""
    for element in visible.elements(blocks):
        if (element["block_id"], element["action_id"]) != (block_id, action_id):
            continue
        if element["type"] == "button":
            return _carried(element)
        if element["type"] == "overflow":
            chosen = [o for o in visible.options_of(element) if o.get("value") == answer]
            return _carried(element) | {"selected_option": chosen[0]}
        return choice(blocks, f"{block_id}/{action_id}", answer)
    raise LookupError(f"no element {block_id}/{action_id}")


def has_field(blocks: Iterable[Json], name: str) -> bool:
    return any(name in field.names for field in filling.fields_of(blocks))


def _carried(element: Json) -> Json:
    return {key: element[key] for key in CARRIED if key in element}
