"""What is wrong with data and where: the one form in which files are criticised."""

from collections.abc import Iterable
from typing import Literal

from core.values.value import DeskError, Value

Severity = Literal["error", "warning"]


class Problem(Value):
    """One complaint. `file` is relative to the pack's folder; `line` counts from 1."""

    file: str
    line: int
    text: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.text}"


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file and line, each complaint once."""
    return tuple(sorted(set(problems), key=lambda each: (each.file, each.line, each.text)))


class DocumentError(DeskError):
    """A file cannot be used; the text names every problem with its file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_reading_order(problems)
        super().__init__("\n".join(map(str, self.problems)))


class PackError(DocumentError):
    """A knowledge pack cannot be used."""
