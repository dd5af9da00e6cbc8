"""Reads the Markdown that cards and messages may hold: bold, italics, links, lists.

https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-format
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|])")
LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
EMPHASIS = re.compile(
    r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\*)|(?<![_\w])_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"
)
LISTED = re.compile(r"(?:\s*[-*+] +|\s*(\d+)[.)] +)(.*)")
KEPT = 0xE000  # private code points stand for escaped characters while the rest is read


@dataclass(frozen=True)
class Span:
    """A run of text in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False
    url: str = ""


def plain(text: str) -> str:
    """The words without the marks."""
    return "".join(span.text for span in spans(text))


def spans(text: str) -> list[Span]:
    """One line or paragraph, cut into its styles. A backslash makes a mark a letter."""
    guarded = ESCAPED.sub(lambda found: chr(KEPT + ord(found.group(1))), text)
    return [replace(span, text=_restored(span.text)) for span in _read(Span(guarded))]


def list_item(line: str) -> tuple[str, str] | None:
    """`ol` or `ul` and what stands there, if the line belongs to a list."""
    found = LISTED.fullmatch(line)
    return ("ol" if found.group(1) else "ul", found.group(2)) if found else None


def _read(span: Span) -> Iterator[Span]:
    for pattern, styled in ((LINK, _linked), (STRONG, _strong), (EMPHASIS, _emphasised)):
        found = pattern.search(span.text)
        if found:
            yield from _read(replace(span, text=span.text[: found.start()]))
            yield from _read(styled(span, found))
            yield from _read(replace(span, text=span.text[found.end() :]))
            return
    if span.text:
        yield span


def _linked(span: Span, found: re.Match[str]) -> Span:
    return replace(span, text=found.group(1), url=_restored(found.group(2)))


def _strong(span: Span, found: re.Match[str]) -> Span:
    return replace(span, text=found.group(2), strong=True)


def _emphasised(span: Span, found: re.Match[str]) -> Span:
    return replace(span, text=found.group(1) or found.group(2), emphasis=True)


def _restored(text: str) -> str:
    return "".join(chr(ord(c) - KEPT) if KEPT <= ord(c) < KEPT + 128 else c for c in text)
