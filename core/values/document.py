"""A document to read or print, as a value: every kind of file is written from it."""

from enum import StrEnum

from core.values.value import Value


class Part(StrEnum):
    HEADING = "heading"
    TEXT = "text"  # ours
    QUOTE = "quote"  # a person's words, inert
    SMALL = "small"
    LINES = "lines"


class Line(Value):
    """A line of a table. `address` makes a link of the value; only sources of the pack have one."""

    label: str
    value: str
    address: str = ""


class Passage(Value):
    part: Part
    text: str = ""
    lines: tuple[Line, ...] = ()


class Document(Value):
    """`name` is that of the file, without its ending."""

    name: str
    title: str
    locale: str
    passages: tuple[Passage, ...]
