"""`pack log`: which versions of the pack's content were served, and what they said."""

import json
from datetime import UTC, datetime

from adapters.storage import archive
from adapters.storage.archive import Edition
from bots import database
from bots.operations import routing
from bots.settings import Settings, Unsafe
from core.values.pack import Article, Pack


async def keep(store: database.Database, pack: Pack) -> int:
    """What the desk is going to serve can be read again later; returns how much of it is new.

    Raises NotRecorded when the database does not answer; the next start does it then.
    """
    found = list(archive.editions(pack, datetime.now(UTC)))
    return await store.write(lambda record: archive.keep(record.connection, found))


def listed(given: Settings, id: str, locale: str) -> list[str]:
    """A line for each version of that article, or for each article with its versions."""
    current = {each.key for each in archive.editions(routing.pack_of(given), datetime.now(UTC))}
    with database.inspected(given) as connection:
        found = [each for each in archive.read(connection, id) if locale in ("", each.locale)]
    if not found:
        raise Unsafe(_nothing(given, id))
    return [_line(each, current) for each in found] if id else _overview(found, current)


def shown(given: Settings, id: str, version: str, locale: str) -> str:
    """The content of a version; the beginning of its name is enough."""
    with database.inspected(given) as connection:
        found = [e for e in archive.read(connection, id, version) if locale in ("", e.locale)]
    if not found:
        raise Unsafe(f"No version '{version}' of '{id}' is on record: see pack log {id}")
    if len({each.key for each in found}) > 1:
        names = ", ".join(f"{each.version} ({each.locale})" for each in found)
        raise Unsafe(f"Several versions begin with '{version}': {names}")
    return _content(found[0])


def _nothing(given: Settings, id: str) -> str:
    if id and id not in {e.id for e in archive.editions(routing.pack_of(given), datetime.now(UTC))}:
        return f"Nothing in the pack is called '{id}', and nothing by that name was ever served"
    return "Nothing is on record yet: versions are written down when the desk starts"


def _line(each: Edition, current: set[tuple[str, str, str, str]]) -> str:
    now = "current" if each.key in current else "former"
    return f"{each.at:%Y-%m-%d %H:%M}  {each.locale:<4}{each.version:<14}{now:<9}{each.kind}"


def _overview(found: list[Edition], current: set[tuple[str, str, str, str]]) -> list[str]:
    lines = []
    for id in sorted({each.id for each in found}):
        own = [each for each in found if each.id == id]
        former = sum(each.key not in current for each in own)
        newest = max(each.at for each in own)
        count = f"{len(own) - former} current, {former} former"
        lines.append(f"{id:<28}{count}, newest of {newest:%Y-%m-%d}")
    return lines


def _content(each: Edition) -> str:
    """An article as text, everything else as JSON."""
    served = f"first served {each.at:%Y-%m-%d %H:%M} UTC"
    head = f"{each.id} ({each.locale}), version {each.version}, {served}"
    if each.kind != "article":
        return f"{head}\n\n{json.dumps(json.loads(each.body), ensure_ascii=False, indent=2)}"
    article = Article.model_validate_json(each.body)
    sources = "\n".join(f"- {source.title}: {source.address}" for source in article.sources)
    days = f"As of {article.as_of}, review by {article.review_by}, owner {article.owner}"
    return "\n\n".join((head, article.title, article.summary, article.body, sources, days))
