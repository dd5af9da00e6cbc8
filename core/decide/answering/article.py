"""An article as a message: what it says, its sources with dates, its legal status, its age."""

from core.decide.scene import Scene
from core.decide.voice import Voice, inert
from core.values.message import Button, Message
from core.values.pack import Article, Source


def article_message(scene: Scene, article: Article, buttons: tuple[Button, ...]) -> Message:
    """The article where it may be served as fact; else the plain word that it has expired."""
    voice = scene.voice
    if not article.is_current(scene.today):
        return Message(
            title=article.title,
            text=voice.tell("article.expired", day=voice.day(article.expires or article.review_by)),
            buttons=buttons,
        )
    return Message(
        title=article.title,
        text="\n\n".join(
            (
                *_untranslated(voice, article),
                article.body,
                *_practical(voice, article),
                sources(voice, article.sources),
            )
        ),
        buttons=buttons,
        footer=provenance(voice, article),
        summary=f"{article.title}. {article.summary} {provenance(voice, article)}",
    )


def _untranslated(voice: Voice, article: Article) -> list[str]:
    """A note where the pack has the article in its own language only."""
    if article.locale == voice.locale:
        return []
    language = voice.say(f"language.{article.locale}")
    return [voice.tell("article.untranslated", language=language)]


def _practical(voice: Voice, article: Article) -> list[str]:
    lines = [("article.who", article.who), ("article.how", article.how)]
    return [f"**{voice.say(key)}** {text}" for key, text in lines if text]


def sources(voice: Voice, given: tuple[Source, ...]) -> str:
    """A Markdown list of sources, each with its address and its date."""
    head = f"**{voice.say('article.sources')}**"
    return "\n".join((head, "", *(f"- {source_line(voice, source)}" for source in given)))


def source_line(voice: Voice, source: Source) -> str:
    if source.published:
        age = voice.tell("article.published", day=voice.day(source.published))
    else:
        age = voice.tell("article.undated", day=voice.day(source.read))
    return f"[{inert(source.title)}]({source.address}), {age}"


def provenance(voice: Voice, article: Article) -> str:
    """The line under every answer: as of when, which version, and what it is worth in law."""
    return voice.say(
        "article.provenance",
        as_of=voice.day(article.as_of),
        version=article.version,
        legal=voice.say(article.legal_status),
    )
