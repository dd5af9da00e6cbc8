"""What people wrote, with its looks: links cannot lie, and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.values.rich_text import (
    Block,
    BlockKind,
    RichText,
    Span,
    as_shown,
    is_safe,
    leads_where_it_says,
    tidy,
)
from tests.core.given import STEADY

GUIDE = "https://www.ema.europa.eu/guide"
words = st.text(st.sampled_from("ab \n.*_`<>@&|()[]:/ehtps"), max_size=20)
address = st.sampled_from(
    [GUIDE, "http://a.be/?x=1&y=2", "mailto:a@b.be", "javascript:alert(1)", "https://a.be@evil.be/"]
)
span = st.builds(
    Span, text=words, bold=st.booleans(), code=st.booleans(), link=st.one_of(st.just(""), address)
)
block = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    spans=st.lists(span, max_size=4).map(tuple),
    depth=st.integers(0, 3),
    number=st.integers(0, 9),
)
rich = st.builds(RichText, blocks=st.lists(block, max_size=5).map(tuple))


def _spans(text: RichText) -> list[Span]:
    return [span for block in text.blocks for span in block.spans]


@given(text=rich, live=st.booleans())
@settings(STEADY)
def test_every_link_leads_where_it_says_and_words_stay(text: RichText, *, live: bool) -> None:
    honest = text.honest(live=live)
    assert honest.plain == text.plain
    for span in _spans(honest):
        assert not span.link or (live and leads_where_it_says(span))
    assert honest.honest(live=live).plain == honest.plain


@given(rich, st.integers(1, 60))
@settings(STEADY)
def test_what_is_too_long_is_cut_and_says_so(text: RichText, limit: int) -> None:
    length = sum(len(span.text) for span in _spans(text))
    cut = text.first(limit)
    if length <= limit:
        assert cut == text
        return
    *kept, note = cut.blocks
    assert sum(len(span.text) for block in kept for span in block.spans) == limit
    assert note.plain == f"… [+{length - limit}]"
    for span in _spans(cut):
        assert not span.link or any(span.text == s.text for s in _spans(text)), "no half links"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        (GUIDE, True),
        ("HTTPS://A.BE/x", True),
        ("mailto:nio@fagg-afmps.be", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://fagg-afmps.be@evil.example/", False),
        ("https://f\u0430gg.be/", False),
        ("https://a.be/ b", False),
        ("https://a.be/\u202egnp", False),
        ("https://a.be/<x>|y", False),
        ("https://", False),
        ("https:///x", False),
        ("//a.be", False),
        ("slack://open", False),
        ("mailto:a@b.be?bcc=c@d.e", False),
        ("https://a.be/" + "x" * 2000, False),
    ],
)
def test_only_plain_addresses_of_the_web_and_of_mail_can_be_followed(
    given: str, *, safe: bool
) -> None:
    assert is_safe(given) is safe


def test_a_label_stands_beside_the_address_that_it_hid() -> None:
    text = RichText(blocks=(Block(spans=(Span(text="my bank", link="https://evil.example/"),)),))
    assert [s.text for s in _spans(text.honest(live=True))] == [
        "my bank (", "https://evil.example/", ")",
    ]  # fmt: skip
    assert text.plain == "my bank (https://evil.example/)"


def test_addresses_in_plain_words_can_be_followed_only_in_what_the_office_says() -> None:
    said = f"See {GUIDE}, or ({GUIDE})."
    shown = as_shown(said, None, live=True)
    assert shown is not None
    assert [s.text for s in _spans(shown) if s.link] == [GUIDE, GUIDE]
    assert shown.plain == said
    assert as_shown(said, None, live=False) is None


def test_plain_text_of_every_kind_of_block() -> None:
    def block(kind: BlockKind, text: str, **more: int) -> Block:
        return Block.model_validate({"kind": kind, "spans": (Span(text=text),), **more})

    text = RichText(
        blocks=(
            block(BlockKind.TEXT, "Intro"),
            block(BlockKind.ITEM, "one\nmore"),
            block(BlockKind.ITEM, "deep", depth=1, number=3),
            block(BlockKind.QUOTE, "a\nb"),
            block(BlockKind.CODE, "x = 1"),
        )
    )
    assert text.plain == "Intro\n• one\n  more\n  3. deep\n> a\n> b\nx = 1"


def test_what_nobody_sees_is_left_out() -> None:
    assert tidy("a\u202eb\u200bc\x00d\r\ne\xa0f\u2066") == "abcd\ne f"
