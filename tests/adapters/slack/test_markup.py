"""Our Markdown in Slack's writing, and without any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.markup import escaped, mrkdwn, plain
from core.decide.voice import inert
from tests.core.given import STEADY

TABLE = [
    # Markdown, mrkdwn, plain
    ("", "", ""),
    ("a **b** _c_ ~~d~~ `e`", "a *b* _c_ ~d~ `e`", "a b c d e"),
    ("Hello **x**.", "Hello *x*.", "Hello x."),
    ("# Title\n\ntext", "*Title*\n\ntext", "Title text"),
    ("one\ntwo", "one\ntwo", "one two"),
    ("- a\n- b", "• a\n• b", "a b"),
    ("3. a\n4. b", "3. a\n4. b", "a b"),
    ("- a\n  - b", "• a\n    • b", "a b"),
    ("> said", "> said", "said"),
    ("[FAMHP](https://famhp.be)", "<https://famhp.be|FAMHP>", "FAMHP"),
    ("[a|b](https://x.y/?a|b)", "<https://x.y/?a%7Cb|a¦b>", "a|b"),
    ("[m](mailto:a@b.c)", "<mailto:a@b.c|m>", "m"),
    ("[x](javascript:alert(1))", "[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    ("[x](slack://open)", "x", "x"),
    ("a & b < c > d", "a &amp; b &lt; c &gt; d", "a & b < c > d"),
    ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;", "<!channel> <@U1>"),
    ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", "<b>x</b>"),
    ("`<!here>`", "`&lt;!here&gt;`", "<!here>"),
    ("```\n<x>\n```", "```\n&lt;x&gt;\n```", "<x>"),
    ("a\n\n---\n\nb", "a\n\n———\n\nb", "a b"),
    ("\\*not bold\\*", "*not bold*", "*not bold*"),
]


@pytest.mark.parametrize(("markdown", "dressed", "bare"), TABLE)
def test_markdown_becomes_mrkdwn_and_plain_text(markdown: str, dressed: str, bare: str) -> None:
    assert mrkdwn(markdown) == dressed
    assert plain(markdown) == bare


@given(st.text(max_size=200))
@STEADY
def test_what_a_person_typed_is_shown_as_typed(text: str) -> None:
    kept = " ".join(text.replace("\x00", "\ufffd").split())
    assert plain(f"Before {inert(text)} after").split() == f"Before {kept} after".split()
    assert escaped(kept) in mrkdwn(f"x {inert(text)} x") or not kept


@given(st.text(max_size=200))
@STEADY
def test_no_text_makes_a_mention_or_a_foreign_link(text: str) -> None:
    dressed = mrkdwn(inert(text))
    assert "<" not in dressed
    assert ">" not in dressed
