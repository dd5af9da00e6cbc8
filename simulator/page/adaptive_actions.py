"""Shows the actions of an Adaptive Card as buttons; https://adaptivecards.io/explorer/ActionSet.html"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from simulator.page.html import Attributes, Html, el, join
from simulator.payload import Json
from simulator.teams.cards import actions, shown_card

STYLES = {"positive": "primary", "destructive": "danger"}
GLYPHS = {"Action.OpenUrl": " ↗", "Action.ShowCard": " ▾"}


@dataclass(frozen=True)
class Surface:
    """A card on the page. `numbers` say which of the card's actions a button stands for."""

    id: str
    numbers: dict[int, int]

    @classmethod
    def of(cls, card: Json, surface_id: str) -> Surface:
        found = enumerate(actions(card))
        return cls(surface_id, {id(each.action): number for number, each in found})

    def number(self, action: Json) -> int:
        return self.numbers[id(action)]


def row(surface: Surface, listed: list[Json], inside: Callable[[Json], Html]) -> Html:
    """Buttons side by side, and below them the cards that some of them open."""
    if not listed:
        return Html()
    buttons = [_button(surface, action) for action in listed]
    behind = [_behind(surface, action, inside) for action in listed if shown_card(action)]
    return join(el("div", {"class": "actions"}, buttons), behind)


def chosen(surface: Surface, node: Json) -> Html:
    """A container that acts when it is used: a button that says so."""
    action = node.get("selectAction")
    return _button(surface, action) if action else Html()


def _button(surface: Surface, action: Json) -> Html:
    kind = str(action["type"])
    title = str(action.get("title") or "Open")
    number = surface.number(action)
    attributes: Attributes = {
        "type": "button",
        "class": f"button {STYLES.get(str(action.get('style')), '')}".strip(),
        "data-card-action": number,
        "data-kind": kind,
        "data-url": action.get("url"),
        "data-targets": _targets(action),
        "title": action.get("tooltip"),
        "disabled": action.get("isEnabled") is False,
        "aria-expanded": "false" if shown_card(action) else None,
        "aria-controls": _behind_id(surface, action) if shown_card(action) else None,
        "data-testid": f"action-{action.get('verb') or action.get('id') or title}",
    }
    return el("button", attributes, title, GLYPHS.get(kind, ""))


def _behind(surface: Surface, action: Json, inside: Callable[[Json], Html]) -> Html:
    attributes: Attributes = {"class": "behind", "id": _behind_id(surface, action), "hidden": True}
    return el("div", attributes, inside(action["card"]))


def _behind_id(surface: Surface, action: Json) -> str:
    return f"{surface.id}-behind-{surface.number(action)}"


def _targets(action: Json) -> str | None:
    """Which elements an Action.ToggleVisibility shows or hides, as [[id, visible or null]]."""
    targets = action.get("targetElements")
    if not targets:
        return None
    named = [
        [each, None] if isinstance(each, str) else [each["elementId"], each.get("isVisible")]
        for each in targets
    ]
    return json.dumps(named)
