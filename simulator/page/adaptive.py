"""Shows an Adaptive Card as HTML; https://adaptivecards.io/explorer/"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from simulator.page import adaptive_actions, adaptive_inputs, card_text
from simulator.page.adaptive_actions import Surface
from simulator.page.html import Attributes, Html, el, join
from simulator.payload import Json
from simulator.teams.cards import is_input

WIDEST = 12
Draw = Callable[["Canvas", Json], Html]


@dataclass(frozen=True)
class Canvas:
    """Where a card is drawn; `errors` by input id appear at their input."""

    surface: Surface
    errors: dict[str, str] = field(default_factory=dict)

    def all(self, nodes: Iterable[Json]) -> Html:
        return join(self.one(node) for node in nodes)

    def one(self, node: Json) -> Html:
        """An element in its frame: spacing, separator, visibility."""
        draw = adaptive_inputs.drawn if is_input(node) else DRAW.get(str(node.get("type")))
        if draw is None:
            return Html()
        classes = ["ac", f"gap-{str(node.get('spacing', 'default')).lower()}"]
        classes += ["separated"] if node.get("separator") else []
        classes += ["stretched"] if node.get("height") == "stretch" else []
        attributes: Attributes = {
            "class": " ".join(classes),
            "data-element": node.get("id"),
            "hidden": node.get("isVisible") is False,
        }
        return el("div", attributes, draw(self, node))


def shown(card: Json, surface_id: str, errors: dict[str, str] | None = None) -> Html:
    """The whole card with its buttons. `surface_id` keeps two copies of a card apart."""
    canvas = Canvas(Surface.of(card, surface_id), errors or {})
    return el("div", {"class": "card"}, _inside(canvas, card))


def _inside(canvas: Canvas, card: Json) -> Html:
    body = canvas.all(card.get("body", []))
    actions = adaptive_actions.row(canvas.surface, card.get("actions", []), _behind(canvas))
    return join(body, actions)


def _behind(canvas: Canvas) -> Callable[[Json], Html]:
    """Draws the card that an Action.ShowCard opens."""
    return lambda card: _inside(canvas, card)


def _text(canvas: Canvas, node: Json) -> Html:
    heading = node.get("style") == "heading"
    classes = ["text", *card_text.look(node)]
    classes += [] if node.get("wrap") or heading else ["clipped"]
    attributes: Attributes = {"class": " ".join(classes)}
    if heading:
        return el("h4", attributes, card_text.inline(str(node.get("text", ""))))
    return el("div", attributes, card_text.blocks(str(node.get("text", ""))))


def _rich_text(canvas: Canvas, node: Json) -> Html:
    runs = [card_text.run(run) for run in node.get("inlines", [])]
    return el("div", {"class": "text rich-text"}, runs)


def _facts(canvas: Canvas, node: Json) -> Html:
    rows = [
        join(
            el("dt", {}, card_text.inline(str(fact.get("title", "")))),
            el("dd", {}, card_text.inline(str(fact.get("value", "")))),
        )
        for fact in node.get("facts", [])
    ]
    return el("dl", {"class": "facts"}, rows)


def _container(canvas: Canvas, node: Json) -> Html:
    style = str(node.get("style", "default")).lower()
    inside = canvas.all(node.get("items", []))
    action = adaptive_actions.chosen(canvas.surface, node)
    return el("div", {"class": f"container style-{style}"}, inside, action)


def _columns(canvas: Canvas, node: Json) -> Html:
    style = str(node.get("style", "default")).lower()
    columns = [_column(canvas, column) for column in node.get("columns", [])]
    return el("div", {"class": f"columns style-{style}"}, columns)


def _column(canvas: Canvas, column: Json) -> Html:
    classes = f"column {_width(column.get('width', 'stretch'))}"
    attributes: Attributes = {
        "class": classes,
        "data-element": column.get("id"),
        "hidden": column.get("isVisible") is False,
    }
    return el("div", attributes, _container(canvas, column))


def _width(width: object) -> str:
    if width in ("auto", "stretch"):
        return f"width-{width}"
    try:
        return f"width-{min(WIDEST, max(1, round(float(str(width)))))}"
    except ValueError:
        return "width-auto"


def _actions(canvas: Canvas, node: Json) -> Html:
    return adaptive_actions.row(canvas.surface, node.get("actions", []), _behind(canvas))


def _image(canvas: Canvas, node: Json) -> Html:
    size = str(node.get("size", "auto")).lower()
    classes = f"picture size-{size} {'round' if node.get('style') == 'person' else ''}"
    attributes = {"class": classes, "src": node.get("url"), "alt": node.get("altText", "")}
    return el("img", attributes | {"loading": "lazy", "referrerpolicy": "no-referrer"})


def _table(canvas: Canvas, node: Json) -> Html:
    has_head = node.get("firstRowAsHeader", True)
    rows = [
        _row(canvas, row, "th" if has_head and number == 0 else "td")
        for number, row in enumerate(node.get("rows", []))
    ]
    lines = "" if node.get("showGridLines", True) else "bare"
    return el("div", {"class": "table"}, el("table", {"class": lines}, rows))


def _row(canvas: Canvas, row: Json, tag: str) -> Html:
    scope: Attributes = {"scope": "col"} if tag == "th" else {}
    cells = [el(tag, scope, canvas.all(cell.get("items", []))) for cell in row.get("cells", [])]
    return el("tr", {}, cells)


def _images(canvas: Canvas, node: Json) -> Html:
    return el("div", {"class": "pictures"}, [_image(canvas, each) for each in node["images"]])


DRAW: dict[str, Draw] = {
    "TextBlock": _text,
    "RichTextBlock": _rich_text,
    "FactSet": _facts,
    "Container": _container,
    "ColumnSet": _columns,
    "ActionSet": _actions,
    "Image": _image,
    "ImageSet": _images,
    "Table": _table,
}
