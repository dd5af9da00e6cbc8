"""`search WORDS`: past cases, for the staff of their queues and for nobody else.

A list of cases that somebody saw is a line of the audit trail for each of them.
"""

from core.decide.cards import status
from core.decide.casework.filling import choice, line
from core.decide.casework.telling import told
from core.decide.intake import form_opener
from core.decide.memory import reading
from core.decide.memory.excerpts import excerpt
from core.decide.scene import Scene
from core.decide.shown import seen_text
from core.decide.versions import question
from core.values.audit import Act, Audit
from core.values.case import Case, EntryKind, Status
from core.values.command import Alike, Search, ShowCase, ShowPast
from core.values.decision import Decision
from core.values.ids import read_case_id
from core.values.message import Button, Fact, Form, Message, Quote
from core.values.place import ConversationReference, Membership
from core.values.search import Wanted

PAGE = 5  # cases of one list
_SHOWN = (EntryKind.SENT, EntryKind.REPLIED, EntryKind.NOTED)
_ANSWERS = 4  # texts that are shown of one case


def read_wanted(scene: Scene, command: Search) -> Wanted | str:
    """What to look for, or the key of the sentence that says what is not understood."""
    pack = scene.pack
    words, said = reading.without_filters(pack, command.words)
    states = reading.states(pack, f"{said.get('state', '')} {command.state}")
    topics = reading.topics(pack, f"{said.get('topic', '')} {command.topic}")
    if states is None:
        return "search.no_such_state"
    if topics is None:
        return "search.no_such_topic"
    asked = {
        "text": read_case_id(words) or words,
        "states": states,
        "topics": topics,
        "university": f"{said.get('university', '')} {command.university}".strip(),
        "named": scene.found.named,
    }
    return readable(scene).model_copy(update=asked)


def readable(scene: Scene) -> Wanted:
    """Whatever the person may read."""
    return of_queues(scene, scene.reads_for)


def of_queues(scene: Scene, queues: frozenset[str]) -> Wanted:
    """The cases of these queues. The one of the last rule has those of queues that are no longer
    there."""
    known = frozenset(scene.routing.queues)
    others = scene.routing.rules[-1].queue in queues
    return Wanted(queues=known - queues if others else queues, others=others)


def may_read(scene: Scene, case: Case) -> bool:
    """Whether the person is staff of the queue that has the case."""
    return scene.routing.known(case.queue) in scene.reads_for


def search(scene: Scene, command: Search) -> Decision:
    if not scene.reads_for:
        return _refused(scene)
    wanted = read_wanted(scene, command)
    if isinstance(wanted, str):
        return _not_understood(scene, wanted)
    if wanted.is_empty:
        return _form(scene)
    hits = tuple(case for case in scene.found.hits.cases if may_read(scene, case))
    if not hits:
        return _nothing(scene, command)
    return seeing(scene, _listed(scene, command, wanted, hits), hits)


def seeing(
    scene: Scene,
    message: Message,
    cases: tuple[Case, ...],
    where: ConversationReference | None = None,
) -> Decision:
    """The message, and who saw which cases in it; `where`: not where the turn was taken."""
    here = "direct" if scene.turn.private else scene.turn.where.root.lane
    lines = tuple(
        Audit(
            at=scene.now,
            by=scene.person.key,
            act=Act.SAW,
            what=scene.turn.command.do,
            where=where.lane if where else here,
            case=case.id,
            queue=case.queue,
        )
        for case in cases
    )
    return Decision(reply=message, effects=lines, mentions=tuple(case.id for case in cases))


def _refused(scene: Scene) -> Decision:
    """In an own conversation, too, it must be known whose staff the person is."""
    unknown = scene.turn.private and scene.found.membership is Membership.UNKNOWN
    key = "refused.cannot_check" if unknown else scene.may_not_act
    return told(scene, key or "refused.search")


def _not_understood(scene: Scene, key: str) -> Decision:
    say = scene.voice.say
    names = {
        "search.no_such_state": [say(f"status.{status}") for status in Status],
        "search.no_such_topic": [say(f"topic.{topic}") for topic in scene.pack.topics],
    }
    word = told(scene, key, names=", ".join(names[key]))
    return _with_another(scene, word)


def _nothing(scene: Scene, command: Search) -> Decision:
    return _with_another(scene, told(scene, "search.no_more" if command.page else "search.nothing"))


