"""YAML and Markdown files as values that remember the line of every part.

`read_yaml(...).parse(Model)` raises a `DocumentError` whose problems name the line, also for what
pydantic finds. Used for the pack and for the routing that admins write.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from adapters.packs.dialect import Loader
from adapters.packs.nodes import Reading, Trail
from adapters.packs.problems import DocumentError, Problem, Severity
from core.values.value import Misplaced

T = TypeVar("T")
_READERS: dict[type, TypeAdapter[Any]] = {}

_PLAINER = {"missing": "is missing", "extra_forbidden": "is not a known field"}


@dataclass(frozen=True)
class Document:
    """A file's content (`value`), its text, and where each part of the value stands."""

    name: str
    value: object
    text: str
    lines: Mapping[Trail, int]

    def line_of(self, trail: Trail) -> int:
        """The line of that part, or of the nearest part around it.

        Steps of the trail that the file does not have are skipped: pydantic adds some of its own.
        """
        known: Trail = ()
        for step in trail:
            known = (*known, step) if (*known, step) in self.lines else known
        return self.lines[known]

    def line_with(self, needle: str, trail: Trail) -> int:
        """The first line from that part on that holds the needle; else the part's own line."""
        start = self.line_of(trail)
        below = self.text.splitlines()[start - 1 :]
        found = (start + index for index, line in enumerate(below) if needle in line)
        return next(found, start)

    def problem(
        self,
        text: str,
        trail: Trail = (),
        needle: str = "",
        severity: Severity = "error",
    ) -> Problem:
        line = self.line_with(needle, trail) if needle else self.line_of(trail)
        return Problem(file=self.name, line=line, text=text, severity=severity)

    def parse(self, kind: type[T]) -> T:
        """The content as that type. Raises DocumentError with all that does not fit."""
        try:
            return _reader(kind).validate_python(self.value)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            raise DocumentError(self._misfit(each) for each in found) from None

    def _misfit(self, found: ErrorDetails) -> Problem:
        """A fault of ours may say itself where it is."""
        fault = found.get("ctx", {}).get("error")
        trail = (*found["loc"], *(fault.trail if isinstance(fault, Misplaced) else ()))
        where = ".".join(map(str, trail)) or "the file"
        text = str(fault) if fault else _PLAINER.get(found["type"], found["msg"])
        return self.problem(f"{where}: {text}", trail)


def _reader(kind: type[T]) -> TypeAdapter[T]:
    """Made once for each type: 600 files are of a few."""
    if kind not in _READERS:
        _READERS[kind] = TypeAdapter(kind)
    return _READERS[kind]


def read_yaml(source: Path | str, name: str = "") -> Document:
    """Read a file, or text that has already been read; `name` is what problems call it.

    Raises DocumentError for unreadable text, bad syntax, duplicate keys, aliases and unsafe tags.
    """
    name = name or str(source if isinstance(source, Path) else "text")
    text = _text_of(source, name)
    reading = Reading(name)
    value = reading.read(_compose(text, name))
    if reading.problems:
        raise DocumentError(reading.problems)
    return Document(name, value, text, reading.lines)


def read_markdown(source: Path | str, name: str = "") -> Document:
    """Read Markdown with YAML front matter: a mapping with the text below it as `body`."""
    name = name or str(source if isinstance(source, Path) else "text")
    text = _text_of(source, name)
    head_text, body = _split(text, name)
    head = read_yaml(head_text, name)
    if not isinstance(head.value, dict) or "body" in head.value:
        raise _failure(name, 1, "front matter is a mapping, and the body stands below it")
    line = text.count("\n", 0, len(text) - len(body.lstrip("\n"))) + 1
    lines = {**head.lines, ("body",): line}
    return replace(head, value={**head.value, "body": body.strip()}, text=text, lines=lines)


def _split(text: str, name: str) -> tuple[str, str]:
    """Front matter and body, both with the line breaks that keep line numbers right."""
    if not text.startswith("---"):
        raise _failure(name, 1, "front matter is missing: the file begins with '---'")
    try:
        return YAMLHandler().split(text)
    except ValueError:
        raise _failure(name, 1, "front matter has no closing '---'") from None


def _text_of(source: Path | str, name: str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _failure(name, 1, "is not UTF-8 text") from None
    except OSError as error:
        raise _failure(name, 1, f"cannot be read: {error.strerror}") from None


def _compose(text: str, name: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _failure(name, mark.line + 1 if mark else 1, str(error.problem)) from None
    except yaml.YAMLError as error:
        raise _failure(name, 1, str(error).splitlines()[0]) from None


def _failure(name: str, line: int, text: str) -> DocumentError:
    return DocumentError([Problem(file=name, line=line, text=text)])
