"""A researcher in Slack asks the desk itself: commands, messages, mentions, the home page."""

import pytest

from tests.walks.conftest import CONSENT, Office, opened


def legal_statuses(office: Office) -> list[str]:
    """What the pack says of the worth of its answers in law."""
    phrases = office.desk.desk.pack.phrases["en"]
    return [text for key, text in phrases.items() if key.startswith("legal.")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Ask a person"),
        ("help", "/innovation services"),
        ("services", "Project info meeting"),
        ("services snsa", "snsa@fagg-afmps.be"),
        ("fees", "75"),
        ("fees sme 8299.41", "EUR 2,074.85"),
        ("cta", "product"),
        ("ask who gets the fee reduction for scientific advice?", "75"),
        ("ask", "What would you like to know?"),
        ("cases", "You have no cases"),
        ("case ZZZZ-ZZZZ", "No such case"),
        ("servises", "Did you mean *services*"),
        ("ask my drug payload adapter needs what advice?", "Ask a person"),
    ],
)
async def test_a_command_is_answered_in_the_http_response(
    office: Office, typed: str, words: str
) -> None:
    shown = await office.alice.slash("/innovation", typed)
    assert shown.status == 200
    assert words in shown.plain
    assert shown.message.text, "screen readers read only the text"


@pytest.mark.parametrize("typed", ["services snsa", "fees", "ask what is an SNSA?"])
async def test_every_answer_has_source_date_and_legal_status(office: Office, typed: str) -> None:
    shown = await office.alice.slash("/innovation", typed)
    assert "Sources" in shown.plain
    assert "https://" in shown.plain
    assert "As of" in shown.plain
    assert any(legal in shown.plain for legal in legal_statuses(office))


async def test_the_decision_tree_is_walked_by_clicks(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "cta")
    for _ in range(12):
        first = shown.message.buttons[0]
        if first == "Ask a person":
            break
        shown = await office.alice.click(shown.message, first)
    assert shown.message.buttons[0] == "Ask a person"
    assert "Your path so far" in shown.plain
    assert "Source" in shown.plain
    again = await office.alice.slash("/innovation", shown.plain.rsplit("Repeat with: ", 1)[1])
    assert again.plain.splitlines()[0] == shown.plain.splitlines()[0], (
        "the same path, the same verdict"
    )


async def test_a_direct_message_is_answered_as_a_message(office: Office) -> None:
    await office.alice.dm("services snsa")
    assert "snsa@fagg-afmps.be" in (await office.heard(office.alice, "snsa@")).plain


async def test_a_question_in_a_direct_message_can_go_to_a_person(office: Office) -> None:
    await office.alice.dm("May a purple zebra hospital run qubits?")
    answer = await office.heard(office.alice, "Ask a person")
    form = await office.alice.click(answer, "Ask a person")
    assert "purple zebra" in str(opened(form).source)


async def test_a_mention_in_a_channel_is_answered_in_its_thread(office: Office) -> None:
    said = await office.alice.say("C0IDEAS", "<@UBOT> services snsa")
    answer = await office.in_thread(said, "snsa@", "C0IDEAS")
    assert answer.thread_ts == said.ts


async def test_talk_that_is_not_for_the_desk_is_left_alone(office: Office) -> None:
    said = await office.alice.say("C0IDEAS", "nice weather for a trial")
    await office.alice.say("C0IDEAS", "indeed", thread_ts=said.ts)
    await office.alice.dm("help")
    await office.heard(office.alice, "ask the National Innovation Office")
    assert len(office.sim.slack.channel("C0IDEAS").messages) == 2


async def test_the_message_shortcut_brings_the_text_into_the_form(office: Office) -> None:
    said = await office.lucas.say("C0IDEAS", "Is my app a device?")
    shown = await office.alice.shortcut("ask", said)
    assert "Is my app a device?" in str(opened(shown).source)


async def test_home_shows_my_cases(office: Office) -> None:
    number = await office.asked(office.alice, "Who reads this?")
    await office.heard(office.alice, number)
    await office.quiet()  # what is told later could be taken for what the click shows
    await office.alice.open_home()
    home = await office.sim.until(lambda: office.alice.home)
    assert home is not None
    assert number in home.plain
    await office.alice.click(home, number)
    modal = await office.sim.until(lambda: office.alice.modal)
    assert modal is not None
    assert "Who reads this?" in modal.plain


async def test_the_form_keeps_what_was_typed_when_an_input_does_not_do(office: Office) -> None:
    form = await office.alice.slash("/innovation", "escalate my long thought")
    given = {"Your question": "   ", "Topic": "Something else", "Consent": [CONSENT]}
    shown = await office.alice.submit(form.view, given)
    assert "Nothing was sent yet" in shown.errors["question"]
    assert not shown.closed
