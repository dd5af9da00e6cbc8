"""The state of an installation: sound only as it was given, in its browser, for ten minutes."""

import random
import secrets

import pytest

from adapters.slack.state import BROWSER, LIFETIME, Unsound, checked, made

SECRET, BROWSER_A, BROWSER_B = "s" * 40, "a" * 43, "b" * 43
NONCE, NOW = "0123456789abcdef" * 2, 1_795_000_000.5


def test_a_state_gives_its_nonce_in_the_browser_that_began() -> None:
    state = made(SECRET, BROWSER_A, NONCE, NOW)
    assert checked(SECRET, BROWSER_A, state, NOW + 1) == NONCE
    assert checked(SECRET, BROWSER_A, state, NOW + LIFETIME - 1) == NONCE
    assert BROWSER_A not in state


@pytest.mark.parametrize(
    ("browser", "state", "later", "why"),
    [
        (BROWSER_A, "", 1, Unsound.MISSING),
        ("", None, 1, Unsound.MISSING),
        ("short", None, 1, Unsound.MISSING),
        (BROWSER_B, None, 1, Unsound.FOREIGN),
        (BROWSER_A, None, LIFETIME + 2, Unsound.LATE),
        (BROWSER_A, None, -60, Unsound.LATE),
        (BROWSER_A, "1.2.3", 1, Unsound.MISSING),
        (BROWSER_A, "é" * 100, 1, Unsound.MISSING),
    ],
)
def test_an_unsound_state_says_why(
    browser: str, state: str | None, later: float, why: Unsound
) -> None:
    given = made(SECRET, BROWSER_A, NONCE, NOW) if state is None else state
    assert checked(SECRET, browser, given, NOW + later) is why


def test_another_desk_s_state_is_foreign() -> None:
    assert checked("t" * 40, BROWSER_A, made(SECRET, BROWSER_A, NONCE, NOW), NOW) is Unsound.FOREIGN


def test_no_changed_letter_is_sound() -> None:
    chance, state = random.Random(7), made(SECRET, BROWSER_A, NONCE, NOW)
    for _ in range(2_000):
        place = chance.randrange(len(state))
        other = chance.choice("0123456789abcdefABC.é ")
        changed = state[:place] + other + state[place + 1 :]
        if changed != state:
            assert isinstance(checked(SECRET, BROWSER_A, changed, NOW), Unsound)


def test_what_we_give_a_browser_is_what_we_take() -> None:
    assert BROWSER.fullmatch(secrets.token_urlsafe(32))
