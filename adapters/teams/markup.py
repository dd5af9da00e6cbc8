"""Our Markdown as elements of an Adaptive Card.

A TextBlock reads Markdown (bold, italic, lists, links) and date macros, and clients differ in how
it is escaped; so only words without any such character go into one. All else becomes a
RichTextBlock, whose TextRuns read no markup at all: there, links are actions of the run.
https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Element = dict[str, Any]

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
_LIVE = re.compile(
    r"[\[\]*_`<>{}\\~|&]|://|www\.|mailto:|^\s*(?:[-+#=]|\d+[.)]\s)", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s()<>\[\]\\\"]+")
_STYLES: dict[str, dict[str, Any]] = {
    "strong": {"weight": "Bolder"},
    "em": {"italic": True},
    "s": {"strikethrough": True},
    "code_inline": {"fontType": "Monospace"},
}
_WORDS = ("text", "code_inline", "fence", "code_block")
_ENDS = ("paragraph", "heading", "fence", "code_block", "softbreak", "hardbreak")


@dataclass(frozen=True, slots=True)
class Run:
    """Words with one look. `style` are properties of a TextRun, `link` an address."""

    words: str
    style: tuple[tuple[str, Any], ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, a heading or an item of a list; `depth` counts the lists around it."""

    runs: tuple[Run, ...]
    bullet: str = ""
    depth: int = 0


def elements(markdown: str) -> list[Element]:
    """The same content as elements, one for each paragraph or item of a list."""
    shown = (line for line in _parsed(markdown) if any(run.words.strip() for run in line.runs))
    return [_element(line) for line in shown]


@functools.lru_cache(maxsize=512)
def plain(markdown: str) -> str:
    """The same content without any markup, for screen readers and notifications."""
    return " ".join("".join(_spoken(SyntaxTreeNode(_PARSER.parse(markdown)))).split())


def words_block(words: str, **style: Any) -> Element:
    """Plain words of ours, which may hold a person's name: shown as they are, never as markup."""
    if _LIVE.search(words) is None:
        return {"type": "TextBlock", "text": words, "wrap": True, **style}
    run_style = {k: v for k, v in style.items() if k in ("weight", "size", "isSubtle", "color")}
    return rich({"type": "TextRun", "text": words, **run_style})


def rich(*runs: Element) -> Element:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _spoken(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in _WORDS:
        yield node.content
    for child in node.children:
        yield from _spoken(child)
    if node.type in _ENDS:
        yield " "


@functools.lru_cache(maxsize=512)
def _parsed(markdown: str) -> tuple[Line, ...]:
    return tuple(_lines(SyntaxTreeNode(_PARSER.parse(markdown)), 0))


def _lines(node: SyntaxTreeNode, depth: int) -> Iterator[Line]:
    match node.type:
        case "paragraph":
            yield Line(tuple(_runs(node, ())))
        case "heading":
            yield Line(tuple(_runs(node, tuple(_STYLES["strong"].items()))))
        case "fence" | "code_block":
            yield Line((Run(node.content.rstrip(), tuple(_STYLES["code_inline"].items())),))
        case "hr":
            yield Line((Run("———"),))
        case "bullet_list" | "ordered_list":
            yield from _items(node, depth)
        case _:
            for child in node.children:
                yield from _lines(child, depth)


def _items(node: SyntaxTreeNode, depth: int) -> Iterator[Line]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, first):
        bullet = f"{number}." if node.type == "ordered_list" else "•"
        for place, line in enumerate(_lines(item, depth + 1)):
            if line.depth:
                yield line
            else:
                yield replace(line, bullet=" " if place else bullet, depth=depth + 1)


def _runs(
    node: SyntaxTreeNode, style: tuple[tuple[str, Any], ...], link: str = ""
) -> Iterator[Run]:
    for child in node.children:
        match child.type:
            case "text" | "code_inline":
                extra = tuple(_STYLES.get(child.type, {}).items())
                yield Run(child.content, (*style, *extra), link)
            case "softbreak" | "hardbreak":
                yield Run("\n")
            case "link":
                yield from _runs(child, style, _safe(str(child.attrs.get("href", ""))))
            case kind:
                yield from _runs(child, (*style, *_STYLES.get(kind, {}).items()), link)


def _safe(address: str) -> str:
    """Only addresses of the web and of mail, and none that could end the link early."""
    return address if _ADDRESS.fullmatch(address) else ""


def _element(line: Line) -> Element:
    """One TextBlock where no word can be taken for markup; one RichTextBlock else."""
    parts = [_markdown(run) for run in line.runs if run.words]
    written = "".join(parts)
    ordered = line.bullet.endswith(".")  # clients count lists of Markdown anew in each block
    if ordered or not all(parts) or _LIVE.search("".join(run.words for run in line.runs)):
        return rich(*_text_runs(line))
    indent = "\u2003" * (line.depth - 1) + (f"{line.bullet} " if line.bullet else "")
    return {"type": "TextBlock", "text": indent + written, "wrap": True, "spacing": _spacing(line)}


def _markdown(run: Run) -> str:
    """The run in the Markdown of a TextBlock; empty where that could be read in another way."""
    words, style = run.words, dict(run.style)
    if words == "\n":
        return "\n\n"
    if not words.strip() and (style or run.link):
        return ""
    if _LIVE.search(words) or not set(style) <= {"weight", "italic"}:
        return ""
    if style and words != words.strip():
        return ""
    mark = ("**" if "weight" in style else "") + ("_" if "italic" in style else "")
    marked = f"{mark}{words}{mark[::-1]}"
    return f"[{marked}]({run.link})" if run.link else marked


def _text_runs(line: Line) -> list[Element]:
    bullet = "\u2003" * max(0, line.depth - 1) + (f"{line.bullet} " if line.bullet else "")
    start = [{"type": "TextRun", "text": bullet}] if bullet else []
    return start + [_text_run(run) for run in line.runs if run.words] or [
        {"type": "TextRun", "text": " "}
    ]


def _text_run(run: Run) -> Element:
    made = {"type": "TextRun", "text": run.words, **dict(run.style)}
    if not run.link:
        return made
    action = {"type": "Action.OpenUrl", "url": run.link}
    return made | {"underline": True, "color": "Accent", "selectAction": action}


def _spacing(line: Line) -> str:
    return "Small" if line.bullet else "Default"
