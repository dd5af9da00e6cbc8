"""Shows a rich_text block as HTML; docs.slack.dev/reference/block-kit/blocks/rich-text-block"""

from __future__ import annotations

from simulator.page import mrkdwn, names
from simulator.page.html import Html, el, join
from simulator.payload import Json
from simulator.slack.workspace import Workspace

TAGS = {"bold": "strong", "italic": "em", "strike": "s", "code": "code", "underline": "u"}


def shown(workspace: Workspace, block: Json) -> Html:
    return join(_part(workspace, part) for part in block.get("elements", []))


def _part(workspace: Workspace, part: Json) -> Html:
    match part["type"]:
        case "rich_text_quote":
            return el("blockquote", {}, _line(workspace, part))
        case "rich_text_preformatted":
            return el("pre", {}, _line(workspace, part))
        case "rich_text_list":
            return _list(workspace, part)
        case _:
            return el("p", {}, _line(workspace, part))


def _list(workspace: Workspace, part: Json) -> Html:
    tag = "ol" if part.get("style") == "ordered" else "ul"
    indent = f"indent-{part.get('indent', 0)}"
    entries = [el("li", {}, _line(workspace, entry)) for entry in part.get("elements", [])]
    return el(tag, {"class": indent}, entries)


def _line(workspace: Workspace, part: Json) -> Html:
    return join(_leaf(workspace, leaf) for leaf in part.get("elements", []))


def _leaf(workspace: Workspace, leaf: Json) -> Html:
    shown_leaf = _words(workspace, leaf)
    for style, on in (leaf.get("style") or {}).items():
        if on and style in TAGS:
            shown_leaf = el(TAGS[style], {}, shown_leaf)
    return shown_leaf


def _words(workspace: Workspace, leaf: Json) -> Html:
    match leaf["type"]:
        case "text":
            return join(*_with_breaks(str(leaf["text"])))
        case "link":
            url = str(leaf["url"])
            return mrkdwn.link(url, str(leaf.get("text", ""))) or join(str(leaf.get("text") or url))
        case "user":
            return mrkdwn.mention(f"@{names.of_user(workspace, str(leaf['user_id']))}")
        case "channel":
            return mrkdwn.mention(f"#{names.of_channel(workspace, str(leaf['channel_id']))}")
        case "broadcast":
            return mrkdwn.mention(f"@{leaf['range']}")
        case "emoji":
            return join(mrkdwn.emojis(f":{leaf['name']}:"))
        case "date":
            return join(str(leaf.get("fallback") or leaf.get("timestamp")))
        case _:
            return join(f"[{leaf['type']}]")


def _with_breaks(text: str) -> list[str]:
    """The lines, with a break between each two."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line, el("br")]
    return lines[:-1]
