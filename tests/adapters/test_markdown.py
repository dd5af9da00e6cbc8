"""Markdown that people type becomes rich text, and only what is named does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.markdown import rich_text
from core.values.rich_text import Block, BlockKind, RichText, Span
from tests.core.given import STEADY


def _looks(text: RichText) -> list[tuple[str, dict[str, object]]]:
    return [
        (s.text, s.model_dump(exclude_defaults=True, exclude={"text"}))
        for b in text.blocks
        for s in b.spans
        if s.text
    ]


@pytest.mark.parametrize(
    ("typed", "looks"),
    [
        ("**b***i*", [("b", {"bold": True}), ("i", {"italic": True})]),
        ("~~s~~`c`", [("s", {"strike": True}), ("c", {"code": True})]),
        ("[x](https://a.be)", [("x", {"link": "https://a.be"})]),
        ("<https://a.be>", [("https://a.be", {"link": "https://a.be"})]),
        ("[x](javascript:alert(1))", [("[x](javascript:alert(1))", {})]),
        ("2 * 3 * 4 and snake_case_name", [("2 * 3 * 4 and snake_case_name", {})]),
        ("# no heading", [("# no heading", {})]),
        ("<b>no html</b> <script>", [("<b>no html</b> <script>", {})]),
        ("![alt](https://a.be/x.png)", [("!", {}), ("alt", {"link": "https://a.be/x.png"})]),
        ("a\\*b", [("a*b", {})]),
    ],
)  # fmt: skip
def test_marks_become_looks(typed: str, looks: list[object]) -> None:
    assert _looks(rich_text(typed)) == looks


def test_blocks_are_kept_apart() -> None:
    text = rich_text("one\ntwo\n\nthree\n- a\n  1. b\n- c\n\n> q\n> r\n\n```\nx\n y\n```")
    assert text.plain == "one\ntwo\n\nthree\n• a\n  1. b\n• c\n> q\n> r\nx\n y"
    kinds = [block.kind for block in text.blocks]
    assert kinds == [
        BlockKind.TEXT, BlockKind.TEXT, BlockKind.TEXT,
        BlockKind.ITEM, BlockKind.ITEM, BlockKind.ITEM, BlockKind.QUOTE, BlockKind.CODE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["", " ", "\n", "```", "> ", "- ", "> > > > x", "*" * 9000, "[" * 9000]
)
def test_odd_marks_are_read_as_far_as_they_go(typed: str) -> None:
    assert isinstance(rich_text(typed), RichText)


@given(st.text("abc *_`~[]()<>#-+.!|\\\n1&;", max_size=80))
@settings(STEADY)
def test_no_word_is_lost(typed: str) -> None:
    letters = [c for c in typed if c in "abc"]
    assert [c for c in rich_text(typed).plain if c in "abc"][: len(letters)] == letters


def test_plain_words_have_no_looks() -> None:
    assert rich_text("Yes, by article 7.").looks is None
    assert rich_text("Yes").blocks == (Block(spans=(Span(text="Yes"),)),)
