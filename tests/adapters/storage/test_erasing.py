"""Who is erased while messages are on their way: what arrives all the same is deleted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.storage.record import SqlRecord
from adapters.storage.schema import DELIVERY, MENTION, METADATA, TURN
from core.desk.ports import SETTLE, Dispatch, Refused, Unsure
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Hold, Status
from core.values.decision import Decision
from core.values.delivery import DeliveryKind, Landed
from core.values.holdings import Erasure, Holdings
from core.values.message import Message
from core.values.place import ConversationReference, Person, Platform
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import claimed, delivery, landed, save, settled, turn
from tests.core.given import ALICE, CASE, MARC, NIO, NOW, SOFIE, case

TOKEN = "70ken"
SECRET = Message(title="SECRET")
MAILBOX = ConversationReference.mailbox("nio@office.example")
TEAMS = ConversationReference.from_text("teams:TENANT:19:abc@thread.tacv2")


async def begun(store: Store, *to: ConversationReference) -> list[Dispatch]:
    """Messages of a closed case of Alice's, just being sent."""
    posts = (delivery(place, message=SECRET, slot="card", reports=1) for place in to)
    await save(store, *posts, new=case(Status.CLOSED, version=1))
    return await claimed(store)


async def erased(store: Store, key: str = "erasing") -> Holdings:
    """As when Alice asks for it in chat; returns what was known before."""
    known = await store.read(lambda record: record.holdings(ALICE))
    wish = Erasure(person=ALICE, token=TOKEN)
    await save(store, wish, key=key)
    return known


async def rows(store: Store) -> dict[str, tuple[str, str]]:
    """Kind and state by lane, and nowhere the words."""

    def read(record: SqlRecord) -> dict[str, tuple[str, str]]:
        found = record.connection.execute(select(DELIVERY)).all()
        assert not any("SECRET" in row.message for row in found)
        return {row.lane: (row.kind, row.state) for row in found}

    return await store.read(read)


@pytest.mark.parametrize("to", [NIO, TEAMS, ALICE.direct])
async def test_what_lands_after_the_erasure_is_deleted_where_it_landed(
    store: Store, to: ConversationReference
) -> None:
    (dispatch,) = await begun(store, to)
    assert (await erased(store)).unsure == (to.lane,)
    assert await settled(store, dispatch, landed(to)) is None, "nobody is told of it"
    (wish,) = await claimed(store, NOW + timedelta(seconds=2))
    assert wish.delivery.kind is DeliveryKind.DELETE
    assert wish.delivery.at == Landed(at=to.under("17.1")).text
    assert not wish.again
    assert wish.target is None
    await settled(store, wish, landed(to))
    assert (await rows(store))[to.lane] == ("delete", "sent")


@pytest.mark.parametrize("before", [True, False])
async def test_what_may_have_landed_is_looked_for(store: Store, before: bool) -> None:
    """The answer was lost before the erasure, or is lost after it."""
    (dispatch,) = await begun(store, NIO)
    if before:
        await settled(store, dispatch, Unsure("reset"))
    await erased(store)
    if not before:
        assert await settled(store, dispatch, Unsure("reset")) is None
    assert await claimed(store, NOW + SETTLE - timedelta(seconds=1)) == [], "not too early"
    (wish,) = await claimed(store, NOW + SETTLE)
    assert (wish.delivery.kind, wish.delivery.at, wish.again) == (DeliveryKind.DELETE, "", True)
    assert wish.delivery.key == dispatch.delivery.key, "it is found by its key"
    assert wish.tries == 1


async def test_what_was_refused_needs_no_deleting(store: Store) -> None:
    (dispatch,) = await begun(store, NIO)
    await erased(store)
    await settled(store, dispatch, Refused("no"))
    assert await rows(store) == {NIO.lane: ("delete", "sent")}


async def test_a_mail_on_its_way_is_named_and_its_result_is_nobodys(store: Store) -> None:
    (dispatch,) = await begun(store, MAILBOX)
    assert (await erased(store)).unsure == (MAILBOX.lane,)
    assert await settled(store, dispatch, landed(MAILBOX)) is None
    assert await rows(store) == {MAILBOX.lane: ("post", "dropped")}


