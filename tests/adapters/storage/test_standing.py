"""Verdicts on workspaces, and messages of no case that are redrawn: all stores alike."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters.storage.cipher import Cipher
from adapters.storage.installations import SqlInstallations
from core.desk.ports import Repeated, Sent
from core.values import command as c
from core.values.decision import Decision
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.installation import Installation, Standing, Verdict
from core.values.place import ConversationReference, Platform
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import opened, turn
from tests.core.given import ALICE, NOW

KUL = "slack:T0KUL"


def book(store: Store) -> SqlInstallations:
    return SqlInstallations(store, Cipher(["k" * 40]), lambda: NOW)


def installation() -> Installation:
    return Installation(platform=Platform.SLACK, tenant="T0KUL", name="KU Leuven", since=NOW)


async def test_of_two_admins_one_decides(store: Store) -> None:
    await book(store).installed(installation())
    verdicts = (
        Verdict(id=KUL, standing=standing, seen=Standing.PENDING)
        for standing in (Standing.ACCEPTED, Standing.REFUSED)
    )
    saved = [
        store.write(lambda r, v=v: r.save(turn(c.Help()), Decision(effects=(v,)), NOW))  # type: ignore[misc]
        for v in verdicts
    ]
    found = await asyncio.gather(*saved, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "Repeated"]
    (kept,) = await store.read(lambda r: r.installed())
    assert kept.standing is not Standing.PENDING
    assert kept.judged_by == ALICE.key
    assert kept.tokens is None
    assert await book(store).all() == (kept,)


async def test_a_workspace_that_is_gone_is_not_judged(store: Store) -> None:
    kept, verdict = book(store), Verdict(id=KUL, standing=Standing.ACCEPTED, seen=Standing.PENDING)
    for _ in range(2):
        with pytest.raises(Repeated):
            await store.write(lambda r: r.save(turn(c.Help()), Decision(effects=(verdict,)), NOW))
        await kept.installed(installation())
        await kept.removed(KUL, NOW + timedelta(hours=1))


async def test_a_message_of_no_case_is_redrawn_where_it_landed(store: Store) -> None:
    """And its slot is not that of a case."""
    place = ConversationReference.from_text("slack:T0STAFF:C0NIO")
    usual: dict[str, Any] = {"to": place, "slot": "workspace slack:T0KUL", "due_at": NOW}
    await opened(store)
    posted = Delivery(key="a" * 32, **usual)
    await store.write(lambda r: r.save(turn(c.Help()), Decision(effects=(posted,)), NOW))
    landed = Landed(at=place.under("17.5"))
    while True:
        dispatches, _ = await store.claim("w", NOW, 9)
        if not dispatches:
            break
        for each in dispatches:
            at = landed if each.delivery.key == posted.key else Landed(at=each.delivery.to)
            await store.write(lambda r, d=each, at=at: r.settle(d, Sent(at), NOW))  # type: ignore[misc]
            await store.write(lambda r, d=each: r.rest(d.delivery.to.lane, NOW))  # type: ignore[misc]
    redraws = [Delivery(key=k * 32, kind=DeliveryKind.UPDATE, **usual) for k in "bc"]
    for redraw in redraws:
        await store.write(lambda r, e=redraw: r.save(turn(c.Help()), Decision(effects=(e,)), NOW))  # type: ignore[misc]
    (dispatch,), _ = await store.claim("w", NOW, 9)
    assert (dispatch.delivery.key, dispatch.target) == ("c" * 32, landed), "the newest redraw alone"
