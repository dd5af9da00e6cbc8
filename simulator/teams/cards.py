"""Walks through an Adaptive Card in reading order.

https://adaptivecards.io/explorer/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulator.payload import Json

HOLDERS = ("body", "items", "columns", "rows", "cells", "inlines", "facts", "images", "actions")
SINGLE = ("inlineAction", "selectAction")


@dataclass(frozen=True)
class Found:
    """An action, with the inputs whose values go with it: those of its card and the cards around.

    https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/input-validation
    """

    action: Json
    inputs: tuple[Json, ...]

    @property
    def title(self) -> str:
        return str(self.action.get("title") or "")

    @property
    def kind(self) -> str:
        return str(self.action.get("type"))

    def answers_to(self, label: str) -> bool:
        """Whether somebody may call it so: title, id or verb."""
        return label in (self.title, self.action.get("id"), self.action.get("verb"))


def children(node: Json) -> Iterator[Json]:
    """What is directly inside, but not the card behind an Action.ShowCard."""
    for key in (*HOLDERS, *SINGLE):
        for child in _listed(node.get(key)):
            if isinstance(child, dict):
                yield child


def within(node: Json) -> Iterator[Json]:
    """The node and everything inside it."""
    yield node
    for child in children(node):
        yield from within(child)


def everything(card: Json) -> Iterator[Json]:
    """The same, with the cards behind Action.ShowCard."""
    for node in within(card):
        yield node
        if behind := shown_card(node):
            yield from everything(behind)


def shown_card(node: Json) -> Json | None:
    card = node.get("card")
    return card if node.get("type") == "Action.ShowCard" and isinstance(card, dict) else None


def is_input(node: Json) -> bool:
    return str(node.get("type")).startswith("Input.")


def is_action(node: Json) -> bool:
    return str(node.get("type")).startswith("Action.")


def actions(card: Json, around: tuple[Json, ...] = ()) -> Iterator[Found]:
    """Every action with the inputs that go with it."""
    inputs = (*around, *(node for node in within(card) if is_input(node)))
    for node in within(card):
        if is_action(node):
            yield Found(node, inputs)
            if behind := shown_card(node):
                yield from actions(behind, inputs)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
