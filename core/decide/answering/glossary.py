"""What a term or an abbreviation means, and what it is called in the other languages."""

from difflib import get_close_matches

from core.decide.answering.article import sources
from core.decide.scene import Scene
from core.decide.timing.dates import folded
from core.decide.voice import Voice, inert
from core.values.command import Define, OpenEscalation, Services
from core.values.decision import Decision
from core.values.glossary import Glossary, Name, Term
from core.values.message import Button, Fact, Message

_SUGGESTED = 3
_NEAR = 0.6


def define(scene: Scene, command: Define) -> Decision:
    glossary = scene.pack.glossaries.get(scene.voice.locale)
    if glossary is None:
        return Decision(reply=_plain(scene, "glossary.none"))
    if scene.today > glossary.review_by:
        day = scene.voice.day(glossary.review_by)
        return Decision(reply=_plain(scene, "article.expired", day=day))
    wanted = folded(command.term).strip(" ?.!\"'")
    if not wanted:
        return Decision(reply=_list(scene, glossary))
    found = [term for term in glossary.terms if _is_called(term, wanted)]
    return Decision(
        reply=_shown(scene, glossary, found) if found else _unknown(scene, glossary, command.term)
    )


def _is_called(term: Term, wanted: str) -> bool:
    return wanted in (folded(word) for word in (term.id, *term.words()))


def nearest_terms(glossary: Glossary, wanted: str) -> list[Term]:
    """The terms that were probably meant, the likeliest first."""
    called: dict[str, Term] = {}
    for term in glossary.terms:
        for word in term.words():
            called.setdefault(folded(word), term)
    near = get_close_matches(folded(wanted), called, n=3 * _SUGGESTED, cutoff=_NEAR)
    within = [word for word in called if len(wanted) > 3 and folded(wanted) in word]
    terms = {called[word].id: called[word] for word in (*near, *within)}
    return list(terms.values())[:_SUGGESTED]


def _shown(scene: Scene, glossary: Glossary, found: list[Term]) -> Message:
    """Most words name one term; `RMS` names two, and both are shown."""
    voice = scene.voice
    first = found[0]
    facts = tuple(fact for term in found for fact in _names(voice, glossary, term, found))
    texts = [_meaning(voice, term, found) for term in found]
    see = {term.see: scene.pack.article(term.see, voice.locale) for term in found}
    given = tuple(dict.fromkeys(source for term in found for source in term.sources))
    title = voice.say("glossary.title", term=_label(voice, first))
    read_on = (
        Button(label=article.title, command=Services(topic=article.id))
        for article in see.values()
        if article and article.is_current(scene.today)
    )
    return Message(
        title=title,
        text="\n\n".join((*texts, sources(voice, given))),
        facts=facts,
        buttons=(*read_on, _all(scene), _person(scene)),
        footer=_footer(voice, glossary),
        summary=f"{title}. {_footer(voice, glossary)}",
    )


def _meaning(voice: Voice, term: Term, found: list[Term]) -> str:
    if len(found) == 1:
        return term.meaning
    return f"**{inert(term.name(voice.locale))}:** {term.meaning}"


def _names(voice: Voice, glossary: Glossary, term: Term, found: list[Term]) -> list[Fact]:
    """A line a language: its terms with their standing, or that the sources have none."""
    facts = []
    for locale, language in glossary.languages.items():
        names = [name for name in term.names if name.locale == locale]
        told = "; ".join(_told(voice, name) for name in names) or voice.say("glossary.no_name")
        label = language if len(found) == 1 else f"{term.name(voice.locale)}, {language}"
        facts.append(Fact(label=label, value=told))
    return facts


def _told(voice: Voice, name: Name) -> str:
    return voice.say(f"glossary.{name.standing}", term=name.text)


def _unknown(scene: Scene, glossary: Glossary, words: str) -> Message:
    """Nothing is invented: the nearest terms, or a person."""
    near = nearest_terms(glossary, words[:80])
    key = "glossary.did_you_mean" if near else "glossary.unknown"
    buttons = (
        Button(label=_label(scene.voice, term), command=Define(term=term.id)) for term in near
    )
    return Message(
        title=scene.voice.say("glossary.unknown_title"),
        text=scene.voice.tell(key, words=words[:80]),
        buttons=(*buttons, _all(scene), _person(scene)),
    )


def _list(scene: Scene, glossary: Glossary) -> Message:
    """Every term with its abbreviations, by name in the person's language."""
    voice = scene.voice
    terms = sorted(glossary.terms, key=lambda term: folded(term.name(voice.locale)))
    lines = (f"- {_listed(voice, term)}" for term in terms)
    return Message(
        title=voice.say("glossary.list_title"),
        text="\n".join((voice.tell("glossary.list"), "", *lines)),
        buttons=(_person(scene),),
        footer=_footer(voice, glossary),
    )


def _listed(voice: Voice, term: Term) -> str:
    """A proposal is marked as one."""
    own = next((name for name in term.names if name.locale == voice.locale), None)
    label = _label(voice, term)
    if own and own.standing == "proposal":
        label = voice.say("glossary.proposal", term=label)
    return inert(label)


def _label(voice: Voice, term: Term) -> str:
    name = term.name(voice.locale)
    short = [word for word in term.short if word.casefold() not in name.casefold()]
    return f"{name} – {', '.join(short)}" if short else name


def _plain(scene: Scene, key: str, **values: object) -> Message:
    return Message(
        title=scene.voice.say("glossary.list_title"),
        text=scene.voice.tell(key, **values),
        buttons=(_person(scene),),
    )


def _all(scene: Scene) -> Button:
    return Button(label=scene.voice.say("glossary.all"), command=Define())


def _person(scene: Scene) -> Button:
    return Button(label=scene.voice.say("ask.person"), command=OpenEscalation(), style="primary")


def _footer(voice: Voice, glossary: Glossary) -> str:
    return voice.say(
        "article.provenance",
        as_of=voice.day(glossary.as_of),
        version=glossary.version,
        legal=voice.say("legal.general"),
    )
