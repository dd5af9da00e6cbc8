"""No sentence with a number in it breaks at one: what is counted stands before the number, or the
word behind it is the same for one and for many."""

import ast
import re
from collections.abc import Iterator

import pytest

from bots.checks.findings import LANGUAGES, words
from core.decide.voice import Voice
from tests.core.given import NOW, ROOT
from tests.read_once import real

PACK = real(NOW.date())[0]
COUNTS = (
    "cases|count|failed|gone|ill|last|minutes|others|part|people|seconds|served|total|waiting"
    "|waits|whole|days|hours|errors|warnings|done"
)
COUNTED = re.compile(rf"\{{({COUNTS})\}}\s+(?!min\b|Min\.|Std\.|MiB\b|[ahjsuT]\b|d\b)([^\W\d_]+)")
STEADY = {
    # for one and many alike
    "of", "in", "more", "on", "van", "onderweg", "sur", "en", "der", "von", "de", "weitere",
    "autres", "insgesamt", "wie", "zoals", "naar", "die", "dat", "op", "aan", "senden", "stil",
    "still", "and", "et",
}  # fmt: skip
NO_NOUNS = {"is", "was", "has", "this", "as", "s", "comes", "characters"}
NEVER_ONE = {
    # fixed numbers of ours, all above one
    "refused.link_full", "refused.experts_full", "refused.too_late", "refused.too_many",
    "export.text", "report.links", "report.export", "report.no_links",
    # a fixed number of days that a link to a file works
    "file.asker_link", "file.draft_link", "file.gone", "file.sender_link",
    # one has a phrase of its own
    "due.counted",
    # a month that is cut at 2,000 cases; days of a regulation, and of a stop of a winter
    "report.first_only", "timeline.with_advanced", "timeline.winter_unknown",
}  # fmt: skip


def _breaks(text: str) -> list[str]:
    return [found[0] for found in COUNTED.finditer(text) if found[2] not in STEADY]


@pytest.mark.parametrize("locale", PACK.locales)
def test_no_phrase_breaks_at_one(locale: str) -> None:
    phrases = PACK.phrases[locale]
    broken = {key: found for key, text in phrases.items() if (found := _breaks(text))}
    assert {key: found for key, found in broken.items() if key not in NEVER_ONE} == {}


def test_a_phrase_that_would_break_is_found() -> None:
    assert _breaks("{count} cases were exported.") == ["{count} cases"]
    assert _breaks("Cases: {count}. Nothing else.") == []


@pytest.mark.parametrize("locale", PACK.locales)
def test_one_day_is_a_day(locale: str) -> None:
    one = Voice(PACK, locale).say("due.counted_one", last="L", received="R")
    many = Voice(PACK, locale).say("due.counted", last="L", received="R", days=2)
    assert "1" in one
    assert one.replace("1", "2") != many


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_the_doctor_says_breaks_at_one(language: str) -> None:
    for english, other in words(language).items():
        assert (_breaks(english), _breaks(other)) == ([], []), english


def _spoken(node: ast.AST) -> Iterator[str]:
    """Pieces of f-strings in which a word in the plural follows a value at once."""
    for each in ast.walk(node):
        if isinstance(each, ast.JoinedStr):
            for value, text in zip(each.values, each.values[1:], strict=False):
                if isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant):
                    found = re.match(r" (\w+s|people)\b", str(text.value))
                    if found and found[1] not in NO_NOUNS:
                        yield f"{ast.unparse(value.value)} {found[1]}"


def test_the_command_line_counts_by_its_own_function() -> None:
    found = {}
    for path in sorted((ROOT / "bots").rglob("*.py")):
        if told := list(_spoken(ast.parse(path.read_text()))):
            found[str(path.relative_to(ROOT))] = told
    assert found == {}
