"""Mails: the same content as plain text and as HTML, and headers that nobody can write into."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.email.render import mail, message_id, plain, rich
from core.values.message import Fact, Message, Quote
from tests.adapters.messages import MESSAGES
from tests.core.given import STEADY

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def _mail(message: Message, answers: str | None = None, **more: str) -> EmailMessage:
    given = {"sender": "Desk <desk@desk.example>", "to": "nio@office.example", "key": "k1", **more}
    return mail(message, answers=answers, now=NOW, **given)


def _read_back(message: Message) -> tuple[EmailMessage, str, str]:
    read = message_from_bytes(_mail(message).as_bytes(), policy=SMTP)
    text, html = read.get_body(("plain",)), read.get_body(("html",))
    assert isinstance(read, EmailMessage)
    assert text is not None
    assert html is not None
    return read, text.get_content(), html.get_content()


class _Reader(HTMLParser):
    """What a mail program shows of HTML, and which elements it met."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", MESSAGES)
def test_both_alternatives_hold_the_same_facts(name: str) -> None:
    message = MESSAGES[name]
    read, text, html = _read_back(message)
    shown = _squeezed(_read(html).text)
    assert read["Subject"].strip() == message.title, "a long one is folded"
    for fact in message.facts:
        assert _squeezed(f"{fact.label}: {fact.value}") in _squeezed(text)
        assert _squeezed(fact.value) in shown
    for words in (message.quote.text, message.quote.by) if message.quote else ():
        assert _squeezed(words) in _squeezed(text)
        assert _squeezed(words.replace("\n> ", "\n")) in shown, "a line at the side there"
    assert _squeezed(message.footer) in _squeezed(text)
    assert _squeezed(message.footer) in shown


TABLE = [
    ("", ""),
    ("New question, case **7K3F**.", "New question, case 7K3F."),
    ("It\\'s \\*not\\* bold\\.", "It's *not* bold."),
    ("C:\\\\path", "C:\\path"),
    ("# Head\n\ntext", "Head\n\ntext"),
    ("one\ntwo", "one\ntwo"),
    ("- a\n- **b**", "- a\n- b"),
    ("2. a\n3. b", "2. a\n3. b"),
    ("- a\n  - b", "- a\n  \n  - b"),
    ("`code` _it_", "code it"),
    ("[FAMHP](https://famhp.be)", "FAMHP (https://famhp.be)"),
    ("[a@b.c](mailto:a@b.c)", "a@b.c"),
    ("<https://famhp.be>", "https://famhp.be"),
    ("a & b < c", "a & b < c"),
]


@pytest.mark.parametrize(("markdown", "text"), TABLE)
def test_plain_text_shows_no_markup(markdown: str, text: str) -> None:
    assert plain(Message(text=markdown)) == f"{text}\n"


@pytest.mark.parametrize("name", [name for name in MESSAGES if name.startswith("mail-")])
def test_our_own_mails_show_no_stars_and_no_backslashes(name: str) -> None:
    ours = MESSAGES[name].model_copy(update={"quote": None, "facts": ()})
    assert not set("*\\`") & set(plain(ours))


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("field", ["title", "to", "answers", "sender"])
def test_a_line_break_in_a_header_is_refused(field: str, break_: str) -> None:
    evil = f"a@b.example{break_}Bcc: everybody@evil.example"
    given: dict[str, str] = {} if field == "title" else {field: evil}
    with pytest.raises(ValueError, match=r"(?i)header|line|character"):
        _mail(Message(title=evil if field == "title" else "T", text="x"), **given).as_bytes()


@pytest.mark.parametrize("text", ["x\r\nBcc: evil@evil.example\r\n\r\nbody", "x\n.\nQUIT", "\x00"])
def test_what_people_typed_stays_in_the_body(text: str) -> None:
    message = Message(
        title="T", quote=Quote(text=text, by=text), facts=(Fact(label="a", value=text),)
    )
    read, _, _ = _read_back(message)
    assert read["Bcc"] is None
    assert read["To"] == "nio@office.example"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


EVIL = "<script>alert(1)</script><img src=x onerror=y><style>*{}</style><a href=//evil>z</a>"


def test_what_people_typed_is_no_markup_in_html() -> None:
    message = Message(
        title=EVIL,
        text=EVIL,
        quote=Quote(text=EVIL, by=EVIL),
        facts=(Fact(label=EVIL, value=EVIL),),
        footer=EVIL,
    )
    read = _read(rich(message))
    assert read.elements <= {
        "html", "body", "h1", "p", "b", "blockquote", "table", "tr", "th", "td",
    }  # fmt: skip
    assert read.text.count("alert(1)") == 7


def test_a_mail_that_follows_another_hangs_in_its_thread() -> None:
    first = _mail(Message(title="T"))
    second = _mail(Message(title="T"), answers=first["Message-ID"], key="k2")
    assert (
        first["Message-ID"] == message_id("k1", "Desk <desk@desk.example>") == "<k1@desk.example>"
    )
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"] == f"{first['Message-ID']} {second['Message-ID']}"
    assert first["References"] == first["Message-ID"], "for servers that put another in its place"
    assert first["In-Reply-To"] is None


def test_no_robot_answers() -> None:
    made = _mail(Message(title="T"))
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["Date"] == "Mon, 04 May 2026 08:00:00 +0000"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@STEADY
def test_any_text_of_people_makes_a_mail(text: str) -> None:
    message = Message(
        title="T", quote=Quote(text=text, by="x"), facts=(Fact(label="a", value=text),)
    )
    raw = _mail(message).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert message_from_bytes(raw, policy=SMTP).keys() == _mail(Message(title="T")).keys()
