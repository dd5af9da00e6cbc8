"""Shows the inputs of an Adaptive Card as native, labelled HTML controls.

https://adaptivecards.io/explorer/Input.Text.html and those beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.page import card_text
from simulator.page.html import Attributes, Html, Value, el, join
from simulator.payload import Json

if TYPE_CHECKING:
    from simulator.page.adaptive import Canvas

Bag = dict[str, Value]

TYPES = {"Input.Text": "text", "Input.Number": "number", "Input.Date": "date", "Input.Time": "time"}
TEXT_TYPES = ("text", "tel", "url", "email", "password")
SEVERAL = "Input.ChoiceSet"


def drawn(canvas: Canvas, node: Json) -> Html:
    """A field with its label, and its complaint where a screen reader finds it."""
    error = canvas.errors.get(node["id"], "")
    field_id = f"{canvas.surface.id}-{node['id']}".replace(" ", "_")
    ticks = _is_ticked(node)
    attributes: Attributes = {
        "class": "field invalid" if error else "field",
        "data-input": node["id"],
        "data-testid": f"field-{node['id']}",
        "aria-describedby": f"{field_id}-notes" if ticks else None,
    }
    notes: Attributes = {"class": "notes", "id": f"{field_id}-notes"}
    complaint = el("span", {"class": "error", "role": "alert"}, error) if error else Html()
    return el(
        "fieldset" if ticks else "div",
        attributes,
        _label(node, field_id, ticks=ticks),
        _control(node, field_id, invalid=bool(error)),
        el("div", notes, complaint),
    )


def _label(node: Json, field_id: str, *, ticks: bool) -> Html:
    label = node.get("label")
    if not label:
        return Html()
    star = el("span", {"class": "required", "title": "required"}, " *")
    words = join(card_text.inline(str(label)), star if node.get("isRequired") else Html())
    return el("legend", {}, words) if ticks else el("label", {"for": field_id}, words)


def _control(node: Json, field_id: str, *, invalid: bool) -> Html:
    attributes: Attributes = {
        "id": field_id,
        "name": field_id,
        "data-type": node["type"],
        "aria-required": "true" if node.get("isRequired") else None,
        "aria-invalid": "true" if invalid else None,
        "aria-describedby": f"{field_id}-notes",
        "aria-label": None if node.get("label") else node.get("placeholder") or node["id"],
    }
    return CONTROLS.get(node["type"], _entry)(node, dict(attributes))


def _entry(node: Json, attributes: Bag) -> Html:
    value = str(node.get("value", ""))
    most = node.get("maxLength")
    attributes |= {"placeholder": node.get("placeholder"), "maxlength": int(most) if most else None}
    if node.get("isMultiline"):
        return el("textarea", attributes | {"rows": 4}, value)
    kind = TYPES[node["type"]]
    style = node.get("style")
    if kind == "text" and style in TEXT_TYPES:
        kind = str(style)
    bounds: Bag = {"min": node.get("min"), "max": node.get("max"), "type": kind, "value": value}
    return el("input", attributes | bounds)


def _toggle(node: Json, attributes: Bag) -> Html:
    on = str(node.get("valueOn", "true"))
    box: Bag = {"type": "checkbox", "value": on, "checked": str(node.get("value", "")) == on}
    attributes["aria-label"] = None
    title = card_text.inline(str(node.get("title", "")))
    star = el("span", {"class": "required"}, " *") if node.get("isRequired") else Html()
    words = el("span", {}, title, star if not node.get("label") else Html())
    return el("label", {"class": "tick"}, el("input", attributes | box), words)


def _choices(node: Json, attributes: Bag) -> Html:
    chosen = str(node.get("value", "")).split(",")
    if "choices.data" in node:  # the people picker; its ids are typed here
        bounds: Bag = {"type": "text", "value": str(node.get("value", ""))}
        return el("input", attributes | bounds | {"placeholder": "ids of people, with commas"})
    if _is_ticked(node):
        return _ticks(node, attributes, chosen)
    empty = el("option", {"value": ""}, str(node.get("placeholder") or "Choose"))
    options = [
        el("option", {"value": each["value"], "selected": each["value"] in chosen}, each["title"])
        for each in node.get("choices", [])
    ]
    return el("select", attributes, empty, options)


def _ticks(node: Json, attributes: Bag, chosen: list[str]) -> Html:
    kind = "checkbox" if node.get("isMultiSelect") else "radio"
    ticks = []
    for number, each in enumerate(node.get("choices", [])):
        box = attributes | {
            "type": kind,
            "id": f"{attributes['id']}-{number}",
            "value": each["value"],
            "checked": each["value"] in chosen,
            "aria-label": None,
            "aria-describedby": None,
        }
        words = el("span", {}, card_text.inline(str(each["title"])))
        ticks.append(el("label", {"class": "tick"}, el("input", box), words))
    return join(ticks)


def _is_ticked(node: Json) -> bool:
    """Whether the choices are all shown, to be ticked."""
    expanded = node.get("style") == "expanded" or node.get("isMultiSelect")
    return node["type"] == SEVERAL and bool(expanded) and "choices.data" not in node


CONTROLS: dict[str, Callable[[Json, Bag], Html]] = {
    "Input.Toggle": _toggle,
    SEVERAL: _choices,
}
