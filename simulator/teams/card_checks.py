"""Says what is wrong with an Adaptive Card, and takes out what Teams would not show.

https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference#adaptive-card
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.payload import Json
from simulator.teams import cards
from simulator.teams.card_shapes import ACTIONS, CARD, ELEMENTS, NEEDED, Shape
from simulator.teams.refusals import RefusedError

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
CARD_BYTES = 28 * 1024
IMPLIED = {"columns": "Column", "rows": "TableRow", "cells": "TableCell", "inlines": "TextRun"}
UNTYPED = ("facts", "choices")


@dataclass
class Checked:
    """The card as it is shown, what was left out of it, and what a stricter reader would say."""

    card: Json
    dropped: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def checked(card: Any) -> Checked:
    """RefusedError where Teams takes no part of the card."""
    _refuse_unreadable(card)
    result = Checked(card)
    result.card = _kept(card, CARD, "card", result)
    _refuse_bad_inputs(result.card)
    return result


def is_too_big(card: Any) -> bool:
    return len(json.dumps(card, ensure_ascii=False).encode()) > CARD_BYTES


def _refuse_unreadable(card: Any) -> None:
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        raise RefusedError("BadArgument", "the content is no AdaptiveCard")
    version = card.get("version")
    if version not in VERSIONS:
        raise RefusedError("BadArgument", f"Teams shows versions up to 1.5, not {version!r}")
    if is_too_big(card):
        raise RefusedError("MessageSizeTooBig")


def _refuse_bad_inputs(card: Json) -> None:
    """Inputs without id cannot be sent back; an id twice breaks the card."""
    nodes = list(cards.everything(card))
    nameless = [str(node["type"]) for node in nodes if cards.is_input(node) and not node.get("id")]
    if nameless:
        raise RefusedError("BadArgument", f"{nameless[0]} has no id")
    ids = Counter(str(node["id"]) for node in nodes if node.get("id"))
    twice = [name for name, times in ids.items() if times > 1]
    if twice:
        raise RefusedError("BadArgument", f"duplicate id {twice[0]!r}")


def _kept(node: Json, shape: Shape, at: str, result: Checked) -> Json:
    """A copy without the elements that nobody knows."""
    result.complaints += _complaints(node, shape, at)
    copy = dict(node)
    for key, value in node.items():
        if key in UNTYPED or key not in (*cards.HOLDERS, *cards.SINGLE):
            continue
        if isinstance(value, list):
            copy[key] = [*_kept_children(value, key, f"{at}/{key}", result)]
        else:
            copy[key] = next(_kept_children([value], key, f"{at}/{key}", result), None)
    if behind := cards.shown_card(node):
        copy["card"] = _kept(behind, CARD, f"{at}/card", result)
    return copy


def _kept_children(children: list[Any], key: str, at: str, result: Checked) -> Iterator[Any]:
    for number, child in enumerate(children):
        kind = _kind(child, key)
        shape = _shape(kind, key)
        if isinstance(child, str) and key == "inlines":
            yield child
        elif shape is not None:
            yield _kept(child, shape, f"{at}/{number}", result)
        else:
            yield from _fallback(child, key, at, result, kind)


def _fallback(child: Any, key: str, at: str, result: Checked, kind: str) -> Iterator[Any]:
    """https://learn.microsoft.com/en-us/adaptive-cards/rendering-cards/fallback"""
    result.dropped.append(kind)
    result.complaints.append(f"{at}: unknown {kind}")
    fallback = child.get("fallback") if isinstance(child, dict) else None
    if isinstance(fallback, dict):
        yield from _kept_children([fallback], key, f"{at}/fallback", result)


def _kind(child: Any, key: str) -> str:
    if not isinstance(child, dict):
        return type(child).__name__
    return str(child.get("type") or IMPLIED.get(key, ""))


def _shape(kind: str, key: str) -> Shape | None:
    if key == "columns" and kind in ("Column", "TableColumnDefinition"):
        return ELEMENTS["Column"] | {"horizontalCellContentAlignment": str}
    if key in ("actions", *cards.SINGLE):
        return ACTIONS.get(kind)
    return ELEMENTS.get(kind)


def _complaints(node: Json, shape: Shape, at: str) -> Iterator[str]:
    needed = NEEDED.get(str(node.get("type")))
    if needed and not node.get(needed):
        yield f"{at}: {node['type']} needs {needed}"
    for key, value in node.items():
        if key not in shape and key != "verticalCellContentAlignment":
            yield f"{at}: unknown property {key}"
        elif key in shape and value is not None and not _fits(value, shape[key]):
            yield f"{at}/{key}: {value!r} is not allowed"


def _fits(value: Any, allowed: Any) -> bool:
    if not isinstance(allowed, tuple):
        return isinstance(value, allowed)
    if all(isinstance(each, str) for each in allowed):
        return isinstance(value, str) and value.lower() in {each.lower() for each in allowed}
    return isinstance(value, allowed)
