"""Workspaces that installed the app, for admins at the command line."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

from adapters.storage.installations import SqlInstallations
from bots import database
from bots.operations.audit import operator
from bots.settings import Settings, Unsafe
from core.values.installation import Installation, Standing

T = TypeVar("T")


async def listed(given: Settings) -> list[str]:
    """One line for each, with its id, what admins decided, since when, and its name."""
    found = await _with(given, lambda book: book.all())
    return list(_lines(found)) or ["No workspace installed the app yet."]


async def judged(given: Settings, id: str, standing: Standing) -> Installation:
    """Raises Unsafe for a workspace that is not there."""
    found = await _with(given, lambda book: book.judge(id, standing, operator()))
    if found is None:
        raise Unsafe(f"No workspace is called {id}; python -m bots workspaces list names them")
    return found


def _lines(found: tuple[Installation, ...]) -> Iterator[str]:
    for it in found:
        standing = "removed" if it.removed_at else it.standing.value
        yield f"{it.id:<24}{standing:<10}{it.since:%Y-%m-%d}  {it.name}"


async def _with(given: Settings, work: Callable[[SqlInstallations], Awaitable[T]]) -> T:
    cipher = database.cipher(given)
    if cipher is None:
        raise Unsafe("DESK_SECRET_KEY is missing: the workspaces' tokens are encrypted with it")
    store = database.opened(given)
    try:
        return await work(SqlInstallations(store, cipher, lambda: datetime.now(UTC)))
    finally:
        store.close()
