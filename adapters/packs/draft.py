"""A pack as it lies in its folder: every file read and shaped, nothing resolved yet."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from adapters.packs.documents import Document, read_markdown, read_yaml
from adapters.packs.glossary_schema import GlossaryFile, GlossaryTexts
from adapters.packs.problems import DocumentError, PackError, Problem
from adapters.packs.schema import (
    ArticleFile,
    FactRow,
    FactValues,
    FeesFile,
    FeesTexts,
    Manifest,
    PhrasesFile,
    RoutingFile,
    SourceRow,
    TreeFile,
    TreeTexts,
)
from adapters.packs.timeline_schema import TimelinesFile, TimelinesTexts

T = TypeVar("T")


@dataclass(frozen=True)
class Sheet(Generic[T]):
    """A file's data together with the document that knows its lines."""

    data: T
    document: Document


@dataclass(frozen=True)
class Tongue:
    """The folder of one locale."""

    locale: str
    articles: dict[str, Sheet[ArticleFile]]
    trees: dict[str, Sheet[TreeTexts]]
    phrases: dict[str, Sheet[PhrasesFile]]
    fees: Sheet[FeesTexts] | None
    facts: Sheet[FactValues] | None
    timelines: Sheet[TimelinesTexts] | None
    glossary: Sheet[GlossaryTexts] | None


@dataclass(frozen=True)
class Draft:
    """The whole folder. `tongues` has the locales that the pack speaks, the default one first."""

    manifest: Sheet[Manifest]
    sources: Sheet[dict[str, SourceRow]]
    facts: Sheet[dict[str, FactRow]]
    fees: Sheet[FeesFile]
    routing: Sheet[RoutingFile]
    trees: dict[str, Sheet[TreeFile]]
    tongues: dict[str, Tongue]
    timelines: Sheet[TimelinesFile] | None
    glossary: Sheet[GlossaryFile] | None

    @property
    def default(self) -> Tongue:
        return self.tongues[self.manifest.data.default_locale]


class _Folder:
    """Reads files of one pack and goes on after a broken one, so that all problems show."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def sheet(
        self,
        path: Path,
        kind: type[T],
        read: Callable[[Path, str], Document] = read_yaml,
    ) -> Sheet[T] | None:
        try:
            document = read(path, path.relative_to(self.folder).as_posix())
            return Sheet(document.parse(kind), document)
        except DocumentError as error:
            self.problems.extend(error.problems)
            return None

    def sheets(
        self,
        pattern: str,
        kind: type[T],
        read: Callable[[Path, str], Document] = read_yaml,
    ) -> dict[str, Sheet[T]]:
        paths = sorted(self.folder.glob(pattern))
        read_ones = ((path.stem, self.sheet(path, kind, read)) for path in paths)
        return {stem: sheet for stem, sheet in read_ones if sheet is not None}

    def optional(self, name: str, kind: type[T]) -> Sheet[T] | None:
        path = self.folder / name
        return self.sheet(path, kind) if path.exists() else None

    def tongue(self, locale: str, trees: set[str]) -> Tongue:
        texts = {tree: self.optional(f"{locale}/{tree}.yaml", TreeTexts) for tree in trees}
        return Tongue(
            locale=locale,
            articles=self.sheets(f"{locale}/articles/*.md", ArticleFile, read_markdown),
            trees={tree: sheet for tree, sheet in texts.items() if sheet is not None},
            phrases=self.sheets(f"{locale}/phrases/*.yaml", PhrasesFile),
            fees=self.optional(f"{locale}/fees.yaml", FeesTexts),
            facts=self.optional(f"{locale}/facts.yaml", FactValues),
            timelines=self.optional(f"{locale}/timelines.yaml", TimelinesTexts),
            glossary=self.optional(f"{locale}/glossary.yaml", GlossaryTexts),
        )


def read_draft(folder: Path) -> Draft:
    """Read every file of a pack. Raises PackError with the problems of all of them."""
    shelf = _Folder(folder)
    manifest = shelf.sheet(folder / "pack.yaml", Manifest)
    sources = shelf.sheet(folder / "sources.yaml", dict[str, SourceRow])
    facts = shelf.sheet(folder / "facts.yaml", dict[str, FactRow])
    fees = shelf.sheet(folder / "fees.yaml", FeesFile)
    routing = shelf.sheet(folder / "routing.yaml", RoutingFile)
    trees = shelf.sheets("trees/*.yaml", TreeFile)
    timelines = shelf.optional("timelines.yaml", TimelinesFile)
    glossary = shelf.optional("glossary.yaml", GlossaryFile)
    locales = _locales(shelf, manifest)
    tongues = {locale: shelf.tongue(locale, set(trees)) for locale in locales}
    if shelf.problems or not (manifest and sources and facts and fees and routing):
        raise PackError(shelf.problems)
    return Draft(manifest, sources, facts, fees, routing, trees, tongues, timelines, glossary)


def _locales(shelf: _Folder, manifest: Sheet[Manifest] | None) -> list[str]:
    """The locales listed, or else the folders that hold articles; the default one first."""
    folders = {path.parent.name for path in shelf.folder.glob("*/articles")}
    if manifest is None:
        return sorted(folders)
    default, listed = manifest.data.default_locale, manifest.data.locales
    for name in sorted({default, *listed} - folders):
        text = f"there is no folder {name}/articles"
        shelf.problems.append(manifest.document.problem(text, ("default_locale",)))
    return [default, *sorted((set(listed) or folders) - {default})]
