"""Lists and exports cases for operators, page by page: memory stays flat however many there are."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

import typer

from adapters.storage.record import SqlRecord
from bots import database
from bots.counted import counted
from bots.operations import routing
from bots.operations.audit import by_operator
from bots.operations.two_people import agreed
from bots.settings import Settings, Unsafe
from core.decide.overview.exported import Sheet, row
from core.desk.called import names_of
from core.desk.ports import Store
from core.values.audit import Act
from core.values.case import Status
from core.values.selection import Place, Selected, Selection

PAGE = 500  # cases at once
Told = Callable[[str], None]


def selection(
    given: Settings, states: list[str], queues: list[str], topics: list[str], since: str
) -> Selection:
    """Raises Unsafe for a state or a day that does not exist. A day begins in the office's zone."""
    known = [status.value for status in Status]
    wrong = [state for state in states if state not in known]
    if wrong:
        raise Unsafe(f"'{wrong[0]}' is no state of a case; there are: {', '.join(known)}")
    zone = ZoneInfo(routing.pack_of(given).calendar.hours.timezone)
    try:
        day = datetime.combine(date.fromisoformat(since), time.min, zone) if since else None
    except ValueError:
        raise Unsafe(f"'{since}' is no day; write for example 2026-01-31") from None
    return Selection(states=tuple(states), queues=tuple(queues), topics=tuple(topics), since=day)


async def pages(
    store: Store, which: Selection, *, texts: bool = False
) -> AsyncIterator[tuple[Selected, ...]]:
    """One short transaction for each page: nobody waits for an export."""
    after = Place()
    while True:
        page = await store.read(lambda r, at=after: r.selected(which, at, PAGE, texts=texts))  # type: ignore[misc]
        if page:
            yield page
        if len(page) < PAGE:
            return
        after = page[-1].place


async def listed(given: Settings, which: Selection, limit: int) -> list[dict[str, str]]:
    """The first cases of the selection as rows without texts."""
    found: list[dict[str, str]] = []
    with closing(database.opened(given)) as store:
        named = await store.read(lambda record: names_of(record, {}))
        async for page in pages(store, which):
            found += [row(each, texts=False, named=named) for each in page]
            if len(found) >= limit:
                break
    return found[:limit]


async def exported(
    given: Settings, which: Selection, sheet: Sheet, out: Path | None, told: Told, alone: str = ""
) -> int:
    """Writes to the file, or to standard output. A file is there whole or not at all, and only its
    owner may read it. That somebody exported is on the audit trail before the first row leaves.

    Raises Unsafe where texts need two people, and no reason why one does it `alone` is given.
    """

    def noted(record: SqlRecord) -> None:
        if sheet.texts:
            agreed(record, "export of cases with texts", alone)
        detail = f"{counted(total, 'case')}{' with texts' if sheet.texts else ''}"
        record.audit([by_operator(Act.EXPORTED, "cases", detail)])

    with closing(database.opened(given)) as store:
        total = await store.read(lambda record: record.count_selected(which))
        await store.write(noted)
        named = await store.read(lambda record: names_of(record, {}))
        sheet = sheet.model_copy(update={"named": named})
        if out is None:
            return await _written(store, which, sheet, _to_standard_output, total, told)
        with _kept_whole(out) as write:
            return await _written(store, which, sheet, write, total, told)


def _to_standard_output(text: str) -> int:
    """UTF-8 whatever the terminal speaks, and line ends as they are."""
    stream = typer.get_binary_stream("stdout")
    count = stream.write(text.encode())
    stream.flush()
    return count


@contextmanager
def _kept_whole(out: Path) -> Iterator[Callable[[str], int]]:
    """Raises Unsafe for what cannot be written."""
    kept: Path | None = None
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=out.parent, delete=False
        ) as f:
            kept = Path(f.name)
            yield f.write
        kept.replace(out)
        kept = None
    except OSError as error:
        raise Unsafe(f"{out} cannot be written ({error.strerror}); nothing was kept") from None
    finally:
        if kept:
            kept.unlink(missing_ok=True)


async def _written(
    store: Store,
    which: Selection,
    sheet: Sheet,
    write: Callable[[str], int],
    total: int,
    told: Told,
) -> int:
    done = 0
    write(sheet.head)
    async for page in pages(store, which, texts=sheet.texts):
        write(sheet.rows(page, first=done == 0))
        done += len(page)
        if done % (10 * PAGE) == 0:
            told(f"{done:,} of {counted(total, 'case')}")
    write(sheet.tail)
    return done