async def test_the_address_is_kept_until_what_stands_there_is_gone(store: Store) -> None:
    """A platform was away for longer than a day: the end of the erasure is put off."""
    (dispatch,) = await begun(store, ALICE.direct)
    await settled(store, dispatch, Unsure("reset"))
    await erased(store)
    tomorrow = NOW + timedelta(days=1)
    await save(store, Erasure(person=ALICE, token=TOKEN, before=NOW))
    (wish, timer) = sorted(await _later(store, tomorrow), key=lambda d: d.delivery.kind)
    assert isinstance(timer.delivery.command, c.FinishErasing)
    assert timer.delivery.command.at == NOW
    await settled(store, wish, landed(ALICE.direct), tomorrow)
    await save(store, Erasure(person=ALICE, token=TOKEN, before=NOW))
    assert not any(ALICE.user in lane for lane in await rows(store))


async def _later(store: Store, now: datetime) -> list[Dispatch]:
    return await claimed(store, now + timedelta(seconds=1))


async def test_who_came_back_keeps_what_waits_for_them(store: Store) -> None:
    """A new case was opened within the day; its answer waits for the platform."""
    await begun(store)
    await erased(store)
    later = NOW + timedelta(hours=2)
    new = case(id="8K3F-Q2MG", opened_at=later)
    answer = delivery(ALICE.direct, case=new.id, due_at=later, message=Message(title="Yes."))
    await save(store, answer, new=new)
    await save(store, Erasure(person=ALICE, token=TOKEN, before=NOW))
    (dispatch,) = await claimed(store, later)
    assert dispatch.delivery.message.title == "Yes."


async def test_kept_answers_go_by_person_and_by_case(store: Store) -> None:
    """The keys of messages name nobody; nobody reads all that is kept."""
    await begun(store)
    secret = Decision(reply=SECRET)

    async def told(person: object, key: str, **more: object) -> None:
        made = turn(c.Help(), key).model_copy(update={"person": person})
        decision = secret.model_copy(update=more)
        await store.write(lambda record: record.save(made, decision, NOW))

    await told(ALICE, "slack:T0KUL:event:Ev1")
    await told(SOFIE, "slack:T0STAFF:event:Ev2", mentions=(CASE,))
    await told(MARC, "slack:T0STAFF:event:Ev3", mentions=("8K3F-Q2MG",))
    await erased(store)

    def read(record: SqlRecord) -> tuple[dict[str, bool], list[str]]:
        db = record.connection
        kept = {r.key: r.reply is not None for r in db.execute(select(TURN.c.key, TURN.c.reply))}
        return kept, list(db.execute(select(MENTION.c.key)).scalars())

    kept, mentioned = await store.read(read)
    assert "slack:T0KUL:event:Ev1" not in kept
    assert kept["slack:T0STAFF:event:Ev2"] is False
    assert kept["slack:T0STAFF:event:Ev3"] is True
    assert mentioned == ["slack:T0STAFF:event:Ev3"]


async def test_keys_of_turns_are_kept_no_longer_than_the_turns(store: Store) -> None:
    made = turn(c.Help(), "slack:T0STAFF:form:U0SOFIE:V1")
    shown = Decision(reply=SECRET, mentions=(CASE,))
    await store.write(lambda record: record.save(made, shown, NOW))
    assert await store.write(lambda r: r.forget_turns(NOW + timedelta(days=4), 9)) == 1
    left = await store.read(lambda r: r.connection.execute(select(MENTION)).all())
    assert left == []


async def test_what_somebody_was_answered_before_others_is_theirs(store: Store) -> None:
    """A question in a public channel was answered there, with its words."""
    public = ConversationReference.from_text("slack:T0KUL:C0IDEAS")
    reply = delivery(public, message=SECRET, case=None, person=ALICE.key)
    await save(store, reply)
    (dispatch,) = await claimed(store)
    await settled(store, dispatch, landed(public))
    assert (await erased(store)).places == (Landed(at=public.under("17.1")).text,)
    assert (await rows(store))[public.lane] == ("post", "sent")