def _with_another(scene: Scene, decision: Decision) -> Decision:
    assert decision.reply is not None
    again = Button(label=scene.voice.say("search.again"), command=Search())
    shown = decision.reply.model_copy(update={"buttons": (again,)})
    return decision.model_copy(update={"reply": shown})


def _form(scene: Scene) -> Decision:
    say = scene.voice.say
    states = [(status.value, say(f"status.{status}")) for status in Status]
    topics = [(topic, say(f"topic.{topic}")) for topic in scene.pack.topics]
    anything = {"optional": True, "max_length": 200}
    fields = (
        line(say("search.words"), "words", hint=say("search.words_hint"), optional=True),
        choice(say("search.state"), "state", states),
        choice(say("search.topic"), "topic", topics),
        line(say("search.university"), "university", hint=say("search.university_hint")),
    )
    return Decision(
        reply=Message(
            title=say("search.title"),
            text=scene.voice.tell("search.text"),
            buttons=form_opener(scene, Search()),
            form=Form(
                fields=tuple(field.model_copy(update=anything) for field in fields),
                submit=say("search.submit"),
                cancel=say("form.cancel"),
                command={"do": "search"},
            ),
        )
    )


def _listed(scene: Scene, command: Search, wanted: Wanted, hits: tuple[Case, ...]) -> Message:
    say = scene.voice.say
    first = command.page * PAGE
    return Message(
        title=say("search.found"),
        text=scene.voice.tell("search.page", first=first + 1, last=first + len(hits)),
        facts=tuple(_hit(scene, case, wanted.text) for case in hits),
        buttons=(
            *(Button(label=case.id, command=ShowPast(case=case.id)) for case in hits),
            *_pages(scene, command),
            Button(label=say("search.again"), command=Search()),
        ),
        footer=say("search.footer"),
        summary=say("search.found"),
    )


def _pages(scene: Scene, command: Search) -> tuple[Button, ...]:
    def turned(key: str, by: int) -> Button:
        there = command.model_copy(update={"page": command.page + by})
        return Button(label=scene.voice.say(f"search.{key}"), command=there)

    older = (turned("older", 1),) if scene.found.hits.more else ()
    return ((turned("newer", -1),) if command.page else ()) + older


def _hit(scene: Scene, case: Case, words: str) -> Fact:
    voice = scene.voice
    kind, piece = excerpt(case, words)
    told = (
        case.id,
        status(voice, case),
        voice.say(f"topic.{case.topic}"),
        voice.day(voice.local(case.opened_at).date()),
    )
    where = case.organisation or scene.home(case.requester)
    value = f"{where} · {voice.say(f'search.in_{kind}', text=piece)}"
    return Fact(label=" · ".join(told), value=value)


def show_past(scene: Scene, case: Case | None, command: ShowPast) -> Decision:
    """The same sentence for a case that is not there and for one of another queue."""
    if case is None or not may_read(scene, case):
        return told(scene, scene.may_not_act or "refused.not_found")
    shown = past(scene, case)
    back = _back(scene, command.of) if command.of else ()
    return Decision(reply=shown.model_copy(update={"buttons": (*shown.buttons, *back)}))


def _back(scene: Scene, of: str) -> tuple[Button, ...]:
    """To the case at hand, where this stands in the place of its card, and to what is like it."""
    say = scene.voice.say
    return (
        Button(label=say("button.similar"), command=Alike(case=of)),
        Button(label=say("button.back", case=of), command=ShowCase(case=of)),
    )


def past(scene: Scene, case: Case) -> Message:
    """What was asked and answered, as it stands now."""
    voice = scene.voice
    seen = [entry for entry in case.entries if entry.kind in _SHOWN]
    facts = (
        Fact(label=voice.say("case.status"), value=status(voice, case)),
        Fact(label=voice.say("case.opened"), value=voice.moment(case.opened_at)),
        Fact(label=voice.say("card.topic"), value=voice.say(f"topic.{case.topic}")),
        *(
            Fact(
                label=voice.say(f"search.was_{entry.sort}", when=voice.moment(entry.at)),
                value=seen_text(voice, case, entry),
            )
            for entry in seen[-_ANSWERS:]
        ),
    )
    card = Button(label=voice.say("search.card"), command=ShowCase(case=case.id))
    return Message(
        title=voice.say("case.title", case=case.id),
        quote=Quote(text=question(case), by=case.requester.name),
        facts=facts,
        buttons=(card,) if scene.is_staff(case) or scene.is_staff_in_private(case) else (),
        footer=voice.say("search.footer"),
        summary=voice.say("case.title", case=case.id),
    )
