"""Messages as Teams shows them: golden JSON, Teams' limits, and text of people that stays text.

`GOLDEN=write pytest tests/adapters/teams` writes the golden files anew; look at their diff.
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.markup import elements, plain
from adapters.teams.render import CARD_LIMIT, card, cut, lines, sentence, size, summary
from core.values import command as c
from core.values.message import Button, Fact, Field, FieldKind, Form, Message, Option, Quote
from tests.adapters.messages import MESSAGES, NASTY
from tests.adapters.teams.cards import Json, check_card, check_schema, nodes, shown, strings
from tests.core.given import CASE, STEADY

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("GOLDEN") == "write"
NONCE = "0123456789abcdef0123456789abcdef"
TYPED = ("TextRun.text", "Input.Text.value")  # where people's text may stand
CORPUS = [
    "<at>everyone</at>", "<!channel>", "<http://evil|bank>", "@here", "*bold* _it_ ~no~ `code`",
    "[bank](https://evil)", "![x](https://evil/x.png)", "# head", "1. one\n2. two", "- item",
    "{{DATE(2026-05-04T08:00:00Z, SHORT)}}", "${evil}", "&lt;b&gt;", "https://evil.example",
    "www.evil.example", "\u202egnp.exe", "\u200b\u200d\ufeff", "x" * 9000, "\U0001f9ec" * 9000,
    "a\n\n" * 400, "<script>alert(1)</script>", "\x00\x07", " ", "\n", '"\\' * 9000, "evil\\",
]  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_looks_as_it_did(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    text = json.dumps(card(MESSAGES[name], NONCE), ensure_ascii=False, indent=1) + "\n"
    if WRITE:
        path.write_text(text)
    assert text.splitlines() == path.read_text().splitlines(), "GOLDEN=write pytest … if meant"


def test_every_golden_file_has_its_message() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_inside_teams_limits(name: str) -> None:
    check_card(card(MESSAGES[name], NONCE))
    check_card(card(MESSAGES[name], NONCE, send="Action.Submit"))
    check_card(card(MESSAGES[name], NONCE, whisper=True))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_what_microsofts_schema_describes(name: str) -> None:
    check_schema(card(MESSAGES[name], NONCE))
    check_schema(card(MESSAGES[name], NONCE, send="Action.Submit", whisper=True))


@pytest.mark.parametrize("text", CORPUS)
def test_text_of_people_stays_text(text: str) -> None:
    message = Message(
        title=f"MARKER {text}",
        quote=Quote(text=f"MARKER {text}", by=f"MARKER {text}"),
        facts=(Fact(label="From", value=f"MARKER {text}"),),
        buttons=(Button(label="Claim", command=c.Claim(case=CASE)),),
    )
    made = card(message, NONCE)
    check_card(made)
    live = [node for node in nodes(made) if node.get("type") == "TextBlock"]
    assert not any(bad in node["text"] for node in live for bad in ("](", "<at", "{{", "://", "*"))
    places = {place for place, words in strings(made["body"]) if "MARKER" in words}
    assert places <= {"TextRun.text", "TextBlock.text"}


@pytest.mark.parametrize("text", [t for t in CORPUS if len(t) < 200 and t.strip()])
def test_a_quote_and_a_fact_are_never_read_as_markdown(text: str) -> None:
    message = Message(
        quote=Quote(text=f"M{text}", by=f"M{text}"), facts=(Fact(label="F", value=f"M{text}"),)
    )
    places = {place for place, words in strings(card(message, NONCE)["body"]) if "M" in words}
    assert places <= {"TextRun.text"}


@pytest.mark.parametrize(
    "name", [n for n, m in MESSAGES.items() if m.quote and "evil" in m.quote.text]
)
def test_questions_and_answers_are_in_no_notification_and_no_data(name: str) -> None:
    message = MESSAGES[name]
    assert "evil" not in summary(message)
    for place, words in strings(card(message, NONCE)):
        assert "evil" not in words or place in TYPED


@pytest.mark.parametrize("name", MESSAGES)
def test_no_message_links_what_a_person_typed(name: str) -> None:
    made = card(MESSAGES[name], NONCE)
    assert not any("evil" in node["url"] for node in nodes(made) if "url" in node)
    for place, words in strings(made["body"]):
        assert place in TYPED or not any(bad in words for bad in ("<!", "<@", "<http", "evil|"))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("plain words", "plain words"),
        ("**bold** and _light_", "**bold** and _light_"),
        ("see [the page](https://example.org/a)", "see [the page](https://example.org/a)"),
        ("- one\n- two", "• one\n• two"),
        ("# Heading", "**Heading**"),
    ],
)
def test_our_markdown_is_teams_markdown(markdown: str, text: str) -> None:
    made = elements(markdown)
    assert {element["type"] for element in made} == {"TextBlock"}
    assert "\n".join(element["text"] for element in made) == text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"a \*star\*", "a *star*"),
        (r"\[x\]\(https://evil\)", "[x](https://evil)"),
        ("`/innovation fees`", "/innovation fees"),
        (r"1\. first", "1. first"),
        ("1. first", "1. first"),
        ("a & b", "a & b"),
        ("[x](ftp://evil)", "x"),
    ],
)
def test_what_could_be_misread_stands_in_runs(markdown: str, text: str) -> None:
    (made,) = elements(markdown)
    words = "".join(run["text"] for run in made.get("inlines", [])) or made["text"]
    assert words == text
    assert not [node for node in nodes(made) if "selectAction" in node]


def test_a_link_beside_code_is_an_action_of_its_words() -> None:
    (made,) = elements("`x_y` at [page](https://example.org)")
    linked = made["inlines"][-1]
    assert linked["selectAction"] == {"type": "Action.OpenUrl", "url": "https://example.org"}


@given(
    st.text(max_size=300) | st.lists(st.sampled_from(list("*_[]()`#-1. \n<>&!\\ab:/"))).map("".join)
)
@STEADY
def test_any_markdown_becomes_elements(markdown: str) -> None:
    for element in elements(markdown):
        assert element["type"] in ("TextBlock", "RichTextBlock")
    assert plain(markdown) is not None


def test_buttons_carry_their_commands_and_addresses() -> None:
    claim = c.Claim(case=CASE)
    message = Message(
        title="T",
        buttons=(
            Button(label="A", command=claim, style="primary"),
            Button(label="B", url="https://x.y"),
            Button(label="C", url="http://x.y"),
        ),
    )
    first, second = card(message, NONCE)["body"][-1]["actions"]
    assert c.COMMAND.validate_python(first["data"]["command"]) == claim
    assert (first["verb"], first["style"]) == ("claim", "positive")
    assert second["url"] == "https://x.y"


def test_a_form_has_its_inputs_and_two_ways_out() -> None:
    made = card(MESSAGES["answer-form"], NONCE)
    submit, cancel = made["body"][-1]["actions"]
    assert "nonce" not in cancel["data"]
    assert submit["data"]["fields"] == ["text", "act"]
    assert submit["data"]["nonce"] == NONCE
    assert cancel["data"]["command"] == {"do": "case", "case": CASE}
    assert cancel["associatedInputs"] == "none"
    assert [n["maxLength"] for n in nodes(made) if n.get("type") == "Input.Text"] == [3000]


def test_the_consent_must_be_given() -> None:
    made = card(MESSAGES["form"], NONCE)
    consent, by_mail = (node for node in nodes(made) if node.get("type") == "Input.Toggle")
    assert (consent["id"], consent["isRequired"], consent["valueOn"]) == ("consent", True, "yes")
    assert (by_mail["id"], by_mail["isRequired"]) == ("by_mail", False), "a choice of its own"
    assert not by_mail.get("value"), "nothing is chosen beforehand"


@pytest.mark.parametrize("name", ["receipt", "card-open", "answer", "case"])
def test_a_text_of_12_000_characters_is_shown_whole(name: str) -> None:
    words = " ".join(f"w{n}" for n in range(2000))
    message = MESSAGES[name].model_copy(update={"quote": Quote(text=words)})
    assert all(word in shown(card(message, NONCE)) for word in words.split())


def test_lines_of_people_stay_lines() -> None:
    assert lines("one\n\ntwo\nthree", 80) == ["one", "two", "three"]
    assert lines("a\nb\nc\nd", 3) == ["a", "b", "c ⏎ d"]


def test_what_is_cut_is_said() -> None:
    assert cut("x" * 500, 300).endswith("… [+200]")
    huge = card(Message(quote=Quote(text="\U0001f9ec" * 12_000)), NONCE)
    assert "[+" in shown(huge)


def test_a_short_word_is_one_line() -> None:
    assert sentence(Message(title="Sent", text="To **Alice**.")) == "Sent. To Alice"
    assert not sentence(MESSAGES["receipt"])
    assert summary(Message()) == "Innovation Desk"


SHORT = st.text(max_size=60)
LONG = st.text(max_size=30).flatmap(
    lambda t: st.sampled_from([t, t * 100, t * 500, f"{t}\n\n" * 100])
)
ANY = SHORT | LONG | st.sampled_from([*CORPUS, NASTY])
IDS = st.from_regex(r"[0-9A-Z]{4}-[0-9A-Z]{4}", fullmatch=True)
BUTTONS = st.builds(Button, label=ANY, command=st.builds(c.Claim, case=IDS) | st.just(c.Cta()))
OPTIONS = st.lists(
    st.builds(Option, value=st.text(min_size=1, max_size=75), label=ANY),
    min_size=1,
    max_size=10,
    unique_by=lambda option: option.value,
).map(tuple)
FIELDS = st.lists(
    st.builds(
        Field,
        id=st.text("abc", min_size=1, max_size=8),
        label=ANY,
        kind=st.sampled_from(FieldKind),
        hint=ANY,
        initial=ANY,
        options=OPTIONS,
        max_length=st.integers(1, 40_000),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda field: field.id,
).map(tuple)
FORMS = st.builds(Form, fields=FIELDS, submit=ANY, cancel=ANY, command=st.just({"do": "help"}))
ANY_MESSAGE = st.builds(
    Message,
    title=ANY,
    text=ANY,
    quote=st.none() | st.builds(Quote, text=ANY, by=ANY),
    facts=st.lists(st.builds(Fact, label=ANY, value=ANY), max_size=3).map(lambda f: (*f,) * 15),
    buttons=st.lists(BUTTONS, max_size=3).map(lambda buttons: (*buttons,) * 40),
    form=st.none() | FORMS,
    footer=ANY,
    summary=ANY,
)


@given(ANY_MESSAGE)
@settings(STEADY, max_examples=40)
def test_any_message_is_inside_teams_limits(message: Message) -> None:
    made: Json = card(message, NONCE)
    check_card(made)
    assert size(made) <= CARD_LIMIT
    assert 1 <= len(summary(message)) <= 500
