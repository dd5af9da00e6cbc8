"""Tables the blocks and views that Slack accepts, and says what is wrong with the others.

https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulator.payload import Json
from simulator.slack.checks import (
    Check,
    anything,
    by_type,
    complaint,
    flag,
    items,
    needs_one_of,
    shape,
    string,
)
from simulator.slack.elements import (
    ELEMENTS,
    ID,
    IMAGE,
    INPUT_ONLY,
    NOT_IN_INPUTS,
    mrkdwn,
    plain,
)
from simulator.slack.rich_text import RICH_TEXT

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
BLOCK_ID: dict[str, Check] = {"block_id": ID}
IN_ACTIONS = tuple(kind for kind in ELEMENTS if kind not in (*INPUT_ONLY, "image"))
IN_SECTION = tuple(kind for kind in ELEMENTS if kind not in INPUT_ONLY)
IN_INPUT = tuple(kind for kind in ELEMENTS if kind not in NOT_IN_INPUTS)
IN_CONTEXT = {"image": IMAGE, "mrkdwn": mrkdwn(3000), "plain_text": mrkdwn(3000)}
CELLS: dict[str, Check] = {
    "raw_text": shape({"text": string(3000)}),
    "rich_text": shape({"elements": items(by_type(RICH_TEXT), 100)}, BLOCK_ID),
}


def _unique_action_ids(block: Any, at: str) -> Iterator[str]:
    """Within one block; seen at Slack in github.com/knacklabs/gantry/pull/458."""
    for action_id in _repeated(block.get("elements"), "action_id"):
        yield complaint(f"`action_id` {action_id} already exists for this block", at)


BLOCKS: dict[str, Check] = {
    "section": shape(
        {},
        {
            "text": mrkdwn(3000),
            "fields": items(mrkdwn(2000), 10),
            "accessory": by_type(ELEMENTS, *IN_SECTION),
            "expand": flag,
        }
        | BLOCK_ID,
        needs_one_of("text", "fields"),
    ),
    "divider": shape({}, BLOCK_ID),
    "header": shape({"text": plain(150)}, BLOCK_ID),
    "context": shape({"elements": items(by_type(IN_CONTEXT), 10)}, BLOCK_ID),
    "actions": shape(
        {"elements": items(by_type(ELEMENTS, *IN_ACTIONS), 25)}, BLOCK_ID, _unique_action_ids
    ),
    "image": shape(
        {"alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": anything, "title": plain(2000)} | BLOCK_ID,
        needs_one_of("image_url", "slack_file"),
    ),
    "input": shape(
        {"label": plain(2000), "element": by_type(ELEMENTS, *IN_INPUT)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag} | BLOCK_ID,
    ),
    "rich_text": shape({"elements": items(by_type(RICH_TEXT), 1000)}, BLOCK_ID),
    "markdown": shape({"text": string(12_000)}, BLOCK_ID),
    "table": shape(
        {"rows": items(items(by_type(CELLS), 20), 100)}, {"column_settings": anything} | BLOCK_ID
    ),
}

MODAL = shape(
    {"title": plain(24), "blocks": items(by_type(BLOCKS), VIEW_BLOCKS)},
    {
        "submit": plain(24),
        "close": plain(24),
        "private_metadata": string(3000, 0),
        "callback_id": string(255, 0),
        "external_id": string(255, 0),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = shape(
    {"blocks": items(by_type(BLOCKS), VIEW_BLOCKS)},
    {
        "private_metadata": string(3000, 0),
        "callback_id": string(255, 0),
        "external_id": string(255, 0),
    },
)


def wrong_with_message(blocks: Any) -> list[str]:
    """Complaints about the blocks of a message; empty when Slack would take them."""
    found = items(by_type(BLOCKS), MESSAGE_BLOCKS, 0)(blocks, "/blocks")
    return [*found, *_repeated_block_ids(blocks, "/blocks")]


def wrong_with_view(view: Any, kind: str) -> list[str]:
    """Complaints about a view of the given kind, `modal` or `home`."""
    if not isinstance(view, dict) or view.get("type") != kind:
        return [complaint(f"must be a view of type {kind}", "/view/type")]
    found = [*(MODAL if kind == "modal" else HOME)(view, "/view")]
    found += _repeated_block_ids(view.get("blocks"), "/view/blocks")
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(_kind(block) == "input" for block in blocks)
    if kind == "modal" and inputs and not view.get("submit"):
        found.append(complaint("missing required field: submit", "/view"))
    return found


def is_too_large(view: Json) -> bool:
    return len(json.dumps(view).encode()) > VIEW_BYTES


def _repeated_block_ids(blocks: Any, at: str) -> list[str]:
    ids = _repeated(blocks, "block_id")
    return [complaint(f"`block_id` {block_id} already exists", at) for block_id in ids]


def _repeated(objects: Any, key: str) -> list[str]:
    """Values of `key` that more than one of the objects has."""
    known = objects if isinstance(objects, list) else []
    values = Counter(str(item.get(key) or "") for item in known if isinstance(item, dict))
    return [value for value, times in values.items() if value and times > 1]


def _kind(block: Any) -> object:
    return block.get("type") if isinstance(block, dict) else None
