"""Slack's limits as checks of our own, for what its models and schemas let pass.

https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views
"""

import functools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.core.given import ROOT

Json = dict[str, Any]
PEOPLE = ("rich_text", "plain_text")  # where Slack sees neither mentions nor links
SCHEMAS = Path(os.environ.get("DESK_SCHEMAS") or ROOT.parent / "shared/schemas")

LONGEST: dict[str, Callable[[Json], bool]] = {
    "header": lambda block: len(block["text"]["text"]) <= 150,
    "section": lambda block: 1 <= len(block["text"]["text"]) <= 3000,
    "actions": lambda block: 1 <= len(block["elements"]) <= 25,
    "context": lambda block: 1 <= len(block["elements"]) <= 10,
    "input": lambda block: len(block["label"]["text"]) <= 2000,
    "button": lambda item: (
        len(item["text"]["text"]) <= 75
        and len(item.get("value", "")) <= 2000
        and len(item.get("url", "")) <= 3000
    ),
    "static_select": lambda item: 1 <= len(item["options"]) <= 100,
    "checkboxes": lambda item: 1 <= len(item["options"]) <= 10,
    "plain_text_input": lambda item: (
        1 <= item["max_length"] <= 3000 and len(item.get("initial_value", "")) <= item["max_length"]
    ),
    "plain_text": lambda item: 1 <= len(item["text"]) <= 3000,
    "mrkdwn": lambda item: 1 <= len(item["text"]) <= 3000,
    "text": lambda item: len(item["text"]) >= 1,
    "rich_text": lambda block: len(block["elements"]) >= 1,
}


def nodes(value: object) -> Iterator[Json]:
    """Every object in a piece of JSON."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)


def strings(value: object, inside: str = "") -> Iterator[tuple[str, str]]:
    """Every string with the kind of text object (or the attribute) that holds it."""
    if isinstance(value, dict):
        kind = str(value.get("type"))
        quiet = kind if kind in PEOPLE else inside if inside in PEOPLE else ""
        for name, item in value.items():
            yield from strings(item, quiet or ("mrkdwn" if kind == "mrkdwn" else name))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, inside)
    elif isinstance(value, str):
        yield inside, value


def check_message(message: Json) -> None:
    assert 1 <= len(message["text"]) <= 4000
    assert len(message["blocks"]) <= 50
    _check_blocks(message["blocks"])


def check_view(view: Json) -> None:
    assert 1 <= len(view["blocks"]) <= 100
    _check_blocks(view["blocks"])
    assert len(view.get("private_metadata", "")) <= 3000
    for name in ("title", "submit", "close"):
        assert 1 <= len(view.get(name, {"text": "x"})["text"].strip()) <= 24
    if any(block["type"] == "input" for block in view["blocks"]):
        assert "submit" in view
    if view["type"] == "modal":
        View(**view).validate_json()


def _check_blocks(blocks: list[Json]) -> None:
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None, block
        parsed.validate_json()
    for node in nodes(blocks):
        check = LONGEST.get(str(node.get("type")))
        assert check is None or check(node), node
        assert len(node.get("action_id", "")) <= 255
        assert len(str(node.get("block_id", ""))) <= 255
    ids = [
        node["action_id"]
        for b in blocks
        if b["type"] != "input"
        for node in nodes(b)
        if "action_id" in node
    ]
    assert len(ids) == len(set(ids))
    names = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(names) == len(set(names))


@functools.cache
def _schema(name: str) -> Draft7Validator:
    path = SCHEMAS / f"{name}.schema.json"
    if not path.exists():
        pytest.skip(f"NOT CHECKED against Slack's own types: {path} is absent; set DESK_SCHEMAS")
    return Draft7Validator(json.loads(path.read_text()))


def check_schema(name: str, value: Json) -> None:
    """Slack's own TypeScript types; skips loudly where they are not at hand."""
    errors = [
        f"{'/'.join(map(str, e.instance_path))}: {e.message[:200]}"
        for e in _schema(name).iter_errors(value)
    ]
    assert errors == []
