"""Resolves the marks in a pack's texts, so that a figure or an address is written only once.

`{{fact}}` becomes the fact's value, `[[article]]` the title of that article, and a link to
`source:id` a link to the source's address.
"""

import re
from collections.abc import Iterable

from adapters.packs.documents import Document
from adapters.packs.draft import Draft
from adapters.packs.nodes import Trail
from adapters.packs.problems import Problem
from core.values.pack import Fact, Source

_MARK = re.compile(
    r"\{\{(?P<fact>[^{}]*)\}\}|\[\[(?P<article>[^\[\]]*)\]\]|\(source:(?P<source>[^)]*)\)"
)


class Marks:
    """The facts, titles and sources of one locale.

    `problems` collects the unknown ones that were asked for; `used` what was asked for, as
    `("fact", id)`, `("source", id)` or `("article", id)`.
    """

    def __init__(self, draft: Draft, locale: str) -> None:
        own, default = draft.tongues[locale], draft.default
        articles = {**default.articles, **own.articles}
        said = own.facts.data if own.facts else {}
        self.problems: list[Problem] = []
        self.used: set[tuple[str, str]] = set()
        self._sources = source_values(draft)
        self._facts = {name: said.get(name, row.value) for name, row in draft.facts.data.items()}
        self._titles = {name: sheet.data.title for name, sheet in articles.items()}

    def text(self, document: Document, trail: Trail, text: str) -> str:
        """The text with all marks resolved; an unknown mark stays and is a problem."""

        def resolved(found: re.Match[str]) -> str:
            value = self._meaning(found)
            if value is not None:
                return value
            problem = f"nothing is called '{found.group()}'"
            self.problems.append(document.problem(problem, trail, needle=found.group()))
            return found.group()

        return _MARK.sub(resolved, text)

    def _meaning(self, found: re.Match[str]) -> str | None:
        kind, name = str(found.lastgroup), found.group(str(found.lastgroup))
        self.used.add((kind, name))
        if kind == "fact":
            return self._facts.get(name)
        if kind == "article":
            return self._titles.get(name)
        source = self._sources.get(name)
        return f"({source.address})" if source else None

    def within(self, document: Document, trail: Trail, part: object) -> object:
        """A part of a document with the marks in all of its texts resolved."""
        match part:
            case str():
                return self.text(document, trail, part)
            case dict():
                items = part.items()
                return {key: self.within(document, (*trail, key), value) for key, value in items}
            case list():
                return [self.within(document, (*trail, n), item) for n, item in enumerate(part)]
            case _:
                return part

    def fact(self, document: Document, trail: Trail, name: str) -> str:
        """The value of a fact that is named without braces; empty and a problem if unknown."""
        self.used.add(("fact", name))
        if name not in self._facts:
            self.problems.append(document.problem(f"no fact is called '{name}'", trail))
        return self._facts.get(name, "")

    def sources(self, document: Document, trail: Trail, names: Iterable[str]) -> tuple[Source, ...]:
        """The sources of that name; an unknown one is left out and is a problem."""
        wanted = tuple(names)
        self.used.update(("source", name) for name in wanted)
        for name in wanted:
            if name not in self._sources:
                problem = f"no source is called '{name}'"
                self.problems.append(document.problem(problem, trail, needle=name))
        return tuple(self._sources[name] for name in wanted if name in self._sources)


def source_values(draft: Draft) -> dict[str, Source]:
    rows = draft.sources.data.items()
    return {name: Source(id=name, **row.model_dump()) for name, row in rows}


def fact_values(draft: Draft) -> dict[str, Fact]:
    rows = draft.facts.data.items()
    return {name: Fact(id=name, **row.model_dump()) for name, row in rows}
