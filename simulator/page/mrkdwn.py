"""Shows Slack's own markup as HTML: https://docs.slack.dev/messaging/formatting-message-text"""

from __future__ import annotations

import re
from html import unescape
from itertools import groupby

from simulator.page import names
from simulator.page.html import Html, el, join
from simulator.slack.workspace import Workspace

PRE = re.compile(r"```\n?(.*?)```", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
TOKEN = re.compile(r"<([^<>\n]+)>")
EMOJI = re.compile(r":([a-z0-9_+-]+):")
STYLES = (
    ("strong", re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])")),
    ("em", re.compile(r"(?<!\w)_(?=\S)([^_\n]*?\S)_(?!\w)")),
    ("s", re.compile(r"(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])")),
)
LINE_KINDS = (
    ("quote", re.compile(r"&gt; ?(.*)")),
    ("bullet", re.compile(r"\s*[•*-] +(.*)")),
    ("number", re.compile(r"\s*\d+[.)] +(.*)")),
)
GLYPHS = {
    "white_check_mark": "✅", "x": "❌", "warning": "⚠️", "tada": "🎉", "eyes": "👀",
    "wave": "👋", "hourglass": "⌛", "lock": "🔒", "memo": "📝", "bell": "🔔",
    "+1": "👍", "thumbsup": "👍", "email": "📧", "calendar": "📆", "bulb": "💡",
    "information_source": "ℹ️", "mag": "🔍", "speech_balloon": "💬",
}  # fmt: skip


def shown(workspace: Workspace, text: str) -> Html:
    """The whole text, block by block."""
    parts = PRE.split(text)
    pieces = [
        el("pre", {}, unescape(part)) if index % 2 else _lines(workspace, part)
        for index, part in enumerate(parts)
        if part
    ]
    return join(pieces)


def plain(text: str) -> Html:
    """A plain_text object: nothing means anything, except emoji and line breaks."""
    return _broken([Html(join(emojis(line))) for line in text.split("\n")])


def emojis(text: str) -> str:
    return EMOJI.sub(lambda found: GLYPHS.get(found.group(1), found.group()), text)


def _lines(workspace: Workspace, text: str) -> Html:
    """Consecutive lines of one kind together: quote, list, or just lines."""
    typed = [_kind_of(line) for line in text.strip("\n").split("\n")]
    return join(
        _group(kind, [_inline(workspace, line) for _, line in lines])
        for kind, lines in groupby(typed, key=lambda pair: pair[0])
    )


def _kind_of(line: str) -> tuple[str, str]:
    for kind, pattern in LINE_KINDS:
        found = pattern.fullmatch(line)
        if found:
            return kind, found.group(1)
    return "line", line


def _group(kind: str, lines: list[Html]) -> Html:
    match kind:
        case "quote":
            return el("blockquote", {}, _broken(lines))
        case "bullet":
            return el("ul", {}, [el("li", {}, line) for line in lines])
        case "number":
            return el("ol", {}, [el("li", {}, line) for line in lines])
        case _:
            return el("p", {}, _broken(lines))


def _broken(lines: list[Html]) -> Html:
    return Html("<br>".join(lines))


def _inline(workspace: Workspace, text: str) -> Html:
    parts = CODE.split(text)
    return join(
        el("code", {}, unescape(part)) if index % 2 else _tokens(workspace, part)
        for index, part in enumerate(parts)
    )


def _tokens(workspace: Workspace, text: str) -> Html:
    parts = TOKEN.split(text)
    return join(
        _token(workspace, part) if index % 2 else _styled(part) for index, part in enumerate(parts)
    )


def _token(workspace: Workspace, inner: str) -> Html:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return mention(f"@{names.of_user(workspace, target[1:])}")
    if target.startswith("#"):
        return mention(f"#{names.of_channel(workspace, target[1:])}")
    if target.startswith("!date^"):
        return join(unescape(label))
    if target.startswith("!"):
        return mention(f"@{target[1:]}")
    return link(unescape(target), unescape(label)) or join(f"<{unescape(inner)}>")


def mention(words: str) -> Html:
    return el("span", {"class": "mention"}, words)


def link(url: str, label: str = "") -> Html:
    """A link, if it is one that may be clicked; else nothing."""
    if not url.startswith(("https://", "http://", "mailto:")):
        return Html()
    safe = {"href": url, "target": "_blank", "rel": "noopener noreferrer"}
    return el("a", safe, label or url.removeprefix("mailto:"))


def _styled(text: str) -> Html:
    for tag, pattern in STYLES:
        found = pattern.search(text)
        if found:
            before, after = text[: found.start()], text[found.end() :]
            return join(_styled(before), el(tag, {}, _styled(found.group(1))), _styled(after))
    return join(emojis(unescape(text)))
