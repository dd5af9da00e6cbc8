"""What the desk answers by itself: dated, sourced, current; otherwise a person."""

from datetime import UTC, datetime

import pytest

from core.decide import decide
from core.values.case import Question
from core.values.command import Ask, Command, Fees, Help, OpenEscalation, Services, Unknown
from core.values.decision import Found
from core.values.message import Message
from core.values.triage import Triage
from core.values.turn import Hears
from tests.core.given import ALICE, ARTICLES, NOW, PACK, ROUTING, decided, ids, key_of, shown, turn

CURRENT = [each for each in ARTICLES if each.id != "old"]


def _triage(article: str | None, topic: str = "sta", *topics: str) -> Triage:
    return Triage(language="en", topic=topic, topics=topics, confidence=0.9, article=article)


def _answer(article: str | None, topic: str = "sta", *topics: str) -> Message:
    return shown(decided(ALICE, Ask(question="May I?"), triage=_triage(article, topic, *topics)))


def _commands(message: Message) -> list[Command | None]:
    return [button.command for button in message.buttons]


@pytest.mark.parametrize("id", [each.id for each in CURRENT])
def test_every_answer_has_source_date_version_and_legal_status(id: str) -> None:
    for message in (_answer(id), shown(decided(ALICE, Services(topic=id)))):
        assert f"Body of **{id}**" in message.text
        assert "(https://office.example/page), article.undated" in message.text
        assert "as_of=Wed 1 Apr 2026 version=v1 legal=legal.general" in message.footer


def test_an_expired_article_is_never_served_as_fact() -> None:
    for message in (_answer("old"), shown(decided(ALICE, Services(topic="old")))):
        assert "article.expired" in message.text
        assert "OUTDATED" not in str(message)
        assert "Summary of old" not in str(message)
        assert any(isinstance(command, OpenEscalation) for command in _commands(message))


def test_the_list_of_services_states_nothing_that_has_expired() -> None:
    assert "Summary of old" not in str(shown(decided(ALICE, Services())))


def test_an_article_is_served_on_its_last_day_and_not_after_it() -> None:
    last = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    after = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert "Body of" in shown(decided(ALICE, Services(topic="sta"), now=last)).text
    assert "article.expired" in shown(decided(ALICE, Services(topic="sta"), now=after)).text


def test_without_an_answer_up_to_three_topics_and_a_person_are_offered() -> None:
    message = _answer(None, "sta", "sta", "snsa", "fees", "cta")
    question, *topics = _commands(message)
    assert key_of(message) == "ask.no_answer_title"
    assert isinstance(question, OpenEscalation)
    assert question.question
    assert topics == [Services(topic="sta"), Services(topic="snsa"), Fees()]
    assert "Body of" not in message.text


def test_what_is_out_of_scope_is_said_to_be() -> None:
    message = _answer(None, "out_of_scope", "sta")
    assert key_of(message) == "ask.out_of_scope_title"
    assert isinstance(_commands(message)[0], OpenEscalation)


@pytest.mark.parametrize("article", ["sta", "old", None])
def test_a_question_is_kept_so_that_a_person_can_be_asked_with_one_click(
    article: str | None,
) -> None:
    decision = decided(ALICE, Ask(question="  May I?  "), triage=_triage(article))
    (kept,) = decision.effects
    assert isinstance(kept, Question)
    assert (kept.text, kept.person, kept.article) == ("May I?", ALICE, article)
    assert OpenEscalation(question=kept.id) in _commands(shown(decision))


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_is_asked_back(question: str) -> None:
    decision = decided(ALICE, Ask(question=question))
    assert key_of(decision.reply) == "ask.empty_title"
    assert decision.effects == ()


@pytest.mark.parametrize(
    ("word", "key"),
    [("servises", "help.unknown"), ("xyzzy", "help.title"), ("", "help.title")],
)
def test_an_unknown_word_is_never_met_with_silence(word: str, key: str) -> None:
    assert key_of(decided(ALICE, Unknown(word=word)).reply) == key


@pytest.mark.parametrize(
    ("topic", "title"),
    [
        ("sta", "About sta"),
        ("STA ", "About sta"),
        ("advice", "About sta"),
        ("About snsa", "About snsa"),
        ("fees", "About sta-fees"),
        ("nonsense", "services.title"),
        ("", "services.title"),
    ],
)
def test_a_service_is_found_by_id_topic_keyword_or_title(topic: str, title: str) -> None:
    assert shown(decided(ALICE, Services(topic=topic))).title == title


def test_help_shows_a_way_into_everything() -> None:
    kinds = {command.do for command in _commands(shown(decided(ALICE, Help()))) if command}
    assert kinds == {"services", "fees", "cta", "open_escalation", "cases", "language"}


@pytest.mark.parametrize(
    "command", [Services(topic="MARKER words"), Unknown(word="MARKER"), Ask(question="MARKER?")]
)
def test_what_a_person_typed_is_not_in_the_line_for_notifications(command: Command) -> None:
    triage = _triage(None, "contact") if isinstance(command, Ask) else None
    message = shown(decided(ALICE, command, triage=triage))
    assert "MARKER" not in f"{message.summary} {message.title}"


@pytest.mark.parametrize(
    ("hears", "direct", "footer"),
    [
        (Hears.AT_ONCE, False, "help.footer"),
        (Hears.AS_MESSAGE, True, "help.footer"),
        (Hears.AS_MESSAGE, False, "help.footer_shared"),
    ],
)
def test_help_says_who_sees_it(hears: Hears, direct: bool, footer: str) -> None:
    """After a mention in a channel everybody there reads the answer."""
    asked = turn(ALICE, Help()).model_copy(update={"hears": hears, "direct": direct})
    given = shown(decide(asked, Found(), PACK, ROUTING, NOW, ids()))
    assert given.footer == footer
