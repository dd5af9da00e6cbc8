"""The SME test: figures as people type them, the group counted together, and no more than known."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.answering.sme import Enterprise, within
from core.decide.figures import read_figures, read_number
from core.values.command import Fees, OpenEscalation, OpenSmeTest, Services, SmeTest
from core.values.message import Message
from core.values.pack import SizeClass
from tests.core.given import ALICE, FEES, PACK, STEADY, decided, shown

SMALL, MEDIUM = FEES.sizes


def _tested(own: str, linked: str = "", partners: str = "") -> Message:
    return shown(decided(ALICE, SmeTest(own=own, linked=linked, partners=partners)))


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("40 8m 9m", [40, 8_000_000, 9_000_000]),
        ("40 8 million 9 Mio", [40, 8_000_000, 9_000_000]),
        ("40, 8.5m, 9,5 mln", [40, 8_500_000, 9_500_000]),
        ("staff 40; turnover EUR 8 000 000; balance 9.000.000,00", [40, 8_000_000, 9_000_000]),
        ("40 8.299.411 9'000'000", [40, 8_299_411, 9_000_000]),
        ("12.5 800k -", [Decimal("12.5"), 800_000, None]),
        ("40 ? 9 miljoen", [40, None, 9_000_000]),
        ("40 2 Milliarden 1,5 mrd", [40, 2 * 10**9, 1_500_000_000]),
        ("40 800 900", [40, 800, 900]),
        ("40; 8 000 000 900 000; 1", [40, 8_000_000_900_000, 1]),
        ("40; 8m 9m; 1", None),
        ("", []),
        ("nothing", []),
        ("1.2.3 4 5", None),
    ],
)
def test_figures_are_read(text: str, figures: list[object] | None) -> None:
    assert read_figures(text) == figures


@given(st.integers(0, 10**9))
@STEADY
def test_a_plain_number_is_itself(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number


@given(st.text(max_size=60))
@STEADY
def test_any_text_gets_an_answer_that_was_not_invented(text: str) -> None:
    if text.strip():
        message = _tested(text)
        assert OpenEscalation() in [button.command for button in message.buttons]


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "size", "fits"),
    [
        (49, 10**7, 10**9, SMALL, True),  # one of the two limits is enough
        (49, 10**9, 10**7, SMALL, True),
        (50, 1, 1, SMALL, False),  # fewer than, not up to
        (Decimal("49.9"), 10**7, None, SMALL, True),
        (49, 10**7 + 1, 10**7 + 1, SMALL, False),
        (49, 10**7 + 1, None, SMALL, None),
        (49, None, None, SMALL, None),
        (249, 50 * 10**6, 0, MEDIUM, True),
        (250, 0, 0, MEDIUM, False),
        (250, None, None, MEDIUM, False),
    ],
)
def test_limits(
    staff: int, turnover: int | None, balance: int | None, size: SizeClass, fits: bool | None
) -> None:
    def money(figure: int | None) -> Decimal | None:
        return None if figure is None else Decimal(figure)

    assert within(Enterprise("own", Decimal(staff), money(turnover), money(balance)), size) is fits


@pytest.mark.parametrize(
    ("own", "linked", "partners", "phrase"),
    [
        ("40 8m 9m", "", "", "sme.passes size=SMALL figures=sme.figures staff=40"),
        # 40 + 100 = 140
        ("40 8m 9m", "100 20m 15m", "", "sme.passes size=MEDIUM figures=sme.figures staff=140"),
        # 40 + 100 + 150 = 290
        ("40 8m 9m", "100 1m 1m\n150 1m 1m", "", "sme.fails figures=sme.figures staff=290"),
        # 40 + 30 % of 50 = 55
        ("40 8m 9m", "", "30 % 50 1m 1m", "sme.passes size=MEDIUM figures=sme.figures staff=55"),
        # 10 % does not count
        ("40 8m 9m", "", "10% 5000 1bn 1bn", "sme.passes size=SMALL figures=sme.figures staff=40"),
        # 25 % counts: 40 + 1250 = 1290
        ("40 8m 9m", "", "25% 5000 1bn 1bn", "sme.fails figures=sme.figures staff=1290"),
        # more than 50 % counts in full
        ("40 8m 9m", "", "50,5 % 20 1m 1m", "sme.passes size=MEDIUM figures=sme.figures staff=60"),
        ("40 60m -", "", "", "sme.undecided"),
        ("40 8m -", "", "", "sme.passes size=SMALL"),
        ("40 8m 9m linked 100 20m 15m partner 30% 50 10m 8m", "", "", "staff=155"),
        ("300 - -", "", "", "sme.fails"),
    ],
)
def test_the_group_is_counted_together(own: str, linked: str, partners: str, phrase: str) -> None:
    assert phrase in _tested(own, linked, partners).text.replace("\\", "")


@pytest.mark.parametrize(
    ("own", "linked", "partners", "line"),
    [
        ("foo", "", "", "foo"),
        ("40", "", "", "40"),
        ("- 8m 9m", "", "", "- 8m 9m"),
        ("40 8m 9m 10m", "", "", "40 8m 9m 10m"),
        ("40 8m 9m", "100", "", "100"),
        ("40 8m 9m", "", "50 10m 8m", "50 10m 8m"),  # a partner needs its share
        ("40 8m 9m", "", "130% 50 10m 8m", "130% 50 10m 8m"),
        ("30 % 40 8m 9m", "", "", "30 % 40 8m 9m"),
        ("40 8m 9m linked", "", "", "…"),
        ("40 9999999bn 1", "", "", "40 9999999bn 1"),
        ("40 1.2.3 1", "", "", "40 1.2.3 1"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_supposed(
    own: str, linked: str, partners: str, line: str
) -> None:
    message = _tested(own, linked, partners)
    assert f"sme.unread line={line}" in message.text.replace("\\", "")
    assert [b.command for b in message.buttons] == [OpenSmeTest(), Fees(), OpenEscalation()]


def test_the_result_says_what_is_not_confirmed_and_where_it_comes_from() -> None:
    message = _tested("40 8m 9m")
    for part in (
        "sme.unconfirmed",
        "sme.group partner=25 linked=50",
        "(https://office.example/page)",
    ):
        assert part in message.text.replace("\\", "")
    assert "version=v1" in message.footer
    assert "sme.not_kept" in message.footer
    commands = [button.command for button in message.buttons]
    assert commands[1:3] == [Fees(who="sme"), Services(topic="sta-fees")]


def test_the_form_completes_the_command() -> None:
    form = shown(decided(ALICE, OpenSmeTest())).form
    assert form
    assert form.command == {"do": "sme_test"}
    assert [field.id for field in form.fields] == ["own", "linked", "partners"]
    assert set(SmeTest.model_fields) == {"do", *(field.id for field in form.fields)}


def test_a_pack_without_the_test_says_so() -> None:
    table = FEES.model_copy(update={"group": None})
    pack = PACK.model_copy(update={"fees": {"en": table}})
    assert "sme.none" in shown(decided(ALICE, SmeTest(own="1 1 1"), pack=pack)).text
