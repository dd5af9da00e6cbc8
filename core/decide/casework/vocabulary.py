"""The words that staff type beside the English ones: those of every language of the pack, for
whoever is the reader is not asked which language is typed."""

from collections.abc import Iterator

from core.decide.timing.dates import folded
from core.values.command import Outcome
from core.values.pack import Pack

WORDS = (
    "claim", "release", "assign", "note", "phoned", "answer", "ask", "recall", "snooze", "wake",
    "reroute", "close", "reopen", "link", "unlink", "expert", "tell", "thanks", "record", "verify",
    "card", "similar", "canned", "ready", "article",
    "help",
)  # fmt: skip
_SPANS = ("h", "d", "w")


def spellings(pack: Pack) -> dict[str, str]:
    """Every word that can follow `!`, without capitals and accents, with its English word."""
    english = {word: word for word in WORDS}
    return {**dict(_spelled(pack)), **english}


def _spelled(pack: Pack) -> Iterator[tuple[str, str]]:
    for word in WORDS:
        for spelling in _everywhere(pack, word):
            yield folded(spelling), word


def own_word(pack: Pack, locale: str, word: str) -> str:
    """The chief spelling of a word in that language."""
    return pack.say(f"typed_words.{word}", locale).split()[0]


def reasons(pack: Pack) -> tuple[str, ...]:
    """What a reason begins with: *because*."""
    return tuple(pack.say("typed_words.because", locale) for locale in pack.locales)


def outcomes(pack: Pack) -> dict[str, Outcome]:
    """The outcomes of a case by their names in every language."""
    english = {outcome.value.replace("_", " "): outcome for outcome in Outcome}
    named = {
        folded(pack.say(f"outcome.{outcome.value}", locale)): outcome
        for locale in pack.locales
        for outcome in Outcome
    }
    return {**named, **english}


def weekdays(pack: Pack) -> dict[str, int]:
    """The days of the week by every spelling; 0 is Monday."""
    return {
        folded(spelling): number
        for locale in pack.locales
        for number, day in enumerate(pack.say("typed_words.weekdays", locale).split())
        for spelling in day.split("|")
    }


def spans(pack: Pack) -> dict[str, str]:
    """Every word for hours (`h`), days (`d`) and weeks (`w`)."""
    return {
        folded(spelling): span
        for locale in pack.locales
        for span, words in zip(_SPANS, pack.say("typed_words.spans", locale).split(), strict=True)
        for spelling in words.split("|")
    }


def _everywhere(pack: Pack, word: str) -> Iterator[str]:
    for locale in pack.locales:
        yield from pack.say(f"typed_words.{word}", locale).split()
