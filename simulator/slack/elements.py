"""Tables the block elements and composition objects that Slack accepts, with their limits.

https://docs.slack.dev/reference/block-kit/block-elements
https://docs.slack.dev/reference/block-kit/composition-objects
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.slack.checks import (
    Check,
    anything,
    by_type,
    complaint,
    flag,
    items,
    needs_one_of,
    not_both,
    number,
    one_of,
    ordered,
    shape,
    string,
)


def plain(most: int, least: int = 1) -> Check:
    """A `plain_text` object of at most so many characters."""
    text = {"text": string(most, least)}
    return by_type({"plain_text": shape(text, {"emoji": flag})})


def mrkdwn(most: int) -> Check:
    """A text object of either kind."""
    text = {"text": string(most)}
    return by_type(
        {
            "plain_text": shape(text, {"emoji": flag}),
            "mrkdwn": shape(text, {"verbatim": flag}),
        }
    )


ID = string(255)
STYLE = one_of("primary", "danger")
DATE = string(10, 10)
CONFIRM = shape(
    {"title": plain(100), "text": mrkdwn(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
OPTION = shape(
    {"text": mrkdwn(75), "value": string(150)},
    {"description": mrkdwn(75), "url": string(3000)},
)
PLAIN_OPTION = shape(
    {"text": plain(75), "value": string(150)},
    {"description": plain(75), "url": string(3000)},
)
GROUP = shape({"label": plain(75), "options": items(PLAIN_OPTION, 100)})
DISPATCH = shape({}, {"trigger_actions_on": items(string(40), 2)})


def _known_choice(value: Any, at: str) -> Iterator[str]:
    """An initial option must be one of the options."""
    chosen = [value["initial_option"]] if "initial_option" in value else []
    chosen += value.get("initial_options", [])
    groups = value.get("option_groups") or [{"options": value.get("options") or []}]
    known = [option for group in groups for option in group.get("options", [])]
    if any(option not in known for option in chosen):
        yield complaint("initial option must be one of the options", at)


def _menu(extra: dict[str, Check] | None = None, *also: Check) -> Check:
    usual: dict[str, Check] = {
        "action_id": ID,
        "placeholder": plain(150),
        "confirm": CONFIRM,
        "focus_on_load": flag,
    }
    return shape({}, usual | (extra or {}), *also)


def _static(initial: dict[str, Check]) -> Check:
    lists: dict[str, Check] = {
        "options": items(PLAIN_OPTION, 100),
        "option_groups": items(GROUP, 100),
    }
    rules = (needs_one_of("options", "option_groups"), not_both("options", "option_groups"))
    return _menu(lists | initial, *rules, _known_choice)


def _picks(initial: dict[str, Check]) -> Check:
    """Radio buttons and checkboxes: at most ten options."""
    optional: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
    return shape({"options": items(OPTION, 10)}, optional | initial, _known_choice)


def _input(extra: dict[str, Check] | None = None, *also: Check) -> Check:
    return _menu({"dispatch_action_config": DISPATCH} | (extra or {}), *also)


def _says_whether_decimal(value: Any, at: str) -> Iterator[str]:
    if "is_decimal_allowed" not in value:
        yield complaint("missing required field: is_decimal_allowed", at)


SEVERAL = {"max_selected_items": number(1, 100)}
LENGTHS: dict[str, Check] = {
    "initial_value": string(3000, 0),
    "multiline": flag,
    "min_length": number(0, 3000),
    "max_length": number(1, 3000),
}
NUMBERS: dict[str, Check] = {
    "is_decimal_allowed": flag,
    "initial_value": string(255, 0),
    "min_value": string(255),
    "max_value": string(255),
}
BUTTON = shape(
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": string(3000),
        "value": string(2000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE = shape(
    {"alt_text": string(2000)},
    {"image_url": string(3000), "slack_file": anything},
    needs_one_of("image_url", "slack_file"),
)

ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": shape({"options": items(PLAIN_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "static_select": _static({"initial_option": PLAIN_OPTION}),
    "multi_static_select": _static({"initial_options": items(PLAIN_OPTION, 100)} | SEVERAL),
    "users_select": _menu({"initial_user": ID}),
    "multi_users_select": _menu({"initial_users": items(ID, 100, 0)} | SEVERAL),
    "channels_select": _menu({"initial_channel": ID}),
    "conversations_select": _menu(
        {"initial_conversation": ID, "default_to_current_conversation": flag, "filter": anything}
    ),
    "radio_buttons": _picks({"initial_option": OPTION}),
    "checkboxes": _picks({"initial_options": items(OPTION, 10)}),
    "datepicker": _menu({"initial_date": DATE}),
    "timepicker": _menu({"initial_time": string(5, 5), "timezone": string(64)}),
    "plain_text_input": _input(LENGTHS, ordered("min_length", "max_length")),
    "email_text_input": _input({"initial_value": string(3000, 0)}),
    "url_text_input": _input({"initial_value": string(3000, 0)}),
    "number_input": _input(NUMBERS, _says_whether_decimal),
}
INPUT_ONLY = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
NOT_IN_INPUTS = ("button", "image", "overflow")
