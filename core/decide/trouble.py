"""What a person is told when the desk could not do its work: what happened, what to do next."""

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
    key = _WORDS.get(type(error), "broken")
    return Message(title=voice.say(f"trouble.{key}_title"), text=voice.tell(f"trouble.{key}"))
