"""Teams' limits as checks of our own, and Microsoft's schema where it is at hand.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
"""

import functools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft6Validator

from adapters.teams.wire import written
from tests.core.given import ROOT

Json = dict[str, Any]
SCHEMAS = Path(os.environ.get("DESK_SCHEMAS") or ROOT.parent / "shared/schemas")
CARD_LIMIT = 25 * 1024
KNOWN = {
    "AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "Container", "ActionSet",
    "Action.Execute", "Action.Submit", "Action.OpenUrl", "Input.Text", "Input.ChoiceSet",
    "Input.Toggle", "Data.Query", "Image",
}  # fmt: skip


def nodes(value: object) -> Iterator[Json]:
    """Every object in a piece of JSON."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)


def strings(value: object, kind: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Every string, with the kind of element that holds it and the attribute it stands in."""
    if isinstance(value, dict):
        kind = str(value.get("type", kind))
        for key, item in value.items():
            yield from strings(item, kind, key)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, kind, name)
    elif isinstance(value, str):
        yield f"{kind}.{name}", value


def shown(card: Json) -> str:
    """All words on the card."""
    return "\n".join(text for place, text in strings(card["body"]) if place.endswith(".text"))


def check_card(card: Json) -> None:
    """What Teams would refuse, or show in part only."""
    assert len(written(card)) <= CARD_LIMIT
    assert card["body"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.5")
    found = [node for node in nodes(card) if "type" in node]
    assert {node["type"] for node in found} <= KNOWN
    ids = [node["id"] for node in found if node["type"].startswith("Input.")]
    assert len(ids) == len(set(ids))
    for node in found:
        _check_node(node)


def _check_node(node: Json) -> None:
    match node["type"]:
        case "Image":
            assert node["altText"]
            assert node["url"].startswith(("https://", "http://127.0.0.1:", "http://localhost:"))
        case "ActionSet":
            assert 1 <= len(node["actions"]) <= 6
        case "TextBlock" | "TextRun":
            assert node["text"]
        case "RichTextBlock":
            assert node["inlines"]
        case "Container":
            assert node["items"]
        case "Action.Execute":
            assert node["verb"] == node["data"]["command"]["do"]
            assert node["title"]
        case "Action.OpenUrl":
            assert node["url"].startswith(("https://", "http://", "mailto:"))
        case kind if kind.startswith("Input."):
            assert node["label"]
            assert node["id"]
            assert not node["isRequired"] or node["errorMessage"]


@functools.cache
def _schema() -> Draft6Validator:
    return Draft6Validator(json.loads((SCHEMAS / "adaptive-card-1.5.schema.json").read_text()))


def _without_people_picker(value: Any) -> Any:
    """Teams' own addition, which the schema of version 1.5 does not hold: `choices.data`.
    https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker"""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key != "choices.data"}
        return {key: _without_people_picker(item) for key, item in kept.items()}
    return [_without_people_picker(item) for item in value] if isinstance(value, list) else value


def check_schema(card: Json) -> None:
    """Against Microsoft's own schema; skips, saying so, where that file is absent."""
    if not (SCHEMAS / "adaptive-card-1.5.schema.json").exists():
        pytest.skip(f"NOT CHECKED against Microsoft's schema: not in {SCHEMAS}; set DESK_SCHEMAS")
    found = _schema().iter_errors(_without_people_picker(card))
    errors = [f"{e.instance_path}: {e.message[:200]}" for e in found]
    assert not errors
