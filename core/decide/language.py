"""The language that the desk speaks with a person: chosen, or found out by itself."""

from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values.command import Language
from core.values.decision import Decision
from core.values.language import LanguageChosen
from core.values.message import Button, Message
from core.values.pack import Pack

AUTOMATIC = "automatic"


def language(scene: Scene, command: Language) -> Decision:
    if not command.name.strip():
        return Decision(reply=_choice(scene.voice, "language.now", scene.turn.language))
    wanted = named(scene.pack, command.name)
    if wanted is None:
        return Decision(reply=_choice(scene.voice, "language.unknown", scene.turn.language))
    chosen = "" if wanted == AUTOMATIC else wanted
    voice = Voice(scene.pack, scene.pack.locale(chosen or scene.person.locale))
    return Decision(
        reply=_choice(voice, "language.chosen", chosen),
        effects=(LanguageChosen(person=scene.person.key, locale=chosen),),
    )


def named(pack: Pack, name: str) -> str | None:
    """The locale that somebody means by `nl`, `Dutch` or `néerlandais`, or AUTOMATIC."""
    wanted = name.strip().casefold()
    for locale in pack.locales:
        names = (pack.say(f"language.{locale}", spoken) for spoken in pack.locales)
        if wanted in (locale, *(each.casefold() for each in names)):
            return locale
    words = (pack.say("language.automatic_words", spoken).split() for spoken in pack.locales)
    return AUTOMATIC if any(wanted in each for each in words) else None


def _choice(voice: Voice, key: str, chosen: str) -> Message:
    """What holds now, and a button for each language in its own words."""
    own = {
        locale: Voice(voice.pack, locale).say(f"language.{locale}") for locale in voice.pack.locales
    }
    how = voice.tell("language.by_choice" if chosen else "language.by_itself")
    buttons = (
        Button(label=label[:1].upper() + label[1:], command=Language(name=locale))
        for locale, label in own.items()
    )
    automatic = Button(label=voice.say("language.automatic"), command=Language(name=AUTOMATIC))
    return Message(
        title=voice.say("language.title"),
        text=f"{voice.tell(key, language=own[voice.locale])} {how}",
        buttons=(*buttons, automatic),
    )
