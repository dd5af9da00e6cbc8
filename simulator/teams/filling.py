"""Fills in the inputs of a card: turns what a person enters into the values Teams sends.

All values are strings, and an input left empty is not sent, as in Microsoft's own renderer
(github.com/microsoft/AdaptiveCards, SubmitAction). Validation:
https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/input-validation
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.payload import Json
from simulator.teams import markdown

REQUIRED = "This is a required input"
WRONG = "The value entered is not allowed"


def names_of(node: Json) -> tuple[str, ...]:
    """What a test may call the input: its id (always unique), its label or its words."""
    label = markdown.plain(str(node.get("label", "")))
    others = (label, str(node.get("title", "")), str(node.get("placeholder", "")))
    return str(node["id"]), *(name for name in others if name)


def filled(inputs: Iterable[Json], answers: Mapping[str, Any]) -> dict[str, str]:
    """The values by input id: these answers, else what was there from the start."""
    values = {}
    for node in inputs:
        given = [answers[name] for name in names_of(node) if name in answers]
        value = _typed(node, given[0]) if given else str(node.get("value", ""))
        if node["type"] == "Input.Toggle":
            value = value or _off(node)
        if value:
            values[str(node["id"])] = value
    return values


def refuse_unknown(inputs: Iterable[Json], answers: Mapping[str, Any]) -> None:
    """LookupError for a name that no input answers to."""
    known = {name for node in inputs for name in names_of(node)}
    unknown = [name for name in answers if name not in known]
    if unknown:
        raise LookupError(f"no such input: {unknown}; there are {sorted(known)}")


def complaints(inputs: Iterable[Json], values: Mapping[str, str]) -> dict[str, str]:
    """What Teams says before it sends anything, by input id."""
    found = {}
    for node in inputs:
        value = values.get(str(node["id"]), "")
        problem = _problem(node, value)
        if problem:
            found[str(node["id"])] = str(node.get("errorMessage") or problem)
    return found


def _typed(node: Json, answer: Any) -> str:
    if node["type"] == "Input.Toggle":
        on = answer in (True, node.get("valueOn", "true"))
        return str(node.get("valueOn", "true")) if on else _off(node)
    if node["type"] == "Input.ChoiceSet":
        chosen = answer if isinstance(answer, (list, tuple)) else [answer]
        return ",".join(_choice(node, each) for each in chosen if each not in (None, ""))
    text = "" if answer is None else str(answer)
    if node["type"] == "Input.Text" and node.get("maxLength"):
        return text[: int(node["maxLength"])]
    return text


def _choice(node: Json, answer: Any) -> str:
    for choice in node.get("choices", []):
        if answer in (choice.get("value"), choice.get("title")):
            return str(choice["value"])
    if "choices.data" in node:  # the people picker: ids of anybody in the tenant
        return str(answer)
    known = [choice.get("title") for choice in node.get("choices", [])]
    raise LookupError(f"{node['id']!r} has no choice {answer!r}; it has {known}")


def _problem(node: Json, value: str) -> str | None:
    if node["type"] == "Input.Toggle":
        off = node.get("isRequired") and value != str(node.get("valueOn", "true"))
        return REQUIRED if off else None
    if not value:
        return REQUIRED if node.get("isRequired") else None
    if node["type"] == "Input.Text" and node.get("regex"):
        return None if re.search(node["regex"], value) else WRONG
    return _out_of_bounds(node, value)


def _out_of_bounds(node: Json, value: str) -> str | None:
    """Numbers by size, dates and times by their ISO letters."""
    low, high = node.get("min"), node.get("max")
    if node["type"] == "Input.Number":
        try:
            number = float(value)
        except ValueError:
            return WRONG
        outside = (low is not None and number < low) or (high is not None and number > high)
    else:
        outside = bool((low and value < low) or (high and value > high))
    return WRONG if outside else None


def _off(toggle: Json) -> str:
    """Seen with Microsoft's Agents Playground: `false`, also where `valueOff` is empty."""
    return str(toggle.get("valueOff") or "false")
