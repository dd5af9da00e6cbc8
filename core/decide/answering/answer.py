"""What the desk answers by itself: help, services, questions that the pack can answer."""

from core.decide.answering.article import article_message
from core.decide.scene import Scene
from core.decide.words import nearest, read_command
from core.values.case import Question
from core.values.command import (
    Ask,
    Cta,
    Fees,
    Help,
    Language,
    ListCases,
    OpenEscalation,
    Services,
    Unknown,
)
from core.values.decision import Decision
from core.values.message import Button, Message
from core.values.pack import Article
from core.values.triage import Triage
from core.values.turn import Hears


def help_shown(scene: Scene) -> Decision:
    return Decision(
        reply=Message(
            title=scene.voice.say("help.title"),
            text=scene.voice.tell("help.text"),
            buttons=start_buttons(scene),
            footer=scene.voice.say("help.footer_shared" if _is_shared(scene) else "help.footer"),
        )
    )


def _is_shared(scene: Scene) -> bool:
    """Whether the answer is a message that others read, too: after a mention in a channel."""
    return scene.turn.hears is Hears.AS_MESSAGE and not scene.turn.direct


def start_buttons(scene: Scene) -> tuple[Button, ...]:
    """The way into everything, for help and the home page."""
    say = scene.voice.say
    return (
        Button(label=say("help.services"), command=Services()),
        Button(label=say("help.fees"), command=Fees()),
        Button(label=say("help.cta"), command=Cta()),
        Button(label=say("help.escalate"), command=OpenEscalation(), style="primary"),
        Button(label=say("help.cases"), command=ListCases()),
        Button(label=say("help.language"), command=Language()),
    )


def unknown_word(scene: Scene, command: Unknown) -> Decision:
    """Never silence: the nearest command, or help."""
    meant = nearest(command.word, scene.pack.command_words)
    if meant is None:
        return help_shown(scene)
    word = scene.pack.command_words.get(meant, meant)
    then = read_command(f"{word} {command.after}")
    return Decision(
        reply=Message(
            title=scene.voice.say("help.unknown"),
            text=scene.voice.tell("help.did_you_mean", word=meant),
            buttons=(
                Button(label=scene.voice.say("help.yes", word=meant), command=then),
                Button(label=scene.voice.say("help.all"), command=Help()),
            ),
        )
    )


def services(scene: Scene, command: Services) -> Decision:
    if not command.topic:
        return Decision(reply=_service_list(scene))
    article = _named(scene, command.topic)
    if article is None:
        listed = _service_list(scene)
        nothing = scene.voice.tell("services.none", words=command.topic[:80])
        text = f"{nothing}\n\n{listed.text}"
        return Decision(reply=listed.model_copy(update={"text": text, "summary": listed.title}))
    return Decision(reply=article_message(scene, article, (_ask_a_person(scene),)))


def _service_list(scene: Scene) -> Message:
    known = [a for a in _articles(scene) if a.kind == "service"]
    lines = (f"- **{article.title}**: {_summary(scene, article)}" for article in known)
    return Message(
        title=scene.voice.say("services.title"),
        text="\n".join(lines),
        buttons=(*(_read_on(article) for article in known), _ask_a_person(scene)),
        footer=scene.voice.say("services.footer"),
    )


def _summary(scene: Scene, article: Article) -> str:
    """What has expired is named, not stated."""
    if article.is_current(scene.today):
        return article.summary
    return scene.voice.tell("services.expired")


def _articles(scene: Scene) -> list[Article]:
    names = scene.pack.articles[scene.pack.default_locale]
    found = (scene.pack.article(name, scene.voice.locale) for name in names)
    return [article for article in found if article]


def _named(scene: Scene, words: str) -> Article | None:
    """The article with that id, or of that topic, or whose title holds the words."""
    wanted = words.strip().lower().replace("-", "_")
    known = _articles(scene)
    spaced = wanted.replace("_", " ")
    return (
        next((a for a in known if a.id.replace("-", "_") == wanted.replace(" ", "_")), None)
        or next((a for a in known if a.topic == wanted.replace(" ", "_")), None)
        or next((a for a in known if spaced in (k.lower() for k in a.keywords)), None)
        or next((a for a in known if spaced in a.title.lower()), None)
    )


def _read_on(article: Article) -> Button:
    return Button(label=article.title, command=Services(topic=article.id))


def _about(scene: Scene, topic: str) -> Button | None:
    """The way into a topic: its own command where it has one, else its chief article."""
    if topic in ("fees", "cta"):
        command = Fees() if topic == "fees" else Cta()
        return Button(label=scene.voice.say(f"help.{topic}"), command=command)
    article = _named(scene, topic)
    return _read_on(article) if article else None


def _ask_a_person(scene: Scene, question: str = "") -> Button:
    return Button(
        label=scene.voice.say("ask.person"),
        command=OpenEscalation(question=question),
        style="primary",
    )


def ask(scene: Scene, command: Ask) -> Decision:
    """The pack's best answer, or the offer to ask a person. The question itself is kept."""
    text = command.question.strip()
    if not text or scene.found.triage is None:
        return Decision(reply=_ask_what(scene))
    triage = scene.found.triage
    article = scene.pack.article(triage.article, scene.voice.locale) if triage.article else None
    question = Question(
        id=scene.new_id(),
        person=scene.person,
        text=text,
        topic=triage.topic,
        article=article.id if article else None,
        version=article.version if article else "",
        locale=article.locale if article else "",
        queue=triage.queue,
        why=triage.why,
        language=triage.language if triage.sure_of_language else "",
        at=scene.now,
        message=scene.turn.place_of_message,
        files=scene.turn.files,
    )
    reply = (
        _answered(scene, triage, article, question)
        if article
        else _no_answer(scene, triage, question)
    )
    return Decision(reply=reply, effects=(question,))


def _answered(scene: Scene, triage: Triage, article: Article, question: Question) -> Message:
    """The article; where there is a tree for the topic, the way into that too."""
    tree = (_about(scene, "cta"),) if triage.topic == "cta" else ()
    buttons = (_ask_a_person(scene, question.id), *filter(None, tree))
    return article_message(scene, article, buttons)


def _ask_what(scene: Scene) -> Message:
    return Message(
        title=scene.voice.say("ask.empty_title"),
        text=scene.voice.tell("ask.empty"),
        buttons=(Button(label=scene.voice.say("help.all"), command=Help()), _ask_a_person(scene)),
    )


def _no_answer(scene: Scene, triage: Triage, question: Question) -> Message:
    """The desk does not guess: up to three topics to read, and a person to ask."""
    near = [b for b in (_about(scene, topic) for topic in triage.topics[:3]) if b]
    out = triage.topic == "out_of_scope"
    key = "ask.out_of_scope" if out else "ask.no_answer"
    if out and triage.pointer:
        key = "ask.misunderstood"
    pointed = (scene.voice.tell(f"pointer.{triage.pointer}"),) if triage.pointer else ()
    return Message(
        title=scene.voice.say("ask.out_of_scope_title" if out else "ask.no_answer_title"),
        text="\n\n".join(filter(None, (*pointed, scene.voice.tell(key)))),
        buttons=(_ask_a_person(scene, question.id), *near),
    )
