"""A folder becomes a pack: marks resolved, figures read, days computed, all problems at once."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.packs.loader import load_pack
from adapters.packs.problems import PackError
from core.values.pack import FeeAmount, Pack

TODAY = date(2026, 11, 23)
Spoil = Callable[[str, str, str], None]


@pytest.fixture
def pack(tiny: Path) -> Pack:
    return load_pack(tiny, TODAY)


def test_marks_become_text(pack: Pack) -> None:
    article = pack.articles["en"]["sta"]
    assert article.how == "Write to desk@example.org."
    assert article.body == (
        "**Advice** is formal. See Fees and [the page](https://example.org/page).\n\n"
        "- Write to desk@example.org."
    )
    assert pack.trees["en"]["cta"].verdicts["involved"].text == "Write to desk@example.org."
    assert pack.say("help.hello", "en", name="{An}") == "Hello {An}, write to desk@example.org."


def test_values_keep_their_source(pack: Pack) -> None:
    article = pack.articles["en"]["sta"]
    assert [(source.id, source.read) for source in article.sources] == [("page", date(2026, 11, 1))]
    assert pack.facts["cut"].confidence == "medium"
    assert pack.sources[pack.facts["cut"].source].address == "https://example.org/page"


def test_figures_become_numbers(pack: Pack) -> None:
    fees = pack.fees["en"]
    page = pack.sources["page"]
    assert fees.reduction == 75
    assert fees.amounts == (
        FeeAmount(year=2017, kind="I", amount=Decimal("1037.42"), source=page),
        FeeAmount(year=2026, kind="I", amount=None, source=page),
    )
    assert (fees.sizes[0].staff_below, fees.sizes[0].turnover) == (50, Decimal(10_000_000))


def test_the_calendar_knows_holidays_and_closures(pack: Pack) -> None:
    calendar = pack.calendar
    assert (calendar.first, calendar.last) == (2025, 2031)
    assert calendar.closed[date(2026, 12, 25)] == "Christmas Day"
    assert calendar.closed[date(2026, 12, 28)] == calendar.closed[date(2026, 12, 29)]
    assert calendar.closed[date(2026, 12, 29)] == "Stocktaking"
    assert date(2026, 12, 30) not in calendar.closed
    assert (calendar.hours.opens, calendar.hours.closes) == (time(9), time(17))


@pytest.mark.parametrize(
    "day",
    # Easter Monday, Ascension and Whit Monday of three years, by the Gregorian Easter rule
    [
        *(date(2025, 4, 21), date(2025, 5, 29), date(2025, 6, 9)),
        *(date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)),
        *(date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)),
        *(date(2027, 1, 1), date(2027, 5, 1), date(2027, 7, 21), date(2027, 8, 15)),
        *(date(2027, 11, 1), date(2027, 11, 11), date(2027, 12, 25)),
    ],
)
def test_legal_holidays(pack: Pack, day: date) -> None:
    assert day in pack.calendar.closed


def test_a_version_follows_the_resolved_text(tiny: Path, spoil: Spoil, pack: Pack) -> None:
    spoil("facts.yaml", "desk@example.org", "office@example.org")
    later = load_pack(tiny, TODAY)
    before, after = pack.articles["en"], later.articles["en"]
    assert before["sta"].version != after["sta"].version
    assert before["fees"].version == after["fees"].version
    assert pack.trees["en"]["cta"].version != later.trees["en"]["cta"].version
    assert len(after["sta"].version) == 12


def test_the_default_routing_is_resolved(pack: Pack) -> None:
    assert pack.default_routing["queues"] == {
        "office": {"mailbox": "desk@example.org", "reply": "confirm"}
    }


def test_all_problems_come_at_once(tiny: Path, spoil: Spoil) -> None:
    spoil("en/articles/sta.md", "{{mail}}", "{{mial}}")
    spoil("en/articles/fees.md", "legal.general", "legal.x")
    spoil("trees/cta.yaml", "other: out", "other: nowhere")
    with pytest.raises(PackError) as raised:
        load_pack(tiny, TODAY)
    assert str(raised.value).splitlines() == [
        "en/articles/fees.md:9: error: no phrase is called 'legal.x'",
        "en/articles/sta.md:12: error: nothing is called '{{mial}}'",
        "trees/cta.yaml:7: error: option 'other' leads to unknown 'nowhere'",
    ]


def test_problems_of_reading_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        load_pack(tmp_path, TODAY)
    files = [problem.file for problem in raised.value.problems]
    assert files == ["facts.yaml", "fees.yaml", "pack.yaml", "routing.yaml", "sources.yaml"]
