"""YAML and front matter: what is read, what is refused, and the line that is blamed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.packs.documents import Document, read_markdown, read_yaml
from adapters.packs.problems import DocumentError, Problem
from core.values.value import Value


class Pet(Value):
    name: str
    legs: int


class Zoo(Value):
    pets: tuple[Pet, ...]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 17:00", {"a": "17:00"}),
        ("no: yes", {"no": "yes"}),
        ("a: 010", {"a": "010"}),
        ("a: [1, -2, 1.5, true, null, ~]", {"a": [1, -2, 1.5, True, None, None]}),
        ("a: 2026-11-23", {"a": date(2026, 11, 23)}),
        ("a: '2026'", {"a": "2026"}),
        ("1: x", {"1": "x"}),
        ("a:", {"a": None}),
        ("", None),
    ],
)
def test_reads_plain_values(text: str, value: object) -> None:
    assert read_yaml(text).value == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: 2\na: 3", "f:3: error: 'a' is there twice"),
        ("a:\n  b: 1\n  b: 2", "f:3: error: 'b' is there twice"),
        ("a: &x [1]\nb: *x", "f:1: error: aliases (*name) are not used here; write it out"),
        (
            "a: 1\nb: !!python/object:os.system x",
            "f:2: error: 'x' is not allowed here (tag:yaml.org,2002:python/object:os.system)",
        ),
        ("\na: !!set {x}", "f:2: error: tag:yaml.org,2002:set is not allowed"),
        (
            "a: 2026-02-30",
            "f:1: error: '2026-02-30' is not allowed here (tag:yaml.org,2002:timestamp)",
        ),
        ("? [a]\n: b", "f:1: error: a key is one word"),
        ("a: 1\n---\nb: 2", "f:2: error: but found another document"),
        ("a: 1\n b: 2", "f:2: error: mapping values are not allowed in this context"),
    ],
)
def test_refuses_with_the_line(text: str, problem: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_yaml(text, "f")
    assert str(raised.value) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: x\nb: " + "[" * 100_000, "f:2: error: is nested too deeply"),
        ("{" * 5_000 + "}" * 5_000, "f:1: error: is nested too deeply"),
        ("- " * 50_000 + "x", "f:1: error: is nested too deeply"),
    ],
)
def test_survives_deep_nesting(text: str, problem: str) -> None:
    """PyYAML's composer in C crashes the process on such a text."""
    with pytest.raises(DocumentError) as raised:
        read_yaml(text, "f")
    assert str(raised.value) == problem


def test_refuses_control_characters() -> None:
    with pytest.raises(DocumentError, match="unacceptable character"):
        read_yaml("a: \x07", "f")


def test_names_the_line_of_what_pydantic_finds() -> None:
    text = "pets:\n  - name: Rex\n    legs: four\n  - name: Tweety\n    leggs: 2\n"
    with pytest.raises(DocumentError) as raised:
        read_yaml(text, "zoo.yaml").parse(Zoo)
    assert str(raised.value).splitlines() == [
        "zoo.yaml:3: error: pets.0.legs: Input should be a valid integer,"
        " unable to parse string as an integer",
        "zoo.yaml:4: error: pets.1.legs: is missing",
        "zoo.yaml:5: error: pets.1.leggs: is not a known field",
    ]


def test_parses_into_values() -> None:
    document = read_yaml("pets:\n  - {name: Rex, legs: 4}")
    assert document.parse(Zoo) == Zoo(pets=(Pet(name="Rex", legs=4),))
    assert document.line_of(("pets", 0, "some pydantic tag", "name")) == 2


def test_reads_front_matter_with_the_lines_of_the_file() -> None:
    document = read_markdown("---\nname: Rex\nlegs: 4\n---\n\nA dog.\n\nA *good* one.\n", "rex.md")
    assert document.value == {"name": "Rex", "legs": 4, "body": "A dog.\n\nA *good* one."}
    assert [document.line_of((part,)) for part in ("name", "legs", "body")] == [2, 3, 6]
    assert document.line_with("good", ("body",)) == 8


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Just text", "f:1: error: front matter is missing: the file begins with '---'"),
        ("---\na: 1\n", "f:1: error: front matter has no closing '---'"),
        ("---\n- a\n---\n", "f:1: error: front matter is a mapping, and the body stands below it"),
        (
            "---\nbody: x\n---\n",
            "f:1: error: front matter is a mapping, and the body stands below it",
        ),
        ("---\na: 1\na: 2\n---\n", "f:3: error: 'a' is there twice"),
    ],
)
def test_refuses_broken_front_matter(text: str, problem: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_markdown(text, "f")
    assert str(raised.value) == problem


def test_refuses_files_that_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: caf\xe9")
    with pytest.raises(DocumentError, match="is not UTF-8 text"):
        read_yaml(tmp_path / "latin.yaml")
    with pytest.raises(DocumentError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    (tmp_path / "bom.md").write_text("---\na: 1\n---\nText", encoding="utf-8-sig")
    assert read_markdown(tmp_path / "bom.md").value == {"a": 1, "body": "Text"}


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="-:[]{}&*!?|>'\"#%@,ab01 \n\t", max_size=60)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a DocumentError comes out, so that whoever writes YAML gets a sentence."""
    problems = [
        problem
        for content in (text, f"---\n{text}\n---\n{text}")
        for problem in (*refusals(read_yaml, content), *refusals(read_markdown, content))
    ]
    assert all(problem.line >= 1 for problem in problems)


def refusals(read: Callable[[str], Document], content: str) -> tuple[Problem, ...]:
    try:
        read(content)
    except DocumentError as error:
        return error.problems
    return ()
