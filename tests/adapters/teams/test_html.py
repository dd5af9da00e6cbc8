"""What people write in Teams becomes rich text, and is written as TextRuns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.html import rich_text
from adapters.teams.render import card
from core.values.message import Message, Quote
from core.values.rich_text import RichText
from tests.adapters.teams.cards import check_card, nodes
from tests.core.given import STEADY
from tests.core.test_rich_text import rich

MENTION = '<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">{}</span>'
WRITTEN = (
    f"<div><div>{MENTION.format('Innovation Desk')}&nbsp;Yes <b>b<i>x</b>y</i> "
    '<a href="javascript:alert(1)">bad</a> <a href="https://a.be/x" title="t">guide</a></div>'
    "<script>alert(1)</script><style>p{}</style><ul>\n<li>a<ul><li>b</li></ul></li>\n"
    '<li><p>c</p></li></ul><ol start="3"><li>x</li></ol>'
    f'<img alt="🙂" src=x onerror=1> by {MENTION.format("Nina Weber")}</div>'
    "<p>one<br>two</p><p>&nbsp;</p><p>three &lt;b&gt;</p><blockquote><p>q</p></blockquote>"
    "<pre><code>x\n y</code></pre>"
)


def test_html_is_read() -> None:
    read = rich_text(WRITTEN, without=("Innovation Desk",))
    assert read.plain == (
        "Yes bxy bad guide (https://a.be/x)\n• a\n  • b\n• c\n3. x\n🙂 by @Nina Weber\n"
        "one\ntwo\n\nthree <b>\n> q\nx\n y"
    )
    assert read.mentions == ("@Nina Weber",)
    assert [s.text for b in read.blocks for s in b.spans if s.bold] == ["b", "x"]


@pytest.mark.parametrize(
    "written",
    ["", "<", "<![", "<!x", "<p", "&#xD800;&#0;", "<at>" * 9000, "<script>x", "</p>" * 9,
     "<b>" * 9000 + "x", "<ul>" * 5000 + "x", "\x00", "<ol start='99999999999999999999'><li>x"],
)  # fmt: skip
def test_odd_markup_is_read_as_far_as_it_goes(written: str) -> None:
    assert isinstance(rich_text(written).plain, str)


@given(st.text("<>/abpuli =\"'&;#x!-\n", max_size=80))
@settings(STEADY)
def test_any_markup_is_read_as_far_as_it_goes(written: str) -> None:
    assert isinstance(rich_text(written).plain, str)


@given(rich)
@settings(STEADY, max_examples=60)
def test_whatever_was_written_is_inside_teams_limits(text: RichText) -> None:
    shown = text.honest(live=True)
    made = card(Message(title="T", quote=Quote(text=text.plain, rich=shown)), "n")
    check_card(made)
    for node in nodes(made):
        if node.get("type") == "TextRun" and "selectAction" in node:
            assert node["selectAction"]["url"] in (node["text"], f"mailto:{node['text']}")


def test_a_long_text_with_looks_still_fits() -> None:
    text = rich_text("<ul>" + "<li><b>word</b> and more words</li>" * 600 + "</ul>")
    check_card(card(Message(title="T", quote=Quote(text=text.plain, rich=text)), "n"))
