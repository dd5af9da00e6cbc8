"""What a message box makes of typed marks: both platforms turn them into looks while one types.

https://slack.com/help/articles/202288908-Format-your-messages
https://support.microsoft.com/office/use-markdown-formatting-in-microsoft-teams-4d10bd65-55e2-4b2d-a1f3-2bebdcd2c772
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_LOOKS = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
_MARKED = re.compile(r"(?<!\w)(?P<mark>[*_~`])(?=\S)(?P<words>[^\n]+?)(?<=\S)(?P=mark)(?!\w)")
_LINES = (
    ("bullet", re.compile(r"^[•-] (?P<words>.*)$")),
    ("ordered", re.compile(r"^\d+\. (?P<words>.*)$")),
    ("quote", re.compile(r"^> ?(?P<words>.*)$")),
)


@dataclass(frozen=True)
class Words:
    """`look` is bold, italic, strike, code, or empty."""

    text: str
    look: str = ""


@dataclass(frozen=True)
class Part:
    """`kind` is text, bullet, ordered, quote or code; each line is a list of words."""

    kind: str
    lines: tuple[tuple[Words, ...], ...]


def parts(text: str) -> list[Part]:
    """The text as the message box shows it."""
    made: list[Part] = []
    for place, piece in enumerate(text.split("```")):
        if place % 2:
            made.append(Part("code", ((Words(piece.strip("\n")),),)))
        elif piece.strip("\n"):
            made += _lines(piece.strip("\n") if "```" in text else piece)
    return made


def plain(text: str) -> str:
    """The words alone, as Teams gives them beside the HTML."""
    lines = ("".join(words.text for words in line) for part in parts(text) for line in part.lines)
    return "\n".join(lines)


def _lines(text: str) -> Iterator[Part]:
    sorted_lines = (_sorted(line) for line in text.split("\n"))
    for kind, group in groupby(sorted_lines, lambda line: line[0]):
        yield Part(kind, tuple(tuple(_words(line)) for _, line in group))


def _sorted(line: str) -> tuple[str, str]:
    for kind, pattern in _LINES:
        found = pattern.match(line)
        if found:
            return kind, found["words"]
    return "text", line


def _words(line: str) -> Iterator[Words]:
    at = 0
    for found in _MARKED.finditer(line):
        if found.start() > at:
            yield Words(line[at : found.start()])
        yield Words(found["words"], _LOOKS[found["mark"]])
        at = found.end()
    if at < len(line) or not line:
        yield Words(line[at:])
