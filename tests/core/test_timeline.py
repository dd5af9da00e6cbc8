"""`cta timeline`: what is asked for is understood or said, and every date comes with its rule."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.command import OpenEscalation, Services, Timeline
from core.values.message import Message
from tests.core.given import ALICE, PACK, STEADY, decided, shown

DAY = date(2026, 5, 4)


def _asked(words: str = "", **typed: object) -> Message:
    return shown(decided(ALICE, Timeline.model_validate({"words": words, **typed})))


def _commands(message: Message) -> list[object]:
    return [button.command for button in message.buttons if button.command]


def test_all_schemes_are_shown_at_a_glance() -> None:
    message = _asked("2026-05-04")
    assert message.title.startswith("timeline.title day=Mon 4 May 2026")
    facts = {fact.label: fact.value for fact in message.facts}
    assert "Sun 24 May 2026 number=20 next=Tue 26 May 2026" in facts["Quick"].replace("\\", "")
    assert "Thu 2 Jul 2026 number=59" in facts["Quick"]
    assert facts["Whole"].startswith("timeline.lasts_at_most")
    assert _commands(message) == [
        Timeline(day=DAY, scheme="quick"),
        Timeline(day=DAY, scheme="whole"),
        Timeline(day=DAY, advanced=True),
        Services(topic="cta"),
        OpenEscalation(),
    ]


def test_one_scheme_is_shown_with_its_steps_rules_and_doubts() -> None:
    message = _asked("2026-05-04 phase 1")
    text = message.text.replace("\\", "")
    for part in (
        "label=Check least=timeline.moves day=Sat 9 May 2026 number=5 next=Mon 11 May 2026",
        "rule=Rule A",
        "Thu 2 Jul 2026 number=59",
        "Note on quick.",
        "timeline.confidence_medium",
        "timeline.clock",
        "**Questions** stop it.",
        "[A page](https://office.example/page)",
    ):
        assert part in text
    assert "version=v1" in message.footer
    assert Timeline(day=DAY) in _commands(message)
    assert Timeline(day=DAY, scheme="quick") not in _commands(message)


@pytest.mark.parametrize(
    ("words", "scheme", "advanced", "odd"),
    [
        ("2026-05-04 quick", "Quick", False, ""),
        ("quick 2026-05-04", "Quick", False, ""),
        ("Phase 1 from 4 May 2026", "Quick", False, ""),
        ("4 May 2026 PILOT", "Whole", False, ""),
        ("4 May 2026 fast track gene therapy", "Quick", True, ""),
        ("4 May 2026 atmp", "", True, ""),
        ("4 May 2026 phase 11", "", False, "phase 11"),
        ("4 May 2026 phase 1/2", "", False, "phase 1/2"),
        ("4 May 2026 wizardry", "", False, "wizardry"),
        ("4 May 2026 quick [x](https://evil)", "Quick", False, "https"),
    ],
)
def test_words_after_the_day_choose_the_scheme(
    words: str, scheme: str, advanced: bool, odd: str
) -> None:
    text = _asked(words).text.replace("\\", "")
    chosen = [name for name in ("Quick", "Whole") if f" label={name}" in text]
    assert chosen == ([scheme] if scheme else [])
    assert (odd in text) if odd else "not_understood" not in text
    command = Timeline(day=DAY, scheme=scheme.lower(), advanced=not advanced)
    assert command in _commands(_asked(words))
    assert "](https://evil)" not in _asked(words).text


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("4/5/2026", "timeline.ambiguous day=Mon 4 May 2026 other=Sun 5 Apr 2026"),
        ("4 June", "timeline.year_guessed day=Thu 4 Jun 2026"),
        ("3 May 2026", "timeline.ended day=Sun 3 May 2026"),
        ("2026-05-04 atmp quick", "timeline.with_advanced days=10"),
        ("2026-05-04 atmp whole", "timeline.no_advanced"),
        ("2025-05-04 quick", "timeline.not_yet since=Thu 1 Jan 2026"),
        ("2024-12-02 whole", "timeline.winter_known first=Mon 23 Dec 2024 last=Tue 7 Jan 2025"),
        (
            "2026-12-10 quick",
            "timeline.winter_unknown years=2026-27 first=23 Dec last=7 Jan days=16",
        ),
        ("", "timeline.which"),
        ("   ", "timeline.which"),
        ("soon", "timeline.unread words=soon"),
        ("31/2/2026", "timeline.no_such_day words=31/2/2026"),
        ("30 Jan 2022", "timeline.too_early day=Sun 30 Jan 2022 since=Mon 31 Jan 2022"),
        ("2101-01-01", "timeline.too_late day=Sat 1 Jan 2101 year=2100"),
        ("9999-12-31", "timeline.too_late"),
    ],
)
def test_what_is_doubtful_or_wrong_is_said(words: str, phrase: str) -> None:
    assert phrase in _asked(words).text.replace("\\", "")


def test_the_other_reading_is_one_press_away() -> None:
    assert _commands(_asked("4/5/2026 quick atmp"))[0] == Timeline(
        day=date(2026, 4, 5), scheme="quick", advanced=True
    )


def test_an_unreadable_day_offers_today_and_a_person() -> None:
    assert _commands(_asked("soon")) == [Timeline(day=DAY), OpenEscalation()]


def test_past_its_review_the_table_is_not_served() -> None:
    late = datetime(2027, 1, 1, 12, tzinfo=UTC)
    message = shown(decided(ALICE, Timeline(day=DAY), now=late))
    assert "article.expired" in message.text
    assert message.facts == ()
    assert _commands(message) == [OpenEscalation()]


def test_a_pack_without_timelines_says_so() -> None:
    pack = PACK.model_copy(update={"timelines": {}})
    assert "timeline.none" in shown(decided(ALICE, Timeline(day=DAY), pack=pack)).text


@given(st.text(max_size=200))
@STEADY
def test_any_words_get_an_answer_with_a_way_on(words: str) -> None:
    message = _asked(words)
    assert message.text
    assert OpenEscalation() in _commands(message)
    assert len(message.buttons) <= 25
