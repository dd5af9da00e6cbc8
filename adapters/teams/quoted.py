"""Rich text of people becomes lines of TextRuns, which read no markup.

https://learn.microsoft.com/adaptive-cards/schema-explorer/text-run
"""

from collections.abc import Iterator
from typing import Any

from adapters.teams.markup import Element, rich
from core.values.rich_text import Block, BlockKind, RichText, Span, leads_where_it_says

_LOOKS: dict[str, dict[str, Any]] = {
    "bold": {"weight": "Bolder"},
    "italic": {"italic": True},
    "strike": {"strikethrough": True},
    "code": {"fontType": "Monospace"},
}


def quoted(said: RichText, longest: int, lines: int) -> list[Element]:
    """At most so many characters and lines; the last line takes up what is left, without looks."""
    made = [line for block in said.first(longest).blocks for line in _lines(block)]
    kept, rest = made[: lines - 1], made[lines - 1 :]
    if len(rest) > 1:
        words = ["".join(run["text"] for run in line) for line in rest]
        rest = [[{"type": "TextRun", "text": " ⏎ ".join(words)}]]
    return [rich(*line) for line in (*kept, *rest)]


def _lines(block: Block) -> Iterator[list[Element]]:
    """Clients show a TextRun without its line breaks, so each line gets its own block."""
    start = _start(block)
    for place, spans in enumerate(_split(block)):
        runs = [_run(span, block) for span in spans if span.text]
        if not any(run["text"].strip() for run in runs):
            continue
        hang = "\u2003" * (block.depth + 1) if block.kind is BlockKind.ITEM else start
        shown = start if place == 0 else hang
        yield [{"type": "TextRun", "text": shown}, *runs] if shown else runs


def _start(block: Block) -> str:
    match block.kind:
        case BlockKind.ITEM:
            return "\u2003" * block.depth + f"{block.bullet} "
        case BlockKind.QUOTE:
            return "> "
        case BlockKind.TEXT | BlockKind.CODE:
            return ""


def _split(block: Block) -> Iterator[list[Span]]:
    line: list[Span] = []
    for span in block.spans:
        first, *others = span.text.split("\n")
        line.append(span.model_copy(update={"text": first}))
        for other in others:
            yield line
            line = [span.model_copy(update={"text": other})]
    yield line


def _run(span: Span, block: Block) -> Element:
    run: Element = {"type": "TextRun", "text": span.text}
    for look, style in _LOOKS.items():
        if getattr(span, look) or (look == "code" and block.kind is BlockKind.CODE):
            run |= style
    if leads_where_it_says(span):
        action = {"type": "Action.OpenUrl", "url": span.link}
        run |= {"underline": True, "color": "Accent", "selectAction": action}
    return run
