"""Every sentence of the doctor is there in Dutch, French and German, with the same holes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.slack.outcomes import REFUSALS
from bots.checks import specialists
from bots.checks.findings import LANGUAGES, words
from bots.checks.inspection import said
from bots.slack import places as slack_places
from core.values.office import Finding
from tests.walks.conftest import ROOT

SPOKEN_IN = (
    *(
        "bots/checks/checkup.py",
        "bots/checks/doctor.py",
        "bots/operations/examination.py",
        "bots/checks/specialists.py",
    ),
    *("adapters/slack/checkup.py", "adapters/teams/checkup.py"),
)
HOLE = re.compile(r"\{\w+\}")
SAYS = {"told", "mend", "part", "_UPGRADE", "_KEY", "_LATE", "_BROKEN", "_LOG", "_LOOK", "_UNHEARD"}
SAYS |= {"_CONSENT", "good"}
OF_PLATFORMS = (
    *slack_places.WHY.values(),
    *specialists.MENDS.values(),
    *(REFUSALS[word] for word in ("is_archived", "not_in_channel", "channel_not_found")),
    *(REFUSALS[word] for word in ("invalid_auth", "token_revoked", "messages_tab_disabled")),
    *(REFUSALS[word] for word in ("missing_scope", "team_access_not_granted", "access_denied")),
    *("is public", "is shared with another organisation"),
    *("record", "slack", "teams"),  # parts whose check did not answer
    "its platform is not set up on this desk",
    "no mail can be written to it",
    *("the mail server does not take such an address", "the mail server refused the mail"),
    "the tenant is not on the list of those that may use this desk",
    "the app is not in that channel; add it to the team and mention it there once",
)


def _texts(node: ast.AST) -> Iterator[str]:
    """Strings inside, whichever of them is chosen; parts of sums are one."""
    match node:
        case ast.Constant(value=str(text)) if text and text != "{why}":
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)
        case ast.BoolOp(values=several):
            for each in several:
                yield from _texts(each)
        case ast.Tuple(elts=several):
            for each in several:
                yield from _texts(each)


def _spoken(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.keyword(arg=str(name), value=value) if name in ("told", "mend", "part"):
                yield from _texts(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in SAYS:
                yield from _texts(value)
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id="part"), *_])], value=value):
                yield from _texts(value)


SENTENCES = sorted({text for path in SPOKEN_IN for text in _spoken(ROOT / path)} | {*OF_PLATFORMS})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    known = words(language)
    assert sorted(set(SENTENCES) - set(known)) == []
    assert sorted(set(known) - set(SENTENCES)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_holes_are_the_same(language: str) -> None:
    for english, other in words(language).items():
        assert sorted(HOLE.findall(english)) == sorted(HOLE.findall(other)), english


def test_the_sentences_are_found_at_all() -> None:
    assert len(SENTENCES) > 60
    assert "Messages that are due: {count}." in SENTENCES


@pytest.mark.parametrize("locale", ["nl", "nl-BE", "nl_BE.UTF-8", "NL"])
def test_locales_are_read_as_systems_write_them(locale: str) -> None:
    assert words(locale)


@pytest.mark.parametrize("locale", ["", "en-GB", "C.UTF-8", "it", "../../etc"])
def test_other_locales_hear_english(locale: str) -> None:
    found = Finding(part="disk", well=True, told="{free} MiB free.", values={"free": "7"})
    assert found.said(words(locale)).told == "7 MiB free."


def test_values_are_filled_as_they_are() -> None:
    """What a platform says cannot bring holes of its own."""
    found = Finding(part="x", well=False, told="{why}", values={"why": "{count} {why} {"})
    assert found.said({}).told == "{count} {why} {"
    assert found.said({}).said({}).told == "{count} {why} {"


def test_what_is_found_out_about_a_field_is_said_in_that_language() -> None:
    assert said("is public", "fr-BE") == "est publique"
    assert said("is public", "en-GB") == "is public"
    assert said("the mail server refused the mail (550)", "de").endswith("abgelehnt (550)")
    assert said("something new (x)", "de") == "something new (x)"
