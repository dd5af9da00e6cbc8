"""What every store does: one contract, all implementations."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from adapters.storage.record import SqlRecord
from adapters.storage.schema import LANE
from adapters.storage.schema import ROUTING as ROUTINGS
from core.desk.ports import SETTLE, Dispatch, Later, Limit, Record, Refused, Repeated, Sent, Unsure
from core.desk.upkeep import KEEP_TURNS, Upkeep
from core.values import command as c
from core.values.case import Case, Question, Status
from core.values.decision import Decision
from core.values.delivery import DeliveryKind, Landed
from core.values.language import LanguageChosen
from core.values.message import Button, Message
from core.values.place import ConversationReference
from core.values.turn import Turn
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import (
    changed,
    claimed,
    delivery,
    landed,
    new_id,
    opened,
    redraw,
    save,
    settled,
    turn,
)
from tests.core.given import ALICE, CASE, CTR, LUCAS, NIO, NOW, ROUTING, SOFIE, case

SECOND = timedelta(seconds=1)


def _paced(dispatch: Dispatch, limits: tuple[Limit, ...], record: Record) -> None:
    record.pace(dispatch, limits)


def _case_at(place: ConversationReference, record: Record) -> Case | None:
    return record.case_at(place)


def _whispered_at(place: ConversationReference, record: Record) -> bool:
    return record.whispered_at(Landed(at=place))


def _known(keys: list[str], record: Record) -> list[bool]:
    return [record.answered(turn(c.Help(), key), NOW) is not None for key in keys]


def _saved(asked: Turn, at: datetime, record: Record) -> None:
    record.save(asked, Decision(), at)


def _slept(record: SqlRecord) -> None:
    """As a version leaves it that does not know when to look at a lane."""
    record._db.execute(update(LANE).values(wake_at=None))


class TestRecords:
    async def test_a_turn_is_known_again_with_its_answer(self, store: Store) -> None:
        reply = Message(title="T", buttons=(Button(label="x", command=c.Claim(case=CASE)),))
        asked = turn(c.Help(), "k1")
        await store.write(lambda r: r.save(asked, Decision(reply=reply), NOW))
        found = await store.read(lambda r: r.answered(asked, NOW))
        assert found is not None
        assert found.reply == reply
        assert await store.read(lambda r: r.answered(turn(c.Help(), "k2"), NOW)) is None

    async def test_a_turn_without_an_answer_is_known_too(self, store: Store) -> None:
        asked = turn(c.Help(), "k1")
        await store.write(lambda r: r.save(asked, Decision(), NOW))
        found = await store.read(lambda r: r.answered(asked, NOW))
        assert found is not None
        assert found.reply is None

    async def test_a_case_comes_back_as_it_went_in(self, store: Store) -> None:
        first = await opened(store)
        second = changed(first, status=Status.CLAIMED, assignee=SOFIE)
        await save(store, new=second)
        assert await store.read(lambda r: r.case(CASE)) == second
        assert await store.read(lambda r: r.case("0000-0000")) is None

    async def test_a_case_that_changed_meanwhile_is_repeated(self, store: Store) -> None:
        first = await opened(store)
        await save(store, new=changed(first))
        with pytest.raises(Repeated):
            await save(store, delivery(), new=changed(first, status=Status.CLOSED))
        found = await store.read(lambda r: r.case(CASE))
        assert found is not None
        assert (found.version, found.status, len(found.entries)) == (2, Status.OPEN, 2)
        assert await claimed(store) == [], "nothing of the loser is kept"

    async def test_two_at_once_have_one_winner(self, store: Store) -> None:
        first = await opened(store)
        both = [save(store, new=changed(first, urgency=str(n))) for n in range(2)]
        found = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(each).__name__ for each in found) == ["NoneType", "Repeated"]

    async def test_an_id_that_is_taken_is_repeated(self, store: Store) -> None:
        await opened(store)
        with pytest.raises(Repeated):
            await opened(store)

    async def test_my_cases_are_mine_and_newest_first(self, store: Store) -> None:
        for number, person in enumerate([ALICE, LUCAS, ALICE, ALICE]):
            at = NOW + number * SECOND
            await save(store, new=case(id=f"000{number}-0000", requester=person, opened_at=at))
        mine = await store.read(lambda r: r.cases_of(ALICE.key, 2))
        assert [each.id for each in mine] == ["0003-0000", "0002-0000"]
        assert await store.read(lambda r: r.cases_of(SOFIE.key, 9)) == ()

    async def test_a_question_is_kept(self, store: Store) -> None:
        asked = Question(
            id="q1", person=ALICE, text="é\U0001f9ec", topic="sta", article=None, at=NOW
        )
        await save(store, asked)
        assert await store.read(lambda r: r.question("q1")) == asked
        assert await store.read(lambda r: r.question("q2")) is None

    async def test_the_newest_routing_is_in_force(self, store: Store) -> None:
        assert await store.read(lambda r: r.routing()) is None
        other = ROUTING.model_copy(update={"rules": ROUTING.rules[1:]})
        await store.write(lambda r: r.set_routing(other, "me", NOW))
        assert await store.write(lambda r: r.set_routing(ROUTING, "me", NOW)) == 2
        assert await store.read(lambda r: r.routing()) == ROUTING

    async def test_a_routing_that_cannot_be_read_leaves_the_last_good_one_in_force(
        self, store: Store
    ) -> None:
        assert await store.read(lambda r: r.unreadable_routing()) is None
        await store.write(lambda r: r.set_routing(ROUTING, "me", NOW))
        assert await store.read(lambda r: r.unreadable_routing()) is None
        for version, body in ((2, '{"queues": "of tomorrow"}'), (3, "{")):
            row = insert(ROUTINGS).values(version=version, at=0.0, by="a hand", body=body)
            with store._engine.connect() as db:
                db.execute(row)
                db.commit()
            assert await store.read(lambda r: r.routing()) == ROUTING
            assert await store.read(lambda r: r.unreadable_routing()) == version
        await store.write(lambda r: r.set_routing(ROUTING, "me", NOW))
        assert await store.read(lambda r: r.unreadable_routing()) is None

    async def test_what_fails_is_not_kept(self, store: Store) -> None:
        def broken(record: object) -> None:
            raise ValueError("on purpose")

        with pytest.raises(ValueError, match="on purpose"):
            await store.write(broken)
        await opened(store)

    async def test_old_turns_are_forgotten_the_oldest_first(self, store: Store) -> None:
        keys = [f"k{hours}" for hours in range(5)]
        for hours, key in enumerate(keys):
            at = NOW + timedelta(hours=hours)
            await store.write(partial(_saved, turn(c.Help(), key), at))
        before = NOW + timedelta(hours=3)
        assert await store.write(lambda r: r.forget_turns(before, 2)) == 2
        assert await store.read(partial(_known, keys)) == [False, False, True, True, True]
        assert await store.write(lambda r: r.forget_turns(before, 2)) == 1
        assert await store.write(lambda r: r.forget_turns(before, 2)) == 0
        assert await store.read(partial(_known, keys)) == [False, False, False, True, True]

    async def test_upkeep_keeps_two_days_of_turns(self, store: Store) -> None:
        for hours in range(0, 120, 12):
            at = NOW - timedelta(hours=hours)
            await store.write(partial(_saved, turn(c.Help(), f"k{hours}"), at))
        upkeep = Upkeep(store, now=lambda: NOW, failed=lambda *_: None)
        assert timedelta(hours=48) <= KEEP_TURNS
        assert await upkeep.forget() == 3
        assert all(await store.read(partial(_known, [f"k{hours}" for hours in range(0, 72, 12)])))

    async def test_what_is_saved_while_reading_is_not_kept(self, store: Store) -> None:
        asked = turn(c.Help(), "k1")
        await store.read(lambda r: r.save(asked, Decision(), NOW))
        assert await store.read(lambda r: r.answered(asked, NOW)) is None


class TestLanes:
    async def test_only_the_first_of_a_lane_is_taken(self, store: Store) -> None:
        first, second, elsewhere = delivery(), delivery(), delivery(CTR)
        await opened(store, first, second, elsewhere)
        taken = {each.delivery.key for each in await claimed(store)}
        assert taken == {first.key, elsewhere.key}
        assert await claimed(store, owner="other") == []

    async def test_a_lane_is_sent_in_order_whatever_is_due(self, store: Store) -> None:
        made = [delivery(due_at=NOW - n * SECOND) for n in range(5)]
        await opened(store, *made)
        sent = []
        for _ in made:
            (dispatch,) = await claimed(store)
            sent.append(dispatch.delivery.key)
            assert await settled(store, dispatch, Sent()) == "sent"
        assert sent == [each.key for each in made]
        assert await claimed(store) == []

    async def test_a_delivery_comes_back_as_it_went_in(self, store: Store) -> None:
        made = delivery(under="card", reports=3, confirms=True, internal=True, whisper_to="U1")
        await opened(store, made)
        (dispatch,) = await claimed(store)
        assert dispatch.delivery == made
        assert (dispatch.tries, dispatch.again, dispatch.target) == (1, False, None)

    async def test_a_thread_is_in_the_lane_of_its_conversation(self, store: Store) -> None:
        await opened(store, delivery(), delivery(NIO.under("17.1")))
        assert len(await claimed(store)) == 1

    async def test_what_is_not_due_waits_and_says_until_when(self, store: Store) -> None:
        await opened(store, delivery(due_at=NOW + 60 * SECOND))
        taken, wait = await store.claim("me", NOW, 32)
        assert (taken, wait) == ([], NOW + 60 * SECOND)
        assert len(await claimed(store, NOW + 60 * SECOND)) == 1

    async def test_nothing_to_do_says_so(self, store: Store) -> None:
        assert await store.claim("me", NOW, 32) == ([], None)

    async def test_a_limit_leaves_the_rest_for_the_next_claim(self, store: Store) -> None:
        boxes = [ConversationReference.mailbox(f"b{n}@x.example") for n in range(5)]
        await opened(store, *(delivery(box) for box in boxes))
        first, wait = await store.claim("me", NOW, 3)
        assert len(first) == 3
        assert wait is not None
        assert wait <= NOW
        assert len(await claimed(store, owner="other")) == 2

    async def test_a_lane_rests_after_a_delivery(self, store: Store) -> None:
        await opened(store, delivery(), delivery())
        (dispatch,) = await claimed(store)
        await settled(store, dispatch, Sent(), pause=SECOND)
        assert await claimed(store, NOW + SECOND / 2) == []
        assert len(await claimed(store, NOW + SECOND)) == 1

    async def test_a_lane_that_sleeps_is_found_within_a_minute(self, store: Store) -> None:
        await store.claim("me", NOW, 32)
        await opened(store, delivery())
        await store.write(_slept)
        assert await claimed(store, NOW + 59 * SECOND) == []
        assert len(await claimed(store, NOW + 60 * SECOND)) == 1

    async def test_a_clock_that_steps_back_finds_what_waits(self, store: Store) -> None:
        await opened(store, delivery(), delivery())
        (first,) = await claimed(store, NOW + 3600 * SECOND)
        await settled(store, first, Sent(), NOW + 3600 * SECOND, pause=SECOND)
        assert len(await claimed(store, NOW + 2 * SECOND)) == 1

    async def test_what_stands_behind_a_dropped_one_goes(self, store: Store) -> None:
        first, second = delivery(due_at=NOW + 3600 * SECOND), delivery()
        await opened(store, first, second)
        assert await claimed(store) == []
        assert await store.write(lambda r: r.put_delivery(first.key, "pending", "dropped", NOW))
        assert [each.delivery.key for each in await claimed(store)] == [second.key]

    async def test_what_is_tried_again_goes_to_the_end_of_its_lane(self, store: Store) -> None:
        first, second = delivery(), delivery()
        await opened(store, first, second)
        (refused,) = await claimed(store)
        await settled(store, refused, Refused("archived"))
        assert await store.write(lambda r: r.put_delivery(first.key, "failed", "pending", NOW))
        order = []
        for _ in range(2):
            (dispatch,) = await claimed(store)
            order.append(dispatch.delivery.key)
            await settled(store, dispatch, Sent())
        assert order == [second.key, first.key]

    async def test_a_lane_with_nothing_left_is_looked_at_no_more(self, store: Store) -> None:
        await opened(store, delivery())
        (only,) = await claimed(store)
        await settled(store, only, Sent())
        assert await store.claim("me", NOW, 32) == ([], None)
        assert await store.read(
            lambda r: r._db.execute(select(LANE.c.wake_at)).scalars().all()
        ) == [None]

    async def test_two_workers_never_have_the_same_delivery(self, store: Store) -> None:
        boxes = [ConversationReference.mailbox(f"b{n}@x.example") for n in range(20)]
        await opened(store, *(delivery(box) for box in boxes))
        found = await asyncio.gather(*(claimed(store, owner=f"w{n}", limit=8) for n in range(6)))
        keys = [dispatch.delivery.key for each in found for dispatch in each]
        assert len(keys) == len(set(keys))


class TestOutcomes:
    async def test_a_dead_owners_delivery_is_looked_for_after_six_seconds(
        self, store: Store
    ) -> None:
        await opened(store, delivery())
        (lost,) = await claimed(store, owner="dead")
        assert await claimed(store, NOW + SETTLE - SECOND / 100) == []
        (found,) = await claimed(store, NOW + SETTLE)
        assert (found.again, found.tries, found.fence) == (True, 2, lost.fence + 1)

    async def test_a_late_owner_changes_nothing(self, store: Store) -> None:
        await opened(store, delivery())
        (late,) = await claimed(store, owner="late")
        (now,) = await claimed(store, NOW + SETTLE, owner="now")
        assert await settled(store, late, Refused("x")) is None
        assert await settled(store, now, Sent()) == "sent"

    async def test_a_late_owner_does_not_shorten_the_lanes_rest(self, store: Store) -> None:
        await opened(store, delivery(), delivery())
        (late,) = await claimed(store, owner="late")
        (now,) = await claimed(store, NOW + SETTLE, owner="now")
        await settled(store, now, Sent(), NOW + SETTLE, 9 * SECOND)
        await settled(store, late, Sent(), NOW + SETTLE)
        assert await claimed(store, NOW + SETTLE + SECOND) == []

    async def test_later_is_obeyed_to_the_second_and_is_no_try(self, store: Store) -> None:
        await opened(store, delivery(), delivery())
        (first,) = await claimed(store)
        assert await settled(store, first, Later(30 * SECOND, "slow down")) is None
        assert await claimed(store, NOW + 29.9 * SECOND) == [], "the lane keeps its order"
        (again,) = await claimed(store, NOW + 30 * SECOND)
        assert (again.id, again.tries, again.again) == (first.id, 1, False)

    async def test_later_by_its_own_fault_counts(self, store: Store) -> None:
        await opened(store, delivery())
        (first,) = await claimed(store)
        await settled(store, first, Later(SECOND, "x", blames=True))
        (again,) = await claimed(store, NOW + SECOND)
        assert again.tries == 2

    async def test_a_refusal_is_final_and_lets_the_next_one_go(self, store: Store) -> None:
        await opened(store, delivery(), delivery())
        (first,) = await claimed(store)
        assert await settled(store, first, Refused("archived")) == "failed"
        (second,) = await claimed(store)
        assert second.id != first.id

    async def test_what_is_unsure_is_looked_for_after_six_seconds(self, store: Store) -> None:
        await opened(store, delivery(), delivery())
        (first,) = await claimed(store)
        assert await settled(store, first, Unsure("reset"), NOW + SECOND) is None
        assert await claimed(store, NOW + SETTLE - SECOND / 100) == []
        (again,) = await claimed(store, NOW + SETTLE)
        assert (again.id, again.again, again.tries) == (first.id, True, 2)

    async def test_a_look_is_no_try(self, store: Store) -> None:
        await opened(store, delivery())
        (first,) = await claimed(store)
        await settled(store, first, Unsure("reset"))
        (second,) = await claimed(store, NOW + SETTLE)
        await settled(store, second, Later(SETTLE, "could not look"), NOW + SETTLE)
        (third,) = await claimed(store, NOW + 2 * SETTLE)
        assert (second.tries, third.tries, third.again) == (2, 2, True)

    async def test_unclear_sends_are_counted_apart_from_deaths_and_failures(
        self, store: Store
    ) -> None:
        await opened(store, delivery())
        (first,) = await claimed(store)
        await settled(store, first, Later(SECOND, "poison", blames=True))
        (second,) = await claimed(store, NOW + SECOND)
        await settled(store, second, Unsure("reset"), NOW + SECOND)
        (third,) = await claimed(store, NOW + 2 * SETTLE)  # its owner dies
        (fourth,) = await claimed(store, NOW + 3 * SETTLE)
        assert [d.unclear for d in (first, second, third, fourth)] == [0, 0, 1, 1]
        assert (fourth.tries, fourth.again) == (4, True)
        assert fourth.waited == 3 * SETTLE
        assert [d.blamed for d in (first, second, third, fourth)] == [0, 1, 1, 1]

    async def test_a_clear_refusal_after_an_unclear_send_is_counted_as_what_it_is(
        self, store: Store
    ) -> None:
        """Teams: 504, then 503. It may be there once, not twice."""
        await opened(store, delivery())
        (first,) = await claimed(store)
        await settled(store, first, Unsure("Teams answered 504"))
        (second,) = await claimed(store, NOW + SETTLE)
        await settled(store, second, Later(SECOND, "503", blames=True), NOW + SETTLE)
        (third,) = await claimed(store, NOW + 2 * SETTLE)
        assert (third.tries, third.unclear, third.blamed, third.again) == (3, 1, 1, True)
        await settled(store, third, Refused("no"), NOW + 2 * SETTLE)
        await store.write(lambda r: r.put_delivery(third.delivery.key, "failed", "pending", NOW))
        (anew,) = await claimed(store, NOW + 3 * SETTLE)
        assert (anew.tries, anew.unclear, anew.blamed) == (1, 0, 0)

    async def test_a_lease_is_renewed_for_its_owner_only(self, store: Store) -> None:
        await opened(store, delivery())
        (late,) = await claimed(store, owner="late")
        (held,) = await claimed(store, NOW + SETTLE, owner="held")
        at = NOW + SETTLE + 3 * SECOND
        assert not await store.write(lambda r: r.renew(late, at))
        assert await store.write(lambda r: r.renew(held, at))
        assert await claimed(store, at + SETTLE - SECOND / 100) == []
        assert len(await claimed(store, at + SETTLE)) == 1

    async def test_what_cannot_be_read_is_put_off_then_failed_and_holds_up_no_other_lane(
        self, store: Store
    ) -> None:
        await opened(store, delivery(NIO), delivery(NIO), delivery(CTR))
        spoilt = 'UPDATE delivery SET message = \'{"from": "x"}\' WHERE seq = 1 AND lane = '
        with store._engine.connect() as db:
            db.exec_driver_sql(f"{spoilt}'{NIO.lane}'")
            db.commit()
        (other,) = await claimed(store)
        assert other.delivery.to == CTR
        await settled(store, other, Sent())
        at = NOW
        while not (behind := await claimed(store, at)):
            at += 10 * SECOND
        assert behind[0].delivery.to == NIO
        assert timedelta(minutes=5) < at - NOW < timedelta(minutes=16), "staff were alarmed before"
        (row,) = await store.read(lambda r: r.deliveries(("failed",)))
        assert "cannot read" in str(row["error"])

    async def test_no_window_of_a_limit_is_overrun(self, store: Store) -> None:
        limits = (Limit(3, 2 * SECOND), Limit(6, 10 * SECOND))
        await opened(store, *(delivery() for _ in range(14)))
        at = NOW
        sent: list[datetime] = []
        while len(sent) < 14:
            for dispatch in await claimed(store, at):
                sent.append(at)
                await store.write(partial(_paced, dispatch, limits))
                await settled(store, dispatch, Sent(), at)
            at += SECOND / 4
        for limit in limits:
            for first, last in zip(sent, sent[limit.most :], strict=False):
                assert last - first >= limit.within
        assert sent[-1] - sent[0] < 30 * SECOND, "nor slower than need be"


class TestPlaces:
    async def test_a_whisper_is_told_from_a_card(self, store: Store) -> None:
        whisper = delivery(kind=DeliveryKind.WHISPER, whisper_to="U0SOFIE")
        await opened(store, delivery(slot="card"), whisper)
        for thread in ("17.1", "17.2"):
            (sent,) = await claimed(store)
            await settled(store, sent, landed(thread=thread))
        for thread, is_one in (("17.1", False), ("17.2", True), ("17.3", False)):
            asked = partial(_whispered_at, NIO.under(thread))
            assert await store.read(asked) is is_one

    async def test_a_whisper_on_its_way_may_be_read_already(self, store: Store) -> None:
        whisper = delivery(kind=DeliveryKind.WHISPER, whisper_to="U0SOFIE")
        await opened(store, whisper)
        asked = partial(_whispered_at, NIO.under("17.1"))
        assert not await store.read(asked), "it has not left"
        (sent,) = await claimed(store)
        assert await store.read(asked)
        elsewhere = partial(_whispered_at, CTR.under("17.1"))
        assert not await store.read(elsewhere)
        await settled(store, sent, landed(thread="17.2"))
        assert not await store.read(asked)

    async def test_a_redraw_finds_where_the_card_landed(self, store: Store) -> None:
        await opened(store, delivery(slot="card"), redraw())
        (card,) = await claimed(store)
        await settled(store, card, landed(thread="17.1"))
        (found,) = await claimed(store)
        assert found.target == landed(thread="17.1").landed

    async def test_a_note_goes_under_the_newest_card(self, store: Store) -> None:
        await opened(store, delivery(slot="card"), delivery(slot="card"), delivery(under="card"))
        for thread in ("17.1", "17.2"):
            (card,) = await claimed(store)
            await settled(store, card, landed(thread=thread))
        (note,) = await claimed(store)
        assert note.target == landed(thread="17.2").landed

    async def test_another_case_is_no_target(self, store: Store) -> None:
        await opened(store, delivery(slot="card"), redraw(case="0000-0000"))
        (card,) = await claimed(store)
        await settled(store, card, landed())
        (found,) = await claimed(store)
        assert found.target is None

    async def test_only_the_newest_redraw_is_sent(self, store: Store) -> None:
        await opened(store, delivery(slot="card"))
        old, new, other = redraw(), redraw(), redraw(case="0000-0000")
        await save(store, old)
        await save(store, other)
        await save(store, new)
        keys = []
        for _ in range(3):
            (dispatch,) = await claimed(store)
            keys.append(dispatch.delivery.key)
            await settled(store, dispatch, landed() if dispatch.delivery.kind == "post" else Sent())
        assert keys[1:] == [other.key, new.key]
        assert await claimed(store) == []

    async def test_a_redraw_under_way_is_not_superseded(self, store: Store) -> None:
        await opened(store, redraw())
        (under_way,) = await claimed(store)
        await save(store, redraw())
        assert await settled(store, under_way, Sent()) == "sent"
        assert len(await claimed(store)) == 1

    async def test_the_case_of_a_thread_is_known_by_where_its_card_landed(
        self, store: Store
    ) -> None:
        await opened(store, delivery(slot="card"))
        (card,) = await claimed(store)
        await settled(store, card, landed(thread="17.1"))
        found = await store.read(lambda r: r.case_at(NIO.under("17.1")))
        assert found is not None
        assert found.id == CASE
        for elsewhere in (NIO.under("17.2"), NIO, CTR.under("17.1")):
            assert await store.read(partial(_case_at, elsewhere)) is None

    async def test_the_same_place_in_another_tenant_is_another_place(self, store: Store) -> None:
        await opened(store, delivery(slot="card"))
        (card,) = await claimed(store)
        await settled(store, card, landed())
        foreign = NIO.model_copy(update={"tenant": "T0GENT", "thread": "17.1"})
        assert await store.read(lambda r: r.case_at(foreign)) is None

    async def test_a_whisper_leaves_no_trace(self, store: Store) -> None:
        await opened(store, delivery(kind=DeliveryKind.WHISPER, slot="card"), redraw())
        (whisper,) = await claimed(store)
        await settled(store, whisper, Sent())
        (found,) = await claimed(store)
        assert found.target is None


async def test_many_turns_at_once_are_all_kept_and_one_that_fails_harms_nobody(
    store: Store,
) -> None:
    first = await opened(store)
    good = [save(store, delivery(), key=f"k{n}") for n in range(50)]
    stale = save(store, new=changed(changed(first)), key="stale")
    found = await asyncio.gather(*good, stale, return_exceptions=True)
    assert found[:-1] == [None] * 50
    assert isinstance(found[-1], Repeated)
    keys = [f"k{n}" for n in range(50)]
    known = await store.read(lambda r: [r.answered(turn(c.Help(), k), NOW) for k in keys])
    assert all(known)


async def test_the_last_language_that_a_person_chose_is_known(store: Store) -> None:
    assert await store.read(lambda r: r.language(ALICE.key)) == ""
    for number, locale in enumerate(("nl", "fr", "")):
        chosen = Decision(effects=(LanguageChosen(person=ALICE.key, locale=locale),))
        await store.write(partial(_chosen, chosen, f"k{number}"))
        assert await store.read(lambda r: r.language(ALICE.key)) == locale
        assert await store.read(lambda r: r.language(LUCAS.key)) == ""


def _chosen(decision: Decision, key: str, record: Record) -> None:
    record.save(turn(c.Language(), key), decision, NOW)


async def test_points_in_time_are_kept_in_utc(store: Store) -> None:
    at = datetime(2026, 10, 25, 1, 30, 0, 123456, tzinfo=UTC)  # twice 02:30 in Brussels
    await save(store, new=case(opened_at=at, due_at=at))
    found = await store.read(lambda r: r.case(CASE))
    assert found is not None
    assert found.opened_at == at
    assert new_id() != new_id()
