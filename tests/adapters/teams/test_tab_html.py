"""Messages on the tab's page: golden HTML, every part there, and text of people that stays text.

`GOLDEN=write pytest tests/adapters/teams` writes the golden files anew; look at their diff.
"""

import json
import os
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from adapters.teams.render import named, opens, sent_by
from adapters.teams.tab_html import fragment
from core.values.message import Button, Fact, Message, Quote
from tests.adapters.messages import MESSAGES, NASTY

GOLDEN = Path(__file__).parent / "golden_tab"
WRITE = os.environ.get("GOLDEN") == "write"
NONCE = "0123456789abcdef0123456789abcdef"
SHOWN = (
    "admin-queue-faults", "ask-form", "card-claimed", "case", "case-in-private", "cases",
    "cta-picture", "form-empty", "home", "home-staff", "queue", "receipt", "report",
)  # fmt: skip
_VOID = {"br", "hr", "img", "input"}
_TAGS = {
    "a", "b", "blockquote", "br", "button", "cite", "code", "dd", "div", "dl", "dt", "em",
    "fieldset", "footer", "form", "h1", "hr", "i", "img", "input", "label", "legend", "li", "ol",
    "option", "p", "s", "select", "strong", "textarea", "ul",
}  # fmt: skip


class Reading(HTMLParser):
    """Fails on what a browser would have to mend."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.sends: list[object] = []
        self.links: list[str] = []
        self.names: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag in _TAGS, tag
        assert not any(name.startswith("on") for name in given)
        if tag not in _VOID:
            self.open.append(tag)
        if sent := given.get("data-send"):
            self.sends.append(json.loads(sent))
        self.links += [link for link in (given.get("href"), given.get("src")) if link]
        self.names += [n for n in (given.get("name"), given.get("data-several")) if n]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", SHOWN)
def test_a_message_looks_as_it_did(name: str) -> None:
    path = GOLDEN / f"{name}.html"
    text = fragment(MESSAGES[name], NONCE).replace("><", ">\n<") + "\n"
    if WRITE:
        path.write_text(text)
    assert text.splitlines() == path.read_text().splitlines(), "GOLDEN=write pytest … if meant"


def test_every_golden_file_has_its_message() -> None:
    assert {path.stem for path in GOLDEN.glob("*.html")} == set(SHOWN)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_part_of_a_message_is_there(name: str) -> None:
    message = MESSAGES[name]
    read = Reading(fragment(message, NONCE))
    for words in _words(message):
        assert words in read.text, words
    for button in message.buttons:
        if button.command and not (button.url and opens(button.url)):
            assert {"command": named(button.command)} in read.sends
    if message.form:
        assert sent_by(message.form, NONCE) in read.sends
        assert read.names == [field.id for field in message.form.fields]
    assert all(link.startswith(("http", "mailto:")) for link in read.links)


def _words(message: Message) -> Iterator[str]:
    yield from (message.title, message.footer)
    yield from (each for fact in message.facts for each in (fact.label, fact.value))
    yield from (b.label for b in message.buttons if b.command or opens(b.url or ""))
    if message.quote and message.quote.rich is None:
        yield message.quote.text
    for field in message.form.fields if message.form else ():
        yield field.hint


@pytest.mark.parametrize(
    "text", [NASTY, "<script>alert(1)</script>", '" onclick="x', "</textarea>", "a\r\n\x00b"]
)
def test_text_of_people_stays_text(text: str) -> None:
    message = Message(
        title=text,
        quote=Quote(text=text, by=text),
        facts=(Fact(label=text, value=text),),
        buttons=(Button(label=text, url="https://example.org/" + text),),
        footer=text,
    )
    read = Reading(fragment(message, NONCE))
    assert read.text.replace("\r\n", "\n").count(text.replace("\r\n", "\n")) >= 5
    assert not read.sends


def test_a_long_text_is_whole_and_an_empty_message_is_empty() -> None:
    assert fragment(Message(), NONCE) == ""
    assert "x" * 50_000 in fragment(Message(quote=Quote(text="x" * 50_000)), NONCE)
