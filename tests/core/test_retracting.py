"""A message that may have arrived is looked for before it is taken back: a table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.desk.ports import Dispatch, Hidden, Later, Outcome, Refused, Sent
from core.desk.retracting import is_sought, sought
from core.values.delivery import DeliveryKind, Landed
from tests.core.given import NIO
from tests.core.test_attempt import Seen, tried

LATER = Later(timedelta(seconds=5), "away")
THERE = Landed(at=NIO.under("17.1"))


def wish(at: str = "") -> Dispatch:
    made = tried(1, kind=DeliveryKind.DELETE)
    under = {"at": at, "under": "card"}
    return replace(made, delivery=made.delivery.model_copy(update=under))


def test_only_what_has_no_place_yet_is_looked_for() -> None:
    assert is_sought(wish().delivery)
    assert not is_sought(wish(THERE.text).delivery)
    assert not is_sought(tried(1).delivery)


@pytest.mark.parametrize(
    ("found", "becomes"), [(None, Sent()), (Sent(), Sent()), (LATER, LATER), (Hidden(), Refused)]
)
async def test_what_is_not_there_needs_no_deleting(
    found: Sent | Later | Hidden | None, becomes: Outcome | type[Outcome]
) -> None:
    outcome = await sought(Seen(found), wish())
    assert outcome == becomes or type(outcome) is becomes


async def test_what_is_there_is_deleted_there() -> None:
    channel = Seen(Sent(THERE))
    found = await sought(channel, wish())
    assert isinstance(found, Dispatch)
    assert (found.delivery.at, found.delivery.under) == (THERE.text, "")
    assert found.delivery.kind is DeliveryKind.DELETE
    (asked,) = channel.asked
    assert asked.delivery.kind is DeliveryKind.POST, "posts are what channels look for"
    assert asked.delivery.key == found.delivery.key
