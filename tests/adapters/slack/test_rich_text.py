"""What people write in Slack becomes rich text, and is written as Slack's own elements."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.quoted import quoted
from adapters.slack.render import posted
from adapters.slack.rich_text import from_mrkdwn, mentioned, rich_text
from core.values.message import Message, Quote
from core.values.rich_text import RichText
from tests.adapters.slack.limits import check_message, check_schema, nodes
from tests.core.given import STEADY
from tests.core.test_rich_text import rich

NAMES = {"U0SOFIE": "Sofie Janssens"}


def names(user: str) -> str:
    return NAMES.get(user, "")


def _section(*leaves: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(leaves)}


def _text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


BLOCKS = {
    "type": "rich_text",
    "elements": [
        _section(
            {"type": "user", "user_id": "UBOT"},
            _text(" Ask "),
            {"type": "user", "user_id": "U0SOFIE"},
            _text(" or "),
            {"type": "broadcast", "range": "here"},
            _text(", "),
            _text("bold", bold=True, italic=True),
            {"type": "emoji", "name": "wave", "unicode": "1f44b"},
            {"type": "link", "url": "https://a.be/x", "text": "guide"},
            _text("\n"),
        ),
        {
            "type": "rich_text_list",
            "style": "ordered",
            "offset": 1,
            "indent": 1,
            "elements": [_section(_text("second")), _section(_text("third"))],
        },
        {"type": "rich_text_quote", "elements": [_text("q")]},
        {"type": "rich_text_preformatted", "elements": [_text("x = 1")]},
    ],
}


def test_blocks_are_read() -> None:
    read = rich_text({"blocks": [BLOCKS], "text": "other"}, names, without="UBOT")
    assert read.plain == (
        "Ask @Sofie Janssens or @here, bold\U0001f44bguide (https://a.be/x)\n"
        "  2. second\n  3. third\n> q\nx = 1"
    )
    assert read.mentions == ("@Sofie Janssens", "@here")


def test_mrkdwn_is_read_where_there_are_no_blocks() -> None:
    read = from_mrkdwn(
        "*bold* _it_ ~no~ `co_de` <https://a.be|guide> <@U0SOFIE> <@U9|nick> <!here> <#C1|gen>\n"
        "2*3*4 [x](https://evil.example) &lt;b&gt;\n&gt; q\n• one\n```\n*x*\n```",
        names,
    )
    assert read.plain == (
        "bold it no co_de guide (https://a.be) @Sofie Janssens @nick @here #gen\n"
        "2*3*4 [x](https://evil.example) <b>\n> q\n• one\n*x*"
    )
    assert {s.text for b in read.blocks for s in b.spans if s.bold} == {"bold"}


def test_who_is_mentioned_is_known_by_id() -> None:
    assert mentioned({"text": "<@U1> <@W2|x> <@U1> <@nobody> <!here>"}) == ("U1", "W2")


ANY = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "elements", "text", "style", "url", "user_id", "offset"]),
            inner
            | st.sampled_from(["rich_text", "rich_text_section", "rich_text_list", "text", "link"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(ANY)
@settings(STEADY)
def test_blocks_of_any_shape_are_read_as_far_as_they_go(value: object) -> None:
    read = rich_text({"blocks": [{"type": "rich_text", "elements": [value]}], "text": value}, names)
    assert isinstance(read.plain, str)


@given(rich)
@settings(STEADY, max_examples=60)
def test_whatever_was_written_is_inside_slacks_limits(text: RichText) -> None:
    shown = text.honest(live=True)
    message = posted(Message(title="T", quote=Quote(text=text.plain, rich=shown)))
    check_message(message)
    links = [node for node in nodes(message) if node.get("type") == "link"]
    assert all(node["url"] in (node["text"], f"mailto:{node['text']}") for node in links)
    calls = {"user", "usergroup", "channel", "broadcast"}
    assert not calls & {str(node.get("type")) for node in nodes(message)}


def test_every_kind_of_block_is_what_slacks_own_types_describe() -> None:
    """`offset`, where a list starts, is in Slack's documentation and not in its types."""
    read = rich_text({"blocks": [BLOCKS]}, names).honest(live=True)
    for block in quoted(read, 12_000, 3000):
        elements = [{k: v for k, v in e.items() if k != "offset"} for e in block["elements"]]
        check_schema("slack-known-block", block | {"elements": elements})


@pytest.mark.parametrize("length", [2999, 3001, 12_000, 40_000])
def test_long_texts_are_shown_in_parts(length: int) -> None:
    words = " ".join(f"w{n}" for n in range(length // 6))[:length]
    blocks = quoted(RichText.of(words), 12_000, 3000)
    assert len(blocks) <= 9
    check_message({"text": "x", "blocks": blocks})
