"""What a person is told when the desk could not do its work: what happened, what to do next."""

from core.decide.voice import Voice
from core.values.message import Message
from core.values.pack import Pack


def trouble(pack: Pack, locale: str, key: str) -> Message:
    """`key` is `not_recorded`, `perhaps_recorded`, `invalid`, `broken` or `unreachable`."""
    voice = Voice(pack, pack.locale(locale))
    return Message(title=voice.say(f"trouble.{key}_title"), text=voice.tell(f"trouble.{key}"))
