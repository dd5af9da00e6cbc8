"""Shows buttons, menus and form fields as native, labelled HTML controls.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from simulator.page import mrkdwn
from simulator.page.html import Html, el, join
from simulator.payload import Json
from simulator.slack import visible
from simulator.slack.filling import ANSWERS
from simulator.slack.workspace import Workspace


@dataclass(frozen=True)
class Surface:
    """Where blocks are shown: `id` keeps the ids of two copies of a message apart."""

    workspace: Workspace
    id: str
    disabled: bool = False


Attributes = dict[str, str | bool | int | None]

INPUT_TYPES = {
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "text",
    "datepicker": "date",
    "timepicker": "time",
}
PEOPLE = ("users_select", "multi_users_select")


def control(surface: Surface, block_id: str, element: Json) -> Html:
    """An element that acts as soon as it is used."""
    if element["type"] == "button":
        return _button(surface, block_id, element)
    if element["type"] == "overflow":
        return _overflow(surface, block_id, element)
    drawn = _field(surface, block_id, element)
    label = visible.words(element.get("placeholder")) or "Choose"
    attributes = _acts(surface, block_id, element) | {"class": "acts", "data-field": True}
    return el("span", attributes, el("span", {"class": "unseen"}, label), drawn)


def input_block(surface: Surface, block: Json, error: str) -> Html:
    """A labelled field, with its hint and its error where a screen reader finds them."""
    element, block_id = block["element"], block["block_id"]
    optional = el("small", {}, " (optional)") if block.get("optional") else Html()
    words = join(visible.words(block["label"]), optional)
    field_id = _id(surface, block_id, element)
    several = element["type"] in ("radio_buttons", "checkboxes")
    label = el("legend", {}, words) if several else el("label", {"for": field_id}, words)
    attributes: Attributes = {
        "class": "field invalid" if error else "field",
        "data-block": block_id,
        "data-testid": f"field-{block_id}",
    }
    attributes |= {"aria-describedby": f"{field_id}-notes"} if several else {}
    notes = _notes(field_id, visible.words(block.get("hint")), error)
    drawn = _field(surface, block_id, element, described=f"{field_id}-notes", invalid=bool(error))
    return el("fieldset" if several else "div", attributes, label, drawn, notes)


def _notes(field_id: str, hint: str, error: str) -> Html:
    shown_hint = el("span", {"class": "hint"}, hint) if hint else Html()
    shown_error = el("span", {"class": "error", "role": "alert"}, error) if error else Html()
    return el("div", {"class": "notes", "id": f"{field_id}-notes"}, shown_hint, shown_error)


def _button(surface: Surface, block_id: str, element: Json) -> Html:
    label = visible.words(element["text"])
    style = element.get("style", "")
    attributes = _acts(surface, block_id, element) | {
        "type": "button",
        "class": f"button {style}".strip(),
        "aria-label": element.get("accessibility_label"),
        "data-url": element.get("url"),
        "data-testid": f"button-{element['action_id']}",
    }
    return el("button", attributes, label)


def _overflow(surface: Surface, block_id: str, element: Json) -> Html:
    entries = [
        el(
            "button",
            _acts(surface, block_id, element)
            | {"type": "button", "data-answer": option.get("value"), "data-url": option.get("url")},
            label,
        )
        for label, option in visible.choices(element)
        if option is not None
    ]
    summary = el("summary", {"class": "button", "aria-label": "More actions"}, "⋯")
    return el("details", {"class": "overflow"}, summary, el("div", {"class": "menu"}, entries))


def _acts(surface: Surface, block_id: str, element: Json) -> Attributes:
    """What the script needs to know when the control is used."""
    confirm = element.get("confirm")
    return {
        "data-action": element["action_id"],
        "data-block": block_id,
        "data-confirm": json.dumps(_confirmation(surface, confirm)) if confirm else None,
        "disabled": surface.disabled,
    }


def _confirmation(surface: Surface, confirm: Json) -> Json:
    """The words of the dialog; `html` is its text, escaped."""
    words = {key: visible.words(confirm[key]) for key in ("title", "confirm", "deny")}
    text = confirm["text"]
    is_markup = text["type"] == "mrkdwn"
    html = (
        mrkdwn.shown(surface.workspace, text["text"]) if is_markup else mrkdwn.plain(text["text"])
    )
    return words | {"html": html, "style": confirm.get("style", "")}


def _field(
    surface: Surface, block_id: str, element: Json, described: str = "", *, invalid: bool = False
) -> Html:
    kind = element["type"]
    name = f"{block_id}/{element['action_id']}"
    attributes: Attributes = {
        "name": name,
        "id": _id(surface, block_id, element),
        "aria-describedby": described or None,
        "aria-invalid": "true" if invalid else None,
        "data-type": kind,
    }
    if kind in ("radio_buttons", "checkboxes"):
        return _ticks(element, attributes)
    if kind in INPUT_TYPES:
        return _entry(element, attributes)
    return _select(surface, element, attributes)


def _entry(element: Json, attributes: Attributes) -> Html:
    kind = element["type"]
    initial = str(element.get(ANSWERS[kind][1], ""))
    placeholder = visible.words(element.get("placeholder")) or None
    attributes |= {"placeholder": placeholder, "autofocus": bool(element.get("focus_on_load"))}
    if element.get("multiline"):
        return el("textarea", attributes | {"rows": 5}, initial)
    mode = "numeric" if kind == "number_input" else None
    return el(
        "input", attributes | {"type": INPUT_TYPES[kind], "value": initial, "inputmode": mode}
    )


def _ticks(element: Json, attributes: Attributes) -> Html:
    kind = "radio" if element["type"] == "radio_buttons" else "checkbox"
    chosen = element.get("initial_options") or [element.get("initial_option")]
    ticks = []
    for number, option in enumerate(element["options"]):
        box = attributes | {
            "type": kind,
            "id": f"{attributes['id']}-{number}",
            "value": option["value"],
            "checked": option in chosen,
            "aria-describedby": None,
        }
        description = visible.words(option.get("description"))
        words = [visible.words(option["text"]), el("small", {}, description)]
        ticks.append(el("label", {"class": "tick"}, el("input", box), el("span", {}, *words)))
    return join(ticks)


def _select(surface: Surface, element: Json, attributes: Attributes) -> Html:
    several = element["type"].startswith("multi_")
    placeholder = visible.words(element.get("placeholder")) or "Choose an option"
    empty = [] if several else [el("option", {"value": ""}, placeholder)]
    attributes |= {"multiple": several}
    groups = element.get("option_groups")
    if groups:
        entries = [
            el("optgroup", {"label": visible.words(group["label"])}, _options(group, element))
            for group in groups
        ]
    elif "options" in element:
        entries = _options(element, element)
    else:
        entries = _known(surface.workspace, element)
    return el("select", attributes, empty, entries)


def _options(holder: Json, element: Json) -> list[Html]:
    chosen = element.get("initial_options") or [element.get("initial_option")]
    return [
        el(
            "option",
            {"value": option["value"], "selected": option in chosen},
            visible.words(option["text"]),
        )
        for option in holder["options"]
    ]


def _known(workspace: Workspace, element: Json) -> list[Html]:
    """People or channels, for the selects that name none themselves."""
    initial = element.get(ANSWERS[element["type"]][1]) or []
    if element["type"] in PEOPLE:
        known = [(u.id, u.real_name) for u in workspace.users.values() if not u.is_bot]
    else:
        known = [(c.id, f"#{c.name}") for c in workspace.channels.values() if c.kind != "im"]
    return [
        el("option", {"value": value, "selected": value in (initial, *initial)}, label)
        for value, label in known
    ]


def _id(surface: Surface, block_id: str, element: Json) -> str:
    return f"{surface.id}-{block_id}-{element['action_id']}".replace(" ", "_")
