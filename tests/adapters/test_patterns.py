"""Patterns that admins write: RE2 reads them, refuses what could stall, and stalls never."""

import time

import pytest

from adapters.patterns.re2 import matching, problem

EVIL = ("(a+)+$", "(a|aa)+$", "(.*a){20}$", "(x+x+)+y", "(?:a?){100}a{100}")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?=secret)x", "look-around"),
        ("(?<!a)b", "look-around"),
        (r"(a)\1", "back-references"),
        ("[", "missing ]"),
        ("a{1000}{1000}", "bad repetition"),
        ("a*", "fits every text"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(pattern: str, words: str) -> None:
    assert words in problem(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("gene (therapy|editing)", "We do GENE Editing.", True),
        (r"\bATMP\b", "an atmp.", True),
        (r"\bATMP\b", "atmps", False),
        ("é", "É", True),
    ],
)
def test_any_case_matches(pattern: str, text: str, found: bool) -> None:
    assert problem(pattern) == ""
    assert (pattern in matching([pattern], text)) is found


def test_nothing_is_written_about_a_pattern(capfd: pytest.CaptureFixture[str]) -> None:
    problem("(?=SECRET)")
    assert matching(["(?=SECRET)"], "SECRET") == frozenset()
    assert capfd.readouterr() == ("", "")


def test_five_hundred_evil_patterns_do_not_stall() -> None:
    """Of the process's own time, so that a busy machine does not count."""
    patterns = [f"{EVIL[n % len(EVIL)]}|never{n}" for n in range(500)]
    assert [problem(pattern) for pattern in patterns[: len(EVIL)]] == [""] * len(EVIL)
    started = time.process_time()
    matching(patterns, "a" * 40_000 + "!")
    assert time.process_time() - started < 2.0
