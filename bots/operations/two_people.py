"""On a desk where changes need two people, nobody does alone on the command line what nobody may do
alone in chat; in an emergency it is done all the same, and the audit trail says so."""

from adapters.storage.record import SqlRecord
from bots.operations.audit import by_operator
from bots.settings import Unsafe
from core.values.audit import Act

MOST = 40  # characters of a reason in the audit trail


def agreed(record: SqlRecord, what: str, alone: str, how: str = "") -> None:
    """Raises Unsafe where two people are needed and no reason is given; `how` says what to do
    instead. A reason is a line of the trail, in the caller's transaction."""
    if not record.office()[0].two_people:
        return
    if not alone.strip():
        raise Unsafe(
            f"On this desk two people are needed for that, so nothing was changed. {how}"
            "In an emergency, add --alone REASON: it is done at once, and the audit trail says "
            "that you did it alone, and why."
        )
    record.audit([by_operator(Act.CHANGED, f"alone: {what}", alone.strip()[:MOST])])
