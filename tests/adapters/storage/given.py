"""What the tests of the stores put into them."""

from datetime import datetime, timedelta

from core.desk.ports import Dispatch, Outcome, Sent
from core.values import command as c
from core.values.case import Case, Entry, EntryKind
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.message import Message
from core.values.place import ConversationReference
from core.values.turn import Turn
from tests.adapters.storage.conftest import Store
from tests.core.given import ALICE, CASE, NIO, NOW, case, ids

new_id = ids("storage")
ASKED = c.Escalate(question="May I?", topic="sta", consent="yes")
AT_ONCE = timedelta(0)


def turn(command: c.Command, key: str = "") -> Turn:
    return Turn(key=key or new_id(), person=ALICE, where=ALICE.direct, command=command)


def delivery(to: ConversationReference = NIO, **more: object) -> Delivery:
    given = {"key": new_id(), "to": to, "message": Message(title="T"), "case": CASE, "due_at": NOW}
    return Delivery.model_validate({**given, **more})


def redraw(**more: object) -> Delivery:
    return delivery(NIO, kind=DeliveryKind.UPDATE, slot="card", **more)


async def save(store: Store, *effects: Effect, new: Case | None = None, key: str = "") -> None:
    command = c.Claim(case=CASE) if new is None or new.version > 1 else ASKED
    decision = Decision(case=new, effects=effects)
    await store.write(lambda record: record.save(turn(command, key), decision, NOW))


async def opened(store: Store, *effects: Effect) -> Case:
    """Alice's case, on record."""
    new = case()
    await save(store, *effects, new=new)
    return new


def changed(old: Case, **more: object) -> Case:
    entry = Entry(number=len(old.entries) + 1, kind=EntryKind.REPLIED, at=NOW, by=ALICE, text="hm")
    update = {"version": old.version + 1, "entries": (*old.entries, entry), **more}
    return old.model_copy(update=update)


async def claimed(
    store: Store, now: datetime = NOW, owner: str = "me", limit: int = 32
) -> list[Dispatch]:
    return (await store.claim(owner, now, limit))[0]


async def settled(
    store: Store,
    dispatch: Dispatch,
    outcome: Outcome,
    now: datetime = NOW,
    pause: timedelta = AT_ONCE,
) -> str | None:
    lane = dispatch.delivery.to.lane
    await store.write(lambda record: record.rest(lane, now + pause))
    return await store.write(lambda record: record.settle(dispatch, outcome, now))


def landed(to: ConversationReference = NIO, thread: str = "17.1") -> Sent:
    return Sent(Landed(at=to.under(thread)))
