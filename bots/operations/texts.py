"""The texts of the pack on the command line: side by side, and recorded as translated."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from adapters.packs import pieces, side_by_side
from adapters.packs.loader import load_pack
from bots.settings import Settings
from core.values.pack import Pack
from core.values.value import DeskError


class NoSuchLocale(DeskError):
    """The text names the locales that there are."""


def page(given: Settings) -> str:
    """HTML. Raises PackError for a pack that cannot be read."""
    folder, pack = _read(given)
    return side_by_side.page(folder, pack.title or pack.name, pack.default_locale, pack.locales)


def table(given: Settings) -> str:
    """One text a line: its place, then each language, separated by tabs."""
    folder, pack = _read(given)
    rows = side_by_side.table(folder, pack.default_locale, pack.locales)
    lines = [("", *pack.locales), *((piece.id, *texts) for piece, texts in rows)]
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in lines)


def recorded(given: Settings, locales: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Each locale with the number of its texts. Raises NoSuchLocale before anything is written."""
    folder, pack = _read(given)
    translated = [name for name in pack.locales if name != pack.default_locale]
    for locale in locales:
        if locale not in translated:
            known = ", ".join(translated)
            raise NoSuchLocale(f"'{locale}' is no translation of the pack; there are: {known}")
    for locale in locales:
        yield locale, pieces.record(folder, pack.default_locale, locale)


def _read(given: Settings) -> tuple[Path, Pack]:
    return given.desk_pack, load_pack(given.desk_pack, datetime.now(UTC).date())
