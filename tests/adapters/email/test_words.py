"""HTML of mail programs becomes the words that its author saw, and nothing else (threat S16)."""

import pytest

from adapters.email.words import LONGEST, plain

OURS = "<p>##- Write your reply above this line -##</p><p>New question</p>"
MSO = "<p class=MsoNormal>"
REPLIES = {
    "outlook on the web": '<div class="elementToProof">Yes.</div><div id="appendonsend"></div><hr>'
    f'<div id="divRplyFwdMsg"><b>From:</b> Desk</div><div>{OURS}</div>',
    "outlook for windows": f"<style>p{{margin:0}}</style><body>{MSO}Yes.<o:p></o:p></p>"
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    f"{MSO}<b>From:</b> Desk</p></div>{OURS}</body>",
    "new outlook": f'Yes.<div id="mail-editor-reference-message-container">{OURS}</div>',
    "gmail": '<div dir="ltr">Yes.</div><br><div class="gmail_quote gmail_quote_container">'
    '<div dir="ltr" class="gmail_attr">On Mon, Desk wrote:<br></div></div>',
    "thunderbird": '<p>Yes.</p><div class="moz-cite-prefix">On 4/5/26, Desk wrote:</div>',
    "zimbra": f'<div>Yes.</div><hr id="zwchr">{OURS}',
}
QUOTED = {
    "gmail": f'Yes.<blockquote class="gmail_quote">{OURS}</blockquote>',
    "apple mail": f'Yes.<blockquote type="cite">On 4 May, Desk wrote:{OURS}</blockquote>',
    "proton": f'Yes.<div class="protonmail_quote">{OURS}</div>',
    "yahoo": f'Yes.<div class="yahoo_quoted">{OURS}</div>',
}


@pytest.mark.parametrize("html", REPLIES.values(), ids=REPLIES)
def test_what_mail_programs_put_below_is_left_out_where_they_mark_it(html: str) -> None:
    assert plain(html) == "Yes."


@pytest.mark.parametrize("html", QUOTED.values(), ids=QUOTED)
def test_what_they_quote_is_marked_as_in_plain_text(html: str) -> None:
    first, *more = plain(html).split("\n")
    assert first == "Yes."
    assert all(line.startswith(">") or not line for line in more)
    assert any("##- Write your reply" in line for line in more)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        (f"{MSO}One.</p>{MSO}Two.</p>", "One.\nTwo."),
        ("<div>One.</div><div><br></div><div>Two.</div>", "One.\n\nTwo."),
        ("One<br>two", "One\ntwo"),
        ("a  \n b <b>c</b><i>d</i>\u00a0e", "a b cd e"),
        ("<ul><li>a</li><li>b<ol><li>c<li>d</ol></li></ul>e", "- a\n- b\n  1. c\n  2. d\n\ne"),
        ('<ol start="4"><li>a</li><li>b</li></ol>', "4. a\n5. b"),
        ('See <a href="https://x.example/a">the page</a>.', "See the page (https://x.example/a)."),
        ('<a href="https://x.example/">https://x.example</a>', "https://x.example"),
        ('<a href="mailto:a@x.example">a@x.example</a>', "a@x.example"),
        ('<a href="https://x.example/a"><b>the</b> page</a>', "the page (https://x.example/a)"),
        ('<a href="javascript:alert(1)">the page</a>', "the page"),
        ('<a href="data:text/html,x">the page</a>', "the page"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a  b\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("mine<blockquote>theirs<br>too</blockquote>mine", "mine\n> theirs\n> too\nmine"),
        ("Yes.<div>-- <br>Sofie<br>FAMHP</div>", "Yes.\n--\nSofie\nFAMHP"),
        ('<img alt="a smile" src="https://x.example/p.png">', "a smile"),
        ("1 &lt; 2 &amp; &eacute; &#8364;", "1 < 2 & é €"),
        ('<body style="background:#000;color:#fff">Yes.</body>', "Yes."),
        ('<td bgcolor="#000000"><font color="#ffffff">Yes.</font></td>', "Yes."),
        ("<p>never closed <b>at <i>all", "never closed at all"),
        ("</div></p></b>Yes.</html>", "Yes."),
        ("<", "<"),
        ("", ""),
    ],
)
def test_it_reads_as_people_type_it(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<script>evil</script>",
        "<style>evil</style>",
        "<title>evil</title>",
        "<svg><text>evil</text></svg>",
        "<template>evil</template>",
        "<noscript>evil</noscript>",
        "<textarea>evil</textarea>",
        "<iframe srcdoc='evil'>evil</iframe>",
        "<object data='https://evil.example'>evil</object>",
        "<!-- evil -->",
        "<![CDATA[evil]]>",
        "<!--[if mso]>evil<![endif]-->",
        "<p hidden>evil</p>",
        "<p style='display: none'>evil</p>",
        "<p style='color:red;DISPLAY:NONE !important'>evil</p>",
        "<p style='visibility:hidden'>evil</p>",
        "<p style='mso-hide:all'>evil</p>",
        "<p style='font-size:0'>evil</p>",
        "<p style='font-size:1px'>evil</p>",
        "<p style='opacity:0'>evil</p>",
        "<div style='max-height:0px;overflow:hidden'>evil</div>",
        "<p style='color:#ffffff'>evil</p>",
        "<font color=white>evil</font>",
        "<div style='background:#eee'><p style='color:#eee'>evil</p></div>",
        "<p style='display:none'><b>evil <i>evil</i></b></p>",
        "<img src='https://evil.example/pixel.png' width=1>",
        "<a href='https://x.example' style='display:none'>evil</a>",
        "<link rel=stylesheet href='https://evil.example'>",
    ],
)
def test_what_nobody_sees_is_not_there(html: str) -> None:
    assert plain(f"<div>Yes.</div>{html}") == "Yes."


HOSTILE = {
    "div": "<div>",
    "quotation": "<blockquote>x",
    "list": "<ul><li>x",
    "bold": "<b>",
    "looks in paragraphs": "<p><b id=1>x",
    "link": "<a href=https://x.example>x",
    "table": "<table><tr><td>x",
    "end": "</b>",
    "rule": "<hr>",
    "lines": "<pre>\n\n",
    "comment": "<!--",
    "declaration": "<![if ",
    "tag": "<a ",
    "attribute": '<a b="',
    "entity": "&amp",
    "script": "<script>",
    "style": '<p style="' + "color:red;" * 50 + '">x',
    "spaces": " \n\t",
    "angles": "<",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_html_gives_little_text_in_linear_time(unit: str) -> None:
    """As many as are looked at, and a hundred megabytes that are not. A tree takes minutes."""
    text = plain(unit * (LONGEST // len(unit)) + "x" * 100_000_000)
    assert len(text) < 4 * LONGEST
