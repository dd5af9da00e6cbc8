"""Shows blocks as HTML; https://docs.slack.dev/reference/block-kit/blocks"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from simulator.page import mrkdwn, rich_text
from simulator.page.controls import Surface, control, input_block
from simulator.page.html import Html, el, join
from simulator.payload import Json
from simulator.slack import visible

Draw = Callable[[Surface, Json], Html]


def shown(surface: Surface, blocks: Iterable[Json], errors: Mapping[str, str]) -> Html:
    """All blocks; `errors` by block id appear at their input."""
    return join(
        input_block(surface, block, errors.get(block["block_id"], ""))
        if block["type"] == "input"
        else DRAW[block["type"]](surface, block)
        for block in blocks
    )


def text(surface: Surface, value: Json) -> Html:
    """A text object of either kind."""
    if value["type"] == "mrkdwn":
        return mrkdwn.shown(surface.workspace, value["text"])
    return mrkdwn.plain(value["text"])


def _section(surface: Surface, block: Json) -> Html:
    words = text(surface, block["text"]) if "text" in block else Html()
    fields = [el("div", {}, text(surface, field)) for field in block.get("fields", [])]
    grid = el("div", {"class": "fields"}, fields) if fields else Html()
    accessory = block.get("accessory")
    aside = el("div", {"class": "accessory"}, _accessory(surface, block, accessory))
    body = el("div", {"class": "words"}, words, grid)
    return el("div", {"class": "section"}, body, aside if accessory else Html())


def _accessory(surface: Surface, block: Json, accessory: Json | None) -> Html:
    if accessory is None:
        return Html()
    if accessory["type"] == "image":
        return _picture(accessory)
    return control(surface, block["block_id"], accessory)


def _header(surface: Surface, block: Json) -> Html:
    return el("h4", {"class": "block-header"}, text(surface, block["text"]))


def _divider(surface: Surface, block: Json) -> Html:
    return el("hr")


def _context(surface: Surface, block: Json) -> Html:
    parts = [
        _picture(part) if part["type"] == "image" else el("span", {}, text(surface, part))
        for part in block["elements"]
    ]
    return el("div", {"class": "context"}, parts)


def _actions(surface: Surface, block: Json) -> Html:
    controls = [control(surface, block["block_id"], element) for element in block["elements"]]
    return el("div", {"class": "actions"}, controls)


def _image(surface: Surface, block: Json) -> Html:
    caption = visible.words(block.get("title"))
    title = el("figcaption", {}, caption) if caption else Html()
    return el("figure", {}, title, _picture(block))


def _picture(image: Json) -> Html:
    source = image.get("image_url")
    attributes = {"alt": image["alt_text"], "loading": "lazy", "referrerpolicy": "no-referrer"}
    return el("img", {"src": source, **attributes})


def _rich(surface: Surface, block: Json) -> Html:
    return el("div", {"class": "rich"}, rich_text.shown(surface.workspace, block))


def _markdown(surface: Surface, block: Json) -> Html:
    return el("p", {"class": "markdown"}, mrkdwn.plain(block["text"]))


def _table(surface: Surface, block: Json) -> Html:
    first, *rest = block["rows"]
    head = el("tr", {}, [el("th", {"scope": "col"}, _cell(surface, cell)) for cell in first])
    body = [el("tr", {}, [el("td", {}, _cell(surface, cell)) for cell in row]) for row in rest]
    table = el("table", {}, el("thead", {}, head), el("tbody", {}, body))
    return el("div", {"class": "table"}, table)


def _cell(surface: Surface, cell: Json) -> Html:
    if cell["type"] == "rich_text":
        return rich_text.shown(surface.workspace, cell)
    return join(str(cell["text"]))


DRAW: dict[str, Draw] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "rich_text": _rich,
    "markdown": _markdown,
    "table": _table,
}
