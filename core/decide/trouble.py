"""What a person is told beside the point: trouble, and where the answer is."""

from core.decide.voice import Voice
from core.values.message import Message
from core.values.pack import Pack
from core.values.value import NotRecorded, PerhapsRecorded

_WORDS: dict[type[Exception], str] = {
    NotRecorded: "not_recorded",
    PerhapsRecorded: "perhaps_recorded",
}


def trouble(pack: Pack, locale: str, error: Exception) -> Message:
    """The same words on every platform."""
    voice = Voice(pack, pack.locale(locale))
    key = next((key for kind, key in _WORDS.items() if isinstance(error, kind)), "broken")
    return Message(title=voice.say(f"trouble.{key}_title"), text=voice.tell(f"trouble.{key}"))


def elsewhere(pack: Pack, locale: str) -> Message:
    """Said before others, where the answer is for one person alone."""
    voice = Voice(pack, pack.locale(locale))
    return Message(title=voice.say("private.title"), text=voice.tell("private.text"))


def nobody(pack: Pack, locale: str, queue: str) -> Message:
    """A queue has neither a staff conversation nor working e-mail: the question is not taken."""
    voice = Voice(pack, pack.locale(locale))
    return Message(
        title=voice.say("trouble.nobody_title"), text=voice.tell("trouble.nobody", queue=queue)
    )
