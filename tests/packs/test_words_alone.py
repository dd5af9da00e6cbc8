"""Every word of every language, typed alone, is answered by something of use."""

from datetime import date

import pytest

from core.decide.seldom import SELDOM
from core.decide.words import WORDS, in_words_of, read_command
from core.values.command import Ask, HowTo, OpenEscalation, Unknown
from tests.core.given import ALICE, decided, shown
from tests.read_once import real

PACK = real(date(2026, 11, 23))[0]
LOCALES = PACK.locales
_EMPTY = (Ask(question=""), OpenEscalation(text=""))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_word_alone_is_taken_for_a_question(locale: str) -> None:
    own = " ".join(PACK.say(f"commands.{key}", locale) for key in WORDS).split()
    for word in (*own, *SELDOM):
        read = in_words_of(read_command(word), PACK.command_words)
        assert not isinstance(read, Ask | Unknown) or read in _EMPTY, word


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("word", ["record", "verify", "join", "export", "affected", "report"])
def test_its_use_is_told_in_the_language(locale: str, word: str) -> None:
    told = decided(ALICE, HowTo.model_validate({"word": word}), pack=PACK, language=locale)
    assert word in shown(told).title
    assert f"`{'cases ' if word == 'affected' else ''}{word}" in shown(told).text
