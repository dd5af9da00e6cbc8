"""`cases affected`: who is on record as having been given an article, without names and texts."""

from collections.abc import Iterator

from bots import database
from bots.operations.audit import by_operator
from bots.settings import Settings, Unsafe
from bots.sides import now
from core.desk.found import MOST_AFFECTED, affected
from core.values.audit import Act
from core.values.correction import Affected, Given


async def listed(given: Settings, article: str) -> list[str]:
    """A line for each case and each person; raises Unsafe where there is nobody."""
    store = database.opened(given)
    try:
        found = await store.read(lambda record: affected(record, article))
        if not found.given:
            raise Unsafe(
                f"Nobody is on record as having been given '{article}'. See `pack log` for the ids "
                "of articles."
            )
        line = by_operator(Act.SAW, "affected", f"{article[:60]}: {len(found.cases)}")
        await store.write(lambda record: record.audit([line]))
    finally:
        store.close()
    return [*_lines(found), *_ends(found)]


def _lines(found: Affected) -> Iterator[str]:
    cases = {case.id: case for case in found.cases}
    for each in found.given:
        case = cases.get(each.case)
        if case:
            state = f"{case.status:<10}{case.queue:<20}{case.requester.workspace}"
            yield _line(each, case.id, state)
        elif each.question and each.person:
            yield _line(each, "at once", ":".join(each.person.split(":")[:2]))


def _line(given: Given, what: str, more: str) -> str:
    return f"{given.at:%Y-%m-%d %H:%M}  {what:<10}{given.how:<7}{given.version:<14}{more}"


def _ends(found: Affected) -> Iterator[str]:
    for each in found.progress:
        at = each.correction.released or each.correction.at
        counts = f"{each.sent} delivered, {each.failed} failed, {each.waiting} on the way"
        yield f"Correction of {at:%Y-%m-%d %H:%M} UTC: {counts}"
    if found.full:
        yield f"There may be more: these are the newest {MOST_AFFECTED}."
    yield f"Counted at {now():%Y-%m-%d %H:%M} UTC. Not recorded: services, fees, cta and define."
