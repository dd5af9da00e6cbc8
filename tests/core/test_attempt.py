"""When a message is sent again, when not, and when it is given up: a table."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from core.desk.attempt import (
    LONGEST,
    MOST_PATIENT,
    MOST_TRIES,
    blamed,
    looked_for,
    marked,
    patient,
)
from core.desk.ports import (
    Dispatch,
    Hidden,
    Later,
    Limit,
    Outcome,
    Refused,
    Sent,
    Unsure,
)
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Message
from core.values.place import Platform
from tests.core.given import NIO, NOW

NONE = timedelta(0)


@dataclass
class Seen:
    """A channel that finds what it is told to find."""

    found: Sent | Later | Hidden | None
    platform: Platform = Platform.SLACK
    limits: tuple[Limit, ...] = ()
    asked: list[Dispatch] = field(default_factory=list)

    async def find(self, dispatch: Dispatch) -> Sent | Later | Hidden | None:
        self.asked.append(dispatch)
        return self.found

    async def send(self, dispatch: Dispatch) -> Outcome:
        raise AssertionError("a look sends nothing")

    def pause(self, delivery: Delivery) -> timedelta:
        return NONE


def tried(
    tries: int,
    unclear: int = 0,
    blamed: int = 0,
    *,
    waited: timedelta = NONE,
    kind: DeliveryKind = DeliveryKind.POST,
    again: bool = True,
) -> Dispatch:
    delivery = Delivery(key="k", to=NIO, message=Message(title="T"), kind=kind, due_at=NOW)
    counts = {"tries": tries, "unclear": unclear, "blamed": blamed}
    return Dispatch(1, delivery, None, 1, again=again, intent_at=NOW, waited=waited, **counts)


SEND = None
GIVEN_UP = "sent twice without a clear answer"
ROWS = [
    ("found", Sent(), tried(2, 1), Sent()),
    ("cannot look now", Later(NONE, "away"), tried(9, 1), Later(NONE, "away")),
    ("not there after a death", None, tried(2), SEND),
    ("not there after five deaths in a row", None, tried(6), SEND),
    ("not there after an unclear send", None, tried(2, 1), SEND),
    ("not there after an unclear send and deaths", None, tried(6, 1), SEND),
    ("not there after two unclear sends", None, tried(3, 2), GIVEN_UP),
    ("not there after failures of its own", None, tried(4), SEND),
    ("hidden, after a death", Hidden(), tried(2), SEND),
    ("hidden, after an unclear send", Hidden(), tried(2, 1), SEND),
    ("hidden, after an unclear send and a death", Hidden(), tried(3, 1), GIVEN_UP),
    ("hidden, after two deaths", Hidden(), tried(3), GIVEN_UP),
    ("hidden, refused clearly after an unclear send", Hidden(), tried(3, 1, 1), SEND),
    ("hidden, often refused after an unclear send", Hidden(), tried(9, 1, 7), SEND),
    ("hidden, refused clearly after two unclear sends", Hidden(), tried(4, 2, 1), GIVEN_UP),
    ("hidden, a death after clear refusals", Hidden(), tried(4, 0, 2), SEND),
    ("hidden, two deaths among clear refusals", Hidden(), tried(5, 0, 2), GIVEN_UP),
]


@pytest.mark.parametrize(("name", "found", "dispatch", "expected"), ROWS, ids=[r[0] for r in ROWS])
async def test_what_may_have_arrived_is_looked_for_and_sent_once_more_at_most(
    name: str,
    found: Sent | Later | Hidden | None,
    dispatch: Dispatch,
    expected: Outcome | str | None,
) -> None:
    outcome = await looked_for(Seen(found), dispatch)
    if isinstance(expected, str):
        assert isinstance(outcome, Refused), name
        assert expected in outcome.why
    else:
        assert outcome == expected, name


def test_only_what_people_could_see_twice_is_marked() -> None:
    assert marked(tried(2), Sent()) == Sent(repeated=True)
    assert marked(tried(1, again=False), Sent()) == Sent()
    assert marked(tried(2, kind=DeliveryKind.UPDATE), Sent()) == Sent()
    assert marked(tried(2), Unsure("?")) == Unsure("?")


def test_a_poisoned_delivery_gets_five_tries_ever_later() -> None:
    waits = [blamed(tried(n), "ValueError") for n in range(1, MOST_TRIES)]
    assert waits == [
        Later(timedelta(seconds=2**n), "ValueError", blames=True) for n in range(1, MOST_TRIES)
    ]
    last = blamed(tried(MOST_TRIES), "ValueError")
    assert last == Refused("given up after 5 tries: ValueError")


@pytest.mark.parametrize(
    ("dispatch", "outcome", "given_up"),
    [
        (tried(MOST_PATIENT - 1), Later(NONE, "busy", blames=True), False),
        (tried(MOST_PATIENT), Later(NONE, "busy", blames=True), True),
        (tried(MOST_PATIENT), Unsure("?"), True),
        (tried(MOST_PATIENT), Later(NONE, "slow down"), False),
        (tried(1, waited=LONGEST), Later(NONE, "slow down"), False),
        (tried(1, waited=LONGEST + timedelta(seconds=1)), Later(NONE, "slow down"), True),
        (tried(1, waited=2 * LONGEST), Sent(), False),
    ],
)
def test_patience_ends(dispatch: Dispatch, outcome: Outcome, given_up: bool) -> None:
    assert isinstance(patient(dispatch, outcome), Refused) is given_up
