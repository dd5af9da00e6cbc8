"""The block table agrees with slack_sdk's own models, and with what Slack is known to refuse."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from simulator.slack.blocks import wrong_with_message, wrong_with_view
from tests.simulator.demo_desk import FORM, HELP, HOME, SHOWCASE, button, card_blocks, mrkdwn, plain

Json = dict[str, Any]


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x")} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def rich(*elements: Json) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(elements)}],
    }


def options(count: int) -> list[Json]:
    return [{"text": plain(str(n)), "value": str(n)} for n in range(count)]


SELECT: Json = {"type": "static_select", "action_id": "s", "placeholder": plain("p")}
GOOD: list[list[Json]] = [
    HELP,
    SHOWCASE,
    card_blocks("words"),
    [section(text=mrkdwn("x" * 3000))],
    [section(fields=[mrkdwn("x")] * 10)],
    [actions(*[button("x", str(n), "v" * 2000) for n in range(25)])],
    [actions(button("a", "same")), actions(button("b", "same"))],
    [actions(SELECT | {"options": options(100)})],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "divider", "block_id": "x" * 255}] * 1,
    [section()] * 50,
    [rich({"type": "text", "text": "x", "style": {"bold": True}})],
]
BAD: dict[str, list[Json]] = {
    "51 blocks": [section()] * 51,
    "unknown block": [{"type": "fancy"}],
    "no type": [{}],
    "section without text": [{"type": "section"}],
    "empty text": [section(text=mrkdwn(""))],
    "text too long": [section(text=mrkdwn("x" * 3001))],
    "plain string as text": [section(text="x")],
    "11 fields": [section(fields=[mrkdwn("x")] * 11)],
    "field too long": [section(fields=[mrkdwn("x" * 2001)])],
    "26 elements": [actions(*[button("x", str(n)) for n in range(26)])],
    "no elements": [actions()],
    "button text too long": [actions(button("x" * 76, "a"))],
    "button value too long": [actions(button("x", "a", "v" * 2001))],
    "button markdown": [actions(button("x", "a") | {"text": mrkdwn("x")})],
    "button style": [actions(button("x", "a", style="pretty"))],
    "action_id too long": [actions(button("x", "a" * 256))],
    "action_id twice": [actions(button("x", "a"), button("y", "a"))],
    "block_id too long": [section(block_id="b" * 256)],
    "block_id twice": [section(block_id="b"), section(block_id="b")],
    "header too long": [{"type": "header", "text": plain("x" * 151)}],
    "header markdown": [{"type": "header", "text": mrkdwn("x")}],
    "unknown property": [section(colour="red")],
    "no options": [actions(SELECT | {"options": []})],
    "101 options": [actions(SELECT | {"options": options(101)})],
    "option value too long": [
        actions(SELECT | {"options": [{"text": plain("x"), "value": "v" * 151}]})
    ],
    "initial option unknown": [
        actions(SELECT | {"options": options(2), "initial_option": options(3)[2]})
    ],
    "11 context elements": [{"type": "context", "elements": [mrkdwn("x")] * 11}],
    "unknown rich text": [rich({"type": "blink", "text": "x"})],
    "image without alt": [{"type": "image", "image_url": "https://x.example/x.png"}],
    "input element in actions": [actions({"type": "plain_text_input", "action_id": "a"})],
    "input without label": [{"type": "input", "element": {"type": "datepicker", "action_id": "a"}}],
    "six in overflow": [actions({"type": "overflow", "action_id": "o", "options": options(6)})],
}


@pytest.mark.parametrize("blocks", GOOD)
def test_accepted(blocks: list[Json]) -> None:
    assert wrong_with_message(blocks) == []
    for block in blocks:
        parsed = Block.parse(copy.deepcopy(block))
        assert parsed is not None
        parsed.validate_json()


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    wrong = wrong_with_message(BAD[name])
    assert wrong
    assert all(line.startswith("[ERROR] ") and "[json-pointer:/blocks" in line for line in wrong)


def refused_by_sdk(block: Json) -> bool:
    try:
        parsed = Block.parse(copy.deepcopy(block))
        if parsed is None:
            return True
        parsed.validate_json()
        for element in getattr(parsed, "elements", None) or []:
            if hasattr(element, "validate_json"):
                element.validate_json()
    except (SlackObjectFormationError, TypeError):
        return True
    return False


def test_whatever_the_sdk_refuses_is_refused() -> None:
    doubtful = [blocks for blocks in BAD.values() if any(refused_by_sdk(b) for b in blocks)]
    assert len(doubtful) > 10
    assert all(wrong_with_message(blocks) for blocks in doubtful)


def test_views() -> None:
    assert wrong_with_view(FORM, "modal") == []
    assert wrong_with_view(HOME, "home") == []


@pytest.mark.parametrize(
    "change",
    [
        {"title": plain("x" * 25)},
        {"title": None},
        {"submit": plain("x" * 25)},
        {"submit": None},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"blocks": []},
        {"blocks": [section()] * 101},
        {"type": "home"},
        {"colour": "red"},
    ],
)
def test_bad_views(change: Json) -> None:
    changed = {key: value for key, value in (FORM | change).items() if value is not None}
    assert wrong_with_view(changed, "modal")


@pytest.mark.parametrize("rubbish", [None, 5, "x", {}, [None], [[]], [{"type": ["section"]}]])
def test_rubbish_is_refused_and_nothing_breaks(rubbish: Any) -> None:
    assert wrong_with_message(rubbish)
    assert wrong_with_view(rubbish, "modal")
