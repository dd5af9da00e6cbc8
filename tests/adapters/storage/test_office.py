"""Routing and office in versions, drafts, and who was faster: all stores alike."""

import asyncio

import pytest

from core.desk.ports import Repeated
from core.values import command as c
from core.values.decision import Decision, Effect
from core.values.office import Draft, DropDraft, Office, PutOffice, PutRouting
from core.values.place import ConversationReference
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import opened, turn
from tests.core.given import ALICE, CASE, MARC, NOW, ROUTING, SOFIE

OTHER = ROUTING.model_copy(update={"rules": ROUTING.rules[1:]})


async def kept(store: Store, *effects: Effect) -> None:
    await store.write(lambda r: r.save(turn(c.Help()), Decision(effects=effects), NOW))


async def test_versions_stay_readable(store: Store) -> None:
    await kept(store, PutRouting(routing=ROUTING, base=0))
    await kept(store, PutRouting(routing=OTHER, base=1))
    assert await store.read(lambda r: r.routing()) == OTHER
    assert await store.read(lambda r: r.routing_version()) == 2
    assert await store.read(lambda r: r.routing_of(1)) == ROUTING
    assert await store.read(lambda r: r.routing_of(9)) is None
    versions = await store.read(lambda r: r.versions(10))
    assert [(v.number, v.at, v.by) for v in versions] == [(2, NOW, ALICE.key), (1, NOW, ALICE.key)]


async def test_who_is_slower_is_repeated(store: Store) -> None:
    await kept(store, PutRouting(routing=ROUTING, base=0), PutOffice(office=Office(), base=0))
    with pytest.raises(Repeated):
        await kept(store, PutRouting(routing=OTHER, base=0))
    with pytest.raises(Repeated):
        await kept(store, PutOffice(office=Office(two_people=True), base=0))
    assert await store.read(lambda r: r.routing()) == ROUTING


async def test_two_at_once_have_one_winner(store: Store) -> None:
    both = [kept(store, PutRouting(routing=each, base=0)) for each in (ROUTING, OTHER)]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "Repeated"]
    assert await store.read(lambda r: r.routing_version()) == 1


async def test_an_office_comes_back_as_it_went_in(store: Store) -> None:
    assert await store.read(lambda r: r.office()) == (Office(), 0)
    office = Office(admins=(SOFIE.key,), two_people=True)
    await kept(store, PutOffice(office=office, base=0))
    assert await store.read(lambda r: r.office()) == (office, 1)


async def test_each_admin_has_one_draft(store: Store) -> None:
    mine = Draft(owner=SOFIE.key, base=1, at=NOW, routing=ROUTING)
    newer = mine.model_copy(update={"routing": OTHER})
    theirs = mine.model_copy(update={"owner": MARC.key})
    for draft in (mine, theirs, newer):
        await kept(store, draft)
    drafts = await store.read(lambda r: r.drafts())
    assert {draft.owner: draft.routing for draft in drafts} == {SOFIE.key: OTHER, MARC.key: ROUTING}
    await kept(store, DropDraft(owner=SOFIE.key))
    assert await store.read(lambda r: r.drafts()) == (theirs,)


async def test_the_newest_cases_and_the_known_channels(store: Store) -> None:
    await opened(store)
    assert [case.id for case in await store.read(lambda r: r.recent_cases(5))] == [CASE]
    channel = ConversationReference.from_text("teams:t-1:19:abc@thread.tacv2")
    for place in (channel, channel.model_copy(update={"tenant": "t-2"}), ALICE.direct):
        await store.write(lambda r, place=place: r.remember(place, {"kind": "channel"}, NOW))  # type: ignore[misc]
    assert await store.read(lambda r: r.places("teams:t-1", 9)) == (channel,)
