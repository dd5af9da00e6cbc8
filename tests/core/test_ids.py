"""Case ids can be read aloud and typed back; a wrong character is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.ids import ALPHABET, case_id, read_case_id
from tests.core.given import CASE, STEADY

RANDOM = st.integers(0, 16**32 - 1).map(lambda number: f"{number:032x}")


@given(RANDOM)
@STEADY
def test_an_id_is_read_back_however_it_is_written(random: str) -> None:
    id = case_id(random)
    for typed in (id, id.lower(), id.replace("-", ""), id.replace("-", " "), f" {id} "):
        assert read_case_id(typed) == id


@given(RANDOM)
@STEADY
def test_every_single_wrong_character_is_found(random: str) -> None:
    id = case_id(random)
    places = [place for place, character in enumerate(id) if character != "-"]
    for place in places:
        for other in set(ALPHABET) - {id[place]}:
            assert read_case_id(id[:place] + other + id[place + 1 :]) is None


@given(RANDOM)
@STEADY
def test_letters_that_are_misread_are_understood(random: str) -> None:
    id = case_id(random)
    for one in "IiLl":
        assert read_case_id(id.replace("1", one)) == id
    for zero in "Oo":
        assert read_case_id(id.replace("0", zero)) == id


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2014", "\u00a0"])
def test_a_hyphen_that_the_phone_changed_is_one(dash: str) -> None:
    assert read_case_id(CASE.replace("-", dash)) == CASE


@pytest.mark.parametrize(
    "typed",
    ["", "7K3F", "7K3F-Q2M", "7K3F-Q2MGG", "7K3F-Q2MU", "ＡＢＣＤ-1234", "ß" * 4, "7K3F/Q2MG"],
)
def test_what_is_no_id_is_none(typed: str) -> None:
    assert read_case_id(typed) is None


@given(st.text(max_size=20))
@STEADY
def test_reading_never_fails(text: str) -> None:
    read = read_case_id(text)
    assert read is None or read_case_id(read) == read
