"""Every phrase that the code speaks is in the pack, and every phrase of the pack is spoken."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from core.decide.words import WORDS
from tests.architecture.source import calls, tree
from tests.core.given import ROOT, real_phrases

CODE = sorted(p for name in ("core", "adapters", "bots") for p in (ROOT / name).rglob("*.py"))
KEY = re.compile(r"[a-z_]+\.[a-z_{}]+")
SPEAKS_TITLE_TOO = ("told", "notice")


def _pattern(node: ast.expr) -> str:
    """A regular expression for a string that is written down, wholly or in part; else empty."""
    match node:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(_pattern(p) if isinstance(p, ast.Constant) else "[a-z_]+" for p in parts)
        case ast.IfExp(body=one, orelse=other):
            return f"(?:{_pattern(one)}|{_pattern(other)})"
    return ""


def _named(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _spoken() -> set[str]:
    """Patterns of all keys that code holds: as strings, as f-strings, and with their titles."""
    found: set[str] = set()
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                found.add(_pattern(node))
        for call in calls(path):
            if _named(call) in SPEAKS_TITLE_TOO:
                found |= {f"{_pattern(a)}_title" for a in call.args if _pattern(a)}
    return found


def _literals() -> Iterator[tuple[str, str]]:
    """Keys written down whole, with the place where they are spoken."""
    for path in CODE:
        for call in calls(path):
            if _named(call) in ("say", "tell", "told", "notice", "thread_note"):
                for given in call.args:
                    if isinstance(given, ast.Constant) and KEY.fullmatch(str(given.value)):
                        yield str(given.value), f"{path.relative_to(ROOT)}:{call.lineno}"


def _keyed(call: ast.Call, place: int) -> str | None:
    given = call.args[place] if len(call.args) > place else None
    return str(given.value) if isinstance(given, ast.Constant) else None


def test_every_phrase_that_is_spoken_exists() -> None:
    known = real_phrases()
    assert [f"{where}: {key}" for key, where in _literals() if key not in known] == []


def test_every_refusal_has_its_title() -> None:
    known = real_phrases()
    for path in CODE:
        for call in calls(path):
            key = _keyed(call, 1) if _named(call) == "told" else None
            assert key is None or f"{key}_title" in known, f"{path}: {key}"


def test_every_mail_has_its_words() -> None:
    known = real_phrases()
    places = {"mail": 2, "mailed": 2, "into_staff": 2, "tell_staff": 2}
    for path in CODE:
        for call in calls(path):
            key = _keyed(call, places[_named(call)]) if _named(call) in places else None
            assert key is None or {f"mail.{key}", f"mail.{key}_text"} <= known.keys(), key


@pytest.fixture(scope="module")
def spoken() -> re.Pattern[str]:
    keys = {p for p in _spoken() if "." in p and not p.startswith("[a-z_]+\\.[")}
    return re.compile("|".join(f"(?:{key})" for key in sorted(keys)))


NAMED_ELSEWHERE = ("legal.", "commands.", "pointer.")


def test_every_phrase_of_the_pack_is_spoken(spoken: re.Pattern[str]) -> None:
    keys = sorted(key for key in real_phrases() if not key.startswith(NAMED_ELSEWHERE))
    stems = {key: key.removesuffix("_title") for key in keys}
    assert [k for k in keys if not spoken.fullmatch(k) and not spoken.fullmatch(stems[k])] == []


def test_every_command_has_words_in_the_pack() -> None:
    named = {k.removeprefix("commands.") for k in real_phrases() if k.startswith("commands.")}
    assert named == set(WORDS)


def test_every_legal_status_is_named_by_an_article_or_the_code(spoken: re.Pattern[str]) -> None:
    articles = "".join(p.read_text() for p in (ROOT / "packs/famhp/en/articles").glob("*.md"))
    for key in real_phrases():
        assert not key.startswith("legal.") or key in articles or spoken.fullmatch(key), key


def test_a_phrase_names_its_values() -> None:
    """`{}` and `{0}` would need values that nobody passes."""
    assert [
        key for key, text in real_phrases().items() if not all(map(str.isidentifier, _values(text)))
    ] == []


def _values(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]
