"""Every version of the pack's content that this database has ever seen served, to read again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select, text

from adapters.storage.schema import EDITION
from core.values.pack import Pack

_NEW = text(
    "INSERT INTO edition (kind, id, locale, version, at, body) "
    "VALUES (:kind, :id, :locale, :version, :at, :body) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of an article, a tree, the timelines or the glossary, in one language.

    `at` is when it was first served, in UTC; `body` is the value as JSON.
    """

    kind: str
    id: str
    locale: str
    version: str
    at: datetime
    body: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.kind, self.id, self.locale, self.version)


def editions(pack: Pack, at: datetime) -> Iterator[Edition]:
    """All that the pack serves under a version of its own."""
    for locale, shelf in pack.articles.items():
        for article in shelf.values():
            body = article.model_dump_json()
            yield Edition("article", article.id, locale, article.version, at, body)
    for locale, trees in pack.trees.items():
        for tree in trees.values():
            yield Edition("tree", tree.id, locale, tree.version, at, tree.model_dump_json())
    for locale, table in pack.timelines.items():
        body = table.model_dump_json()
        yield Edition("timelines", "timelines", locale, table.version, at, body)
    for locale, glossary in pack.glossaries.items():
        body = glossary.model_dump_json()
        yield Edition("glossary", "glossary", locale, glossary.version, at, body)


def keep(db: Connection, given: Iterable[Edition]) -> int:
    """Write down those that are not there yet; returns how many. Safe among many processes."""
    rows = db.execute(select(EDITION.c.kind, EDITION.c.id, EDITION.c.locale, EDITION.c.version))
    known = {(kind, id, locale, version) for kind, id, locale, version in rows}
    new = [_row(each) for each in given if each.key not in known]
    return db.execute(_NEW, new).rowcount if new else 0


def _row(each: Edition) -> dict[str, object]:
    kind, id, locale, version = each.key
    key = {"kind": kind, "id": id, "locale": locale, "version": version}
    return key | {"at": each.at.timestamp(), "body": each.body}


def read(db: Connection, id: str = "", version: str = "") -> list[Edition]:
    """Those of that id, all when it is empty; the newest first."""
    wanted = select(EDITION).order_by(EDITION.c.at.desc(), EDITION.c.id, EDITION.c.locale)
    if id:
        wanted = wanted.where(EDITION.c.id == id)
    if version:
        wanted = wanted.where(EDITION.c.version.startswith(version, autoescape=True))
    return [
        Edition(
            row.kind, row.id, row.locale, row.version, datetime.fromtimestamp(row.at, UTC), row.body
        )
        for row in db.execute(wanted)
    ]
