"""Fees: arithmetic on amounts that somebody gave, and never an amount of the desk's own."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.voice import inert
from core.values.command import Cta, Fees, OpenEscalation, OpenSmeTest, Services
from core.values.message import Message
from tests.core.given import ALICE, FEES, PACK, STEADY, article, decided, shown

MONEY = re.compile(r"fees\.money amount=([\d,]+\.\d\d)")


def _asked(command: Fees) -> Message:
    return shown(decided(ALICE, command))


def _money(message: Message) -> list[str]:
    """Every amount in our own words; echoed phrases name the placeholder."""
    return MONEY.findall(message.text.replace("\\", ""))


@pytest.mark.parametrize(
    ("who", "amount", "phrase", "money"),
    [
        ("", None, "", []),
        ("sme", None, "SME", []),
        ("kmo", "8299.41", "fees.example ", ["8,299.41", "6,224.56", "2,074.85"]),
        (" KMO ", "100", "fees.example ", ["100.00", "75.00", "25.00"]),
        ("", "100", "fees.example ", ["100.00", "75.00", "25.00"]),
        ("sme", "0", "fees.example ", ["0.00", "0.00", "0.00"]),
        ("sme", "0.01", "fees.example ", ["0.01", "0.01", "0.00"]),
        ("sme", "0.02", "fees.example ", ["0.02", "0.02", "0.00"]),
        ("sme", "0.006", "fees.example ", ["0.01", "0.00", "0.01"]),
        ("sme", "10000000", "fees.example ", ["10,000,000.00", "7,500,000.00", "2,500,000.00"]),
        ("pharma", "100", "fees.example_full", ["100.00"]),
        ("spin-off", "100", "fees.example_unknown", ["100.00"]),
        ("wizard", None, "fees.who_unknown who=wizard", []),
        ("wizard", "100", "fees.who_unknown who=wizard", []),
    ],
)
def test_an_example_is_worked_out_on_the_amount_given(
    who: str, amount: str | None, phrase: str, money: list[str]
) -> None:
    reply = _asked(Fees(who=who, amount=Decimal(amount) if amount else None))
    assert phrase in reply.text
    assert _money(reply) == money


@given(
    st.sampled_from(["", "sme", "large", "spin_off"]),
    st.decimals(0, 10_000_000, places=2),
)
@STEADY
def test_what_is_saved_and_what_is_left_make_the_whole(who: str, amount: Decimal) -> None:
    found = [Decimal(m.replace(",", "")) for m in _money(_asked(Fees(who=who, amount=amount)))]
    assert amount in found
    if len(found) == 3:
        whole, saved, left = found
        assert saved + left == whole
        assert abs(saved - whole * 75 / 100) <= Decimal("0.005")


@pytest.mark.parametrize("who", ["", *(a.id for a in FEES.applicants), "wizard"])
def test_without_an_amount_there_is_no_amount(who: str) -> None:
    assert _money(_asked(Fees(who=who))) == []


def test_a_year_that_the_pack_does_not_know_says_so() -> None:
    facts = {fact.label: fact.value for fact in _asked(Fees()).facts}
    assert facts["2017"].startswith("fees.historic kind=I")
    assert facts["2026"] == "fees.unknown"


def test_an_expired_article_takes_examples_and_amounts_with_it() -> None:
    gone = article("sta-fees", topic="fees", review_by=date(2026, 5, 3))
    pack = PACK.model_copy(update={"articles": {"en": {**PACK.articles["en"], "sta-fees": gone}}})
    reply = shown(decided(ALICE, Fees(who="sme", amount=Decimal(100)), pack=pack))
    assert "article.expired" in reply.text
    assert _money(reply) == []
    assert reply.facts == ()
    assert any(isinstance(button.command, OpenEscalation) for button in reply.buttons)


def test_what_the_person_typed_is_inert() -> None:
    assert inert("[x](https://evil) *b*") in _asked(Fees(who="[x](https://evil) *b*")).text


@pytest.mark.parametrize(
    ("command", "phrases", "money"),
    [
        (
            Fees(who="sme", year=2017),
            ["fees.year year=2017", "kind=I", "fees.year_example ", "Note on 2017."],
            ["8,299.41", "6,224.56", "2,074.85"],
        ),
        (Fees(who="large", year=2017, kind="I"), ["fees.year_example_full"], ["8,299.41"]),
        (Fees(who="spin-off", year=2017), ["fees.year_example_unknown"], ["8,299.41"]),
        (Fees(who="sme", year=2017, kind="II"), ["fees.year_unknown year=2017"], []),
        (Fees(who="sme", year=2026), ["fees.year_unknown year=2026"], []),
        (Fees(who="sme", year=1999), ["fees.year_unknown year=1999"], []),
        (Fees(who="sme snsa", year=2017), ["SME", "fees.year_unknown year=2017"], []),
    ],
)
def test_an_example_on_the_amounts_of_a_year_or_a_refusal(
    command: Fees, phrases: list[str], money: list[str]
) -> None:
    reply = _asked(command)
    for phrase in phrases:
        assert phrase in reply.text
    assert _money(reply) == money


def test_what_says_more_is_named_while_it_is_current() -> None:
    reply = _asked(Fees())
    assert "- **About sta:** Summary of sta." in reply.text
    commands = [button.command for button in reply.buttons]
    assert Services(topic="sta") in commands
    assert Services(topic="old") not in commands
    assert commands[:2] == [Cta(tree="fee_check"), OpenSmeTest()]


def test_who_named_the_applicant_is_not_offered_all_the_others() -> None:
    offered = [button.command for button in _asked(Fees(who="sme")).buttons]
    assert Fees() in offered
    assert OpenEscalation() in offered
    assert not [c for c in offered if isinstance(c, Services) or (isinstance(c, Fees) and c.who)]
