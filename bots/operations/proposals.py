"""Articles that staff approved, from the database into a pack: `pack proposals`, `pack write`."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from adapters.packs.proposed import written
from adapters.storage.memory import proposals
from bots import database
from bots.settings import Settings, Unsafe
from core.values.proposal import Proposal, Standing


async def _kept(given: Settings, standing: str) -> tuple[Proposal, ...]:
    with closing(database.opened(given)) as store:
        return await store.read(lambda record: proposals.newest(record.connection, standing))


def listed(given: Settings) -> Iterator[str]:
    """One line for each, the newest first; no line names a case."""
    for each in asyncio.run(_kept(given, "")):
        yield f"{each.id}  {each.standing:<8}  {each.at:%Y-%m-%d}  {each.locale}  {each.title}"


def exported(given: Settings, folder: Path) -> list[Path]:
    """The files that were written; what is there already is left alone."""
    if not (folder / "sources.yaml").is_file():
        raise Unsafe(f"{folder} is not the folder of a pack: it has no sources.yaml")
    found = asyncio.run(_kept(given, Standing.APPROVED))
    missing = [p.locale for p in found if not (folder / p.locale / "articles").is_dir()]
    if missing:
        raise Unsafe(f"{folder} has no articles in {', '.join(sorted(set(missing)))}")
    return [file for each in reversed(found) if (file := written(folder, each))]
