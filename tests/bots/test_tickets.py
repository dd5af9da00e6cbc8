"""Tickets to records: who has none that is whole and fresh gets nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bots.web.tickets import Tickets
from core.decide.evidence.exporting import VALID

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
KEY, OTHER = "k" * 40, "o" * 40
TICKETS = Tickets((KEY,))
MADE = TICKETS.made("slack:T0KUL:U0ALICE", "7K3F-Q2MG", NOW)


def test_a_ticket_opens_what_it_was_made_for_and_names_nobody() -> None:
    opened = TICKETS.opened(MADE, NOW)
    assert opened is not None
    assert (opened.case, opened.person, opened.at) == ("7K3F-Q2MG", "slack:T0KUL:U0ALICE", NOW)
    assert "ALICE" not in MADE
    assert "7K3F" not in MADE


@pytest.mark.parametrize("after", [VALID, VALID + timedelta(days=9), timedelta(seconds=-1)])
def test_it_opens_nothing_after_its_time_nor_before(after: timedelta) -> None:
    assert TICKETS.opened(MADE, NOW + after) is None
    assert TICKETS.opened(MADE, NOW + VALID - timedelta(seconds=1)) is not None


def test_what_is_no_ticket_opens_nothing() -> None:
    cut, of_another = MADE[:-4], f"2{MADE[1:]}"
    for bad in ("", "x", "1.2.3", cut, of_another, "\u00e9" * 20, MADE.upper()):
        assert TICKETS.opened(bad, NOW) is None, bad


def test_a_ticket_that_was_changed_opens_nothing() -> None:
    for place in range(len(MADE) - 3):  # the last characters hold unused bits
        changed = MADE[:place] + ("B" if MADE[place] != "B" else "C") + MADE[place + 1 :]
        assert TICKETS.opened(changed, NOW) is None, place


def test_another_key_opens_nothing_and_a_former_one_still_does() -> None:
    assert Tickets((OTHER,)).opened(MADE, NOW) is None
    assert Tickets((OTHER, KEY)).opened(MADE, NOW) is not None


def test_without_a_key_of_its_own_each_desk_has_one_nobody_knows() -> None:
    one, two = Tickets(()), Tickets(("short",))
    ticket = one.made("slack:T:U", "7K3F-Q2MG", NOW)
    assert one.opened(ticket, NOW) is not None
    assert two.opened(ticket, NOW) is None
