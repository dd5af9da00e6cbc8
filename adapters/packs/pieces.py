"""Every text of a pack by file and place, and which source text a translation was made from.

`<locale>/translated.yaml` holds for each piece the fingerprint of the text in the default locale
that it translates, so that a translation shows when its source has changed since.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from adapters.packs.problems import Problem

RECORD = "translated.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times as fast
_ARTICLE = ("title", "summary", "who", "how")
_SHOWN = 8  # hexadecimal digits of a fingerprint
_LONGEST_WORD = 60  # characters


@dataclass(frozen=True)
class Piece:
    """One text: `file` below the folder of its locale, `place` inside of the file."""

    file: str
    place: str
    text: str

    @property
    def id(self) -> str:
        return f"{self.file}#{self.place}"

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(" ".join(self.text.split()).encode()).hexdigest()[:_SHOWN]


def pieces(folder: Path, locale: str) -> dict[str, Piece]:
    """By id, in the order of the files. Facts, of which a locale may have its own, count too."""
    own = folder / locale
    found: dict[str, Piece] = {}
    for path in sorted((*own.rglob("*.yaml"), *own.rglob("*.md"))):
        name = path.relative_to(own).as_posix()
        if name != RECORD:
            made = _of_article(path) if path.suffix == ".md" else _of_sheet(path)
            found |= {p.id: p for p in (Piece(name, place, text) for place, text in made)}
    return found


def _of_article(path: Path) -> Iterator[tuple[str, str]]:
    head, text = YAMLHandler().split(path.read_text(encoding="utf-8"))
    written = _read(head)
    yield from ((part, str(written[part])) for part in _ARTICLE if part in written)
    yield "text", text


def _of_sheet(path: Path) -> Iterator[tuple[str, str]]:
    yield from _leaves((), _read(path.read_text(encoding="utf-8")))


def _read(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)  # noqa: S506


def _leaves(trail: tuple[str, ...], value: object) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, below in value.items():
                yield from _leaves((*trail, str(key)), below)
        case list() if _is_words(value):
            yield ".".join(trail), "; ".join(value)
        case list():
            for number, below in enumerate(value):
                yield from _leaves((*trail, str(number)), below)
        case str():
            yield ".".join(trail), value


def _is_words(value: list[object]) -> bool:
    """Synonyms and the like, of which a language may have more or fewer: one text together."""
    return all(isinstance(each, str) and len(each) <= _LONGEST_WORD for each in value)


def recorded(folder: Path, locale: str) -> dict[str, str]:
    """The fingerprints of the sources, by id; empty where nobody has recorded any."""
    path = folder / locale / RECORD
    if not path.exists():
        return {}
    written = _read(path.read_text(encoding="utf-8")) or {}
    return {
        f"{file}#{place}": str(mark)
        for file, places in written.items()
        for place, mark in places.items()
    }


def record(folder: Path, default: str, locale: str) -> int:
    """Say that every translation of the locale is of today's source. Returns how many there are."""
    source, own = pieces(folder, default), pieces(folder, locale)
    marks: dict[str, dict[str, str]] = {}
    for id in own.keys() & source.keys():
        marks.setdefault(source[id].file, {})[source[id].place] = source[id].fingerprint
    head = "# Of which source text each translation is; `pack translated` writes this.\n"
    tidy = {file: dict(sorted(places.items())) for file, places in sorted(marks.items())}
    text = yaml.safe_dump(tidy, sort_keys=False, allow_unicode=True, width=200)
    (folder / locale / RECORD).write_text(head + text, encoding="utf-8")
    return sum(map(len, marks.values()))


def outdated(folder: Path, default: str, locale: str) -> list[str]:
    """The ids of translations whose source has changed since they were recorded."""
    marks = recorded(folder, locale)
    source = pieces(folder, default) if marks else {}
    return [id for id, mark in marks.items() if id in source and source[id].fingerprint != mark]


def age_rules(
    folder: Path, default: str, locales: Iterator[str] | tuple[str, ...]
) -> list[Problem]:
    """What `pack check` says of translations that are older than their source."""
    return [
        Problem(
            file=f"{locale}/{id.partition('#')[0]}",
            line=_line(folder / locale / id.partition("#")[0], id.partition("#")[2]),
            text=f"'{id.partition('#')[2]}' is older than its source in {default}: bring it up to "
            f"date, then run python -m bots pack translated {locale}",
            severity="warning",
        )
        for locale in locales
        if locale != default
        for id in outdated(folder, default, locale)
    ]


def _line(path: Path, place: str) -> int:
    """Where the last word of the place stands first; the first line when it is not found."""
    key = place.rpartition(".")[2]
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = (n for n, line in enumerate(lines, 1) if line.lstrip(" -\"'").startswith(key))
    return next(found, 1)
