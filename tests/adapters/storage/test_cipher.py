"""Encryption at rest: nothing readable, nothing movable, keys that change while the desk runs."""

import pytest

from adapters.storage.cipher import Cipher, Undecipherable

OLD, NEW = "o" * 40, "n" * 40
CANARY = "xoxb-CANARY"
PLACE = "installation slack:T0UNI"


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    cipher = Cipher([OLD])
    sealed = cipher.sealed(CANARY, PLACE)
    assert CANARY not in sealed
    assert cipher.opened(sealed, PLACE) == CANARY
    assert cipher.sealed(CANARY, PLACE) != sealed, "never the same twice"
    assert cipher.opened(cipher.sealed("", PLACE), PLACE) == ""
    assert cipher.opened(cipher.sealed("é🧬\x00", PLACE), PLACE) == "é🧬\x00"


def test_it_opens_only_where_it_belongs() -> None:
    cipher = Cipher([OLD])
    with pytest.raises(Undecipherable):
        cipher.opened(cipher.sealed(CANARY, PLACE), "installation slack:T0OTHER")


@pytest.mark.parametrize("place", [0, 3, 12, -2])
def test_a_changed_letter_is_noticed(place: int) -> None:
    cipher = Cipher([OLD])
    sealed = cipher.sealed(CANARY, PLACE)
    spoilt = list(sealed)
    spoilt[place] = "A" if spoilt[place] != "A" else "B"
    with pytest.raises(Undecipherable):
        cipher.opened("".join(spoilt), PLACE)


@pytest.mark.parametrize("garbage", ["", "1", "1..", "xoxb-plain", "1.zz.AAAA", CANARY * 100])
def test_garbage_is_no_text(garbage: str) -> None:
    with pytest.raises(Undecipherable):
        Cipher([OLD]).opened(garbage, PLACE)


def test_a_key_is_changed_while_the_desk_runs() -> None:
    sealed = Cipher([OLD]).sealed(CANARY, PLACE)
    both = Cipher([NEW, OLD])
    assert both.opened(sealed, PLACE) == CANARY
    assert not both.is_current(sealed)
    anew = both.sealed(both.opened(sealed, PLACE), PLACE)
    assert both.is_current(anew)
    assert Cipher([NEW]).opened(anew, PLACE) == CANARY
    with pytest.raises(Undecipherable, match="DESK_FORMER_SECRET_KEYS"):
        Cipher([NEW]).opened(sealed, PLACE)


@pytest.mark.parametrize("secrets", [[], [""], ["short"], [OLD, "short"]])
def test_a_key_that_is_none_is_refused(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="32 characters"):
        Cipher(secrets)