async def test_a_private_conversation_is_known_by_what_was_answered_there(store: Store) -> None:
    """Alice only ever wrote to the app; the platform names that conversation as it likes."""
    private = ConversationReference.from_text("slack:T0KUL:D0ALICE")
    await save(store, delivery(private, message=SECRET, case=None, person=ALICE.key))
    await erased(store)
    assert not any("D0ALICE" in lane for lane in await rows(store))


async def _advised(store: Store, hold: Hold | None = None) -> Case:
    """Marc of another workspace was let in on Alice's case, and wrote what he thinks."""
    expert = MARC.model_copy(update={"tenant": "T0GENT"})
    entries = (
        Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE, salt="s"),
        Entry(number=2, kind=EntryKind.KNOCKED, at=NOW, by=expert, to=expert),
        Entry(number=3, kind=EntryKind.ADMITTED, at=NOW, by=SOFIE, to=expert, of=2),
        Entry(number=4, kind=EntryKind.ADVISED, at=NOW, by=expert, text="Heated qubits heal."),
    )
    made = case(version=1, entries=entries, experts=(expert,), hold=hold)
    brief = delivery(expert.direct, slot=f"expert:{expert.user}", message=SECRET)
    note = Message(title=f"{expert.name}, expert, writes", text="Heated qubits heal.")
    await save(store, brief, delivery(NIO, message=note), new=made)
    for dispatch in await claimed(store):
        await settled(store, dispatch, landed(dispatch.delivery.to))
    return made


async def _of_marc(store: Store) -> list[str]:
    marc = MARC.model_copy(update={"tenant": "T0GENT"})
    known = await store.read(lambda record: record.holdings(marc))
    wish = Erasure(person=marc, token=TOKEN)
    made = turn(c.Help(), "m").model_copy(update={"person": marc})
    await store.write(lambda record: record.save(made, Decision(effects=(wish,)), NOW))
    last = Erasure(person=marc, token=TOKEN, before=NOW)
    await store.write(lambda r: r.save(turn(c.Help(), "n"), Decision(effects=(last,)), NOW))
    return [each.id for each in known.advised]


async def test_who_advised_is_erased_and_the_advice_stays_with_the_case(store: Store) -> None:
    before = await _advised(store)
    assert await _of_marc(store) == [CASE]
    after = await store.read(lambda record: record.case(CASE))
    assert after is not None
    assert after.experts == ()
    assert (after.version, after.status) == (before.version + 1, before.status)
    assert after.entries[3].text == "Heated qubits heal."
    assert after.entries[0].by == ALICE
    assert after.entries[3].by is not None
    assert after.entries[3].by.user == f"erased-{TOKEN}"
    rows = await store.read(_everything)
    assert [row for row in rows if MARC.user in row or MARC.name in row] == []


def _everything(record: SqlRecord) -> list[str]:
    db = record.connection
    return [repr(tuple(r)) for table in METADATA.sorted_tables for r in db.execute(select(table))]


async def test_a_case_that_the_law_keeps_keeps_its_advisers(store: Store) -> None:
    before = await _advised(store, hold=Hold(since=NOW, because="court"))
    await _of_marc(store)
    after = await store.read(lambda record: record.case(CASE))
    assert after is not None
    assert (after.version, after.experts) == (before.version, before.experts)


async def test_somebody_for_whom_staff_opened_a_case_is_erased_by_the_mailbox(
    store: Store,
) -> None:
    """Written in capitals once, and beginning as the names of private conversations do."""
    who = Person(platform=Platform.EMAIL, tenant="", user="dirk@uni.example", name="Dirk")
    box = ConversationReference.mailbox("Dirk@Uni.example")
    made = case(Status.CLOSED, version=1, requester=who, origin=box)
    await save(store, delivery(box, message=SECRET), new=made)
    (sent,) = await claimed(store)
    await settled(store, sent, landed(box))
    done = await store.write(lambda record: record.erase(who, TOKEN))
    assert done.cases == (CASE,)
    assert done.places == (Landed(at=box.under("17.1")).text,)
    rows = await store.read(_everything)
    assert [row for row in rows if "dirk" in row.lower() or "SECRET" in row] == []
