"""What is wrong with a form is said in the reader's language: every fault has its phrase."""

import ast
from collections.abc import Iterator
from string import Formatter

import pytest

from core.decide.faults import said
from core.decide.voice import Voice
from core.values.value import Misplaced
from tests.core.given import NOW, ROOT
from tests.read_once import real

PACK = real(NOW.date())[0]


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _made() -> Iterator[tuple[str, set[str]]]:
    """The key and the holes of every fault that the core makes."""
    for path in sorted((ROOT / "core").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Misplaced":
                given = {k.arg: k.value for k in node.keywords}
                key = given.pop("key", None)
                if isinstance(key, ast.Constant):
                    yield str(key.value), {name for name in given if name}


MADE = dict(_made())


def test_there_are_faults_to_look_at() -> None:
    assert len(MADE) > 12


@pytest.mark.parametrize("key", MADE)
@pytest.mark.parametrize("locale", PACK.locales)
def test_every_fault_is_said_in_every_language(key: str, locale: str) -> None:
    phrase = PACK.phrases[locale][f"fault.{key}"]
    if MADE[key]:  # with ** nothing can be read from the call
        assert _holes(phrase) <= MADE[key]
    if locale != "en":
        assert phrase != PACK.phrases["en"][f"fault.{key}"]


def test_a_fault_is_english_for_files_and_translated_for_people() -> None:
    fault = Misplaced("'{given}' is not a time zone", key="zone", given="{x}")
    assert str(fault) == "'{x}' is not a time zone"
    assert "{x}" in said(Voice(PACK, "nl"), fault)
    assert "tijdzone" in said(Voice(PACK, "nl"), fault)
    assert said(Voice(PACK, "nl"), Misplaced("as it is {not filled}")) == "as it is {not filled}"
