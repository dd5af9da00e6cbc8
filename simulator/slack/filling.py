"""Fills in forms: turns what a person enters into the `state.values` that Slack sends.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.payload import Json
from simulator.slack import visible

REQUIRED = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL = re.compile(r"https?://\S+")

# Which key of the state holds the answer, and which property of the element its initial value.
ANSWERS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}
LISTS = ("selected_options", "selected_users")


@dataclass(frozen=True)
class Field:
    """One element that holds a value, with the label a person sees."""

    block_id: str
    action_id: str
    label: str
    element: Json
    required: bool

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def names(self) -> tuple[str, ...]:
        """What a test may call it; the page uses the last, which is always unique."""
        return self.block_id, self.action_id, self.label, f"{self.block_id}/{self.action_id}"

    def state(self, answer: Any) -> Json:
        """The entry in `state.values` for this answer."""
        key = ANSWERS[self.kind][0]
        return {"type": self.kind, key: self._typed(key, answer)}

    def initial(self) -> Any:
        return self.element.get(ANSWERS[self.kind][1])

    def _typed(self, key: str, answer: Any) -> Any:
        if key == "selected_option":
            return self._option(answer)
        if key == "selected_options":
            chosen = answer if isinstance(answer, (list, tuple)) else [answer] if answer else []
            return [self._option(each) for each in chosen]
        if key in LISTS:
            return list(answer or [])
        return str(answer) if answer not in (None, "") else None

    def _option(self, answer: Any) -> Json | None:
        if answer in (None, ""):
            return None
        for option in visible.options_of(self.element):
            if answer in (option, option.get("value"), visible.words(option.get("text"))):
                return option
        known = [visible.words(option.get("text")) for option in visible.options_of(self.element)]
        raise LookupError(f"{self.label!r} has no option {answer!r}; it has {known}")


def fields_of(blocks: Iterable[Json]) -> list[Field]:
    return [
        Field(
            block["block_id"],
            element["action_id"],
            visible.words(block.get("label") or block.get("text")),
            element,
            block.get("type") == "input" and not block.get("optional", False),
        )
        for block in blocks
        for element in visible.own_elements(block)
        if element["type"] in ANSWERS
    ]


def filled(blocks: Iterable[Json], answers: Mapping[str, Any]) -> Json:
    """`state.values`: these answers (by block id, action id or label), else initial values."""
    fields = fields_of(blocks)
    _refuse_unknown(fields, answers)
    values: Json = {}
    for field in fields:
        given = [answers[name] for name in field.names if name in answers]
        state = field.state(given[0] if given else field.initial())
        values.setdefault(field.block_id, {})[field.action_id] = state
    return values


def complaints(blocks: Iterable[Json], values: Json) -> dict[str, str]:
    """What Slack's own client says before it submits, by block id."""
    found = {}
    for field in fields_of(blocks):
        state = values[field.block_id][field.action_id]
        complaint = _complaint(field, state[ANSWERS[field.kind][0]])
        if complaint:
            found[field.block_id] = complaint
    return found


def _complaint(field: Field, value: Any) -> str | None:
    if not value:
        return REQUIRED if field.required else None
    if field.kind == "plain_text_input":
        return _length(field.element, value)
    if field.kind == "email_text_input" and not EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if field.kind == "url_text_input" and not URL.fullmatch(value):
        return "Please enter a valid URL."
    return _number(field.element, value) if field.kind == "number_input" else None


def _length(element: Json, value: str) -> str | None:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter no more than {element.get('max_length', 3000)} characters."
    return None


def _number(element: Json, value: str) -> str | None:
    try:
        number = float(value) if element.get("is_decimal_allowed") else int(value)
    except ValueError:
        return "Please enter a valid number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < float(low):
        return f"Please enter a number no less than {low}."
    if high is not None and number > float(high):
        return f"Please enter a number no more than {high}."
    return None


def _refuse_unknown(fields: list[Field], answers: Mapping[str, Any]) -> None:
    known = {name for field in fields for name in field.names}
    unknown = [name for name in answers if name not in known]
    if unknown:
        raise LookupError(f"no such field: {unknown}; the form has {[f.label for f in fields]}")
