"""Ready (canned) answers inside a case: listed, filled in, and put into the answer's form.

They come in the language of the requester where there are any; what has no value stays in braces,
so that the guard asks before it is sent.
"""

import re
from collections.abc import Iterable

from core.decide.cards import status
from core.decide.casework import sending
from core.decide.casework.telling import told
from core.decide.memory.reading import folded
from core.decide.scene import Scene
from core.decide.timing.due import due_text
from core.values.case import Case
from core.values.command import ListReady, OpenAnswer, UseReady
from core.values.decision import Decision
from core.values.message import Button, Fact, Message
from core.values.office import ReadyAnswer

PLACEHOLDERS = ("case", "requester", "organisation", "due", "topic", "mailbox", "today")
_BRACES = re.compile(r"\{([^{}\n]{1,60})\}")
_MOST = 20
_FIRST_WORDS = 200  # characters


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """What stands in braces and means nothing."""
    found = (match[1].strip() for match in _BRACES.finditer(text))
    return tuple(dict.fromkeys(name for name in found if name not in PLACEHOLDERS))


def braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def filled(scene: Scene, case: Case, text: str) -> tuple[str, tuple[str, ...]]:
    """The text for this case in its requester's language, and the names that have no value."""
    values = _values(scene, case)
    missing = [n for m in _BRACES.finditer(text) if not values.get(n := m[1].strip())]
    done = _BRACES.sub(lambda m: values.get(m[1].strip()) or m[0], text)
    return done, tuple(dict.fromkeys(missing))


def _values(scene: Scene, case: Case) -> dict[str, str]:
    voice = scene.voice_for(case)
    return {
        "case": case.id,
        "requester": case.requester.name,
        "organisation": case.organisation,
        "due": due_text(voice, case),
        "topic": voice.say(f"topic.{case.topic}"),
        "mailbox": scene.queue(case).mailbox,
        "today": voice.day(scene.today),
    }


def listed(scene: Scene, case: Case, command: ListReady) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    fit = _fitting(scene, case, command.words)
    if not fit:
        return told(scene, "ready.none" if not scene.found.ready else "ready.nothing_fits")
    shown = list(fit.items())[:_MOST]
    language = scene.voice.say(f"language.{scene.pack.locale(case.locale)}")
    own = any(ready.locale == scene.pack.locale(case.locale) for _, ready in shown)
    key = "ready.text" if own else "ready.other_language"
    return Decision(
        reply=Message(
            title=scene.voice.say("ready.title", case=case.id),
            text=scene.voice.tell(key, language=language),
            facts=tuple(_fact(scene, case, ready) for _, ready in shown),
            buttons=tuple(
                Button(label=ready.title[:60], command=UseReady(case=case.id, ready=id))
                for id, ready in shown
            ),
        )
    )


def _fact(scene: Scene, case: Case, ready: ReadyAnswer) -> Fact:
    text, _ = filled(scene, case, ready.text)
    words = " ".join(text.split())
    cut = f"{words[:_FIRST_WORDS].rstrip()} …" if len(words) > _FIRST_WORDS else words
    return Fact(label=f"{ready.title} ({ready.locale})", value=cut)


def _fitting(scene: Scene, case: Case, words: str) -> dict[str, ReadyAnswer]:
    """Those that hold all the words; the requester's language first, then the case's topic."""
    wanted, own = folded(words).split(), scene.pack.locale(case.locale)

    def fits(ready: ReadyAnswer) -> bool:
        held = folded(f"{ready.title} {ready.text}")
        return all(word in held for word in wanted)

    def order(item: tuple[str, ReadyAnswer]) -> tuple[bool, bool, str]:
        ready = item[1]
        return ready.locale != own, ready.topic != case.topic, folded(ready.title)

    return dict(sorted(((i, r) for i, r in scene.found.ready.items() if fits(r)), key=order))


def use(scene: Scene, case: Case, command: UseReady) -> Decision:
    """The form of an answer with the text in it: sending it is the person's own act."""
    ready = scene.found.ready.get(command.ready)
    if ready is None:
        return told(scene, "refused.no_ready")
    opened = sending.open_answer(scene, case, OpenAnswer(case=case.id))
    if opened.reply is None or opened.reply.form is None:
        return opened
    text, missing = filled(scene, case, ready.text)
    form = opened.reply.form
    fields = (form.fields[0].model_copy(update={"initial": text}), *form.fields[1:])
    said = (opened.reply.text, *_warnings(scene, case, ready, missing))
    changes = {
        "text": "\n\n".join(said),
        "form": form.model_copy(update={"fields": fields}),
    }
    return opened.model_copy(update={"reply": opened.reply.model_copy(update=changes)})


def _warnings(
    scene: Scene, case: Case, ready: ReadyAnswer, missing: tuple[str, ...]
) -> tuple[str, ...]:
    voice, own = scene.voice, scene.pack.locale(case.locale)
    told = []
    if ready.locale != own:
        names = {"written": f"language.{ready.locale}", "speaks": f"language.{own}"}
        told.append(voice.tell("ready.foreign", **{n: voice.say(k) for n, k in names.items()}))
    if missing:
        told.append(voice.tell("ready.missing", names=braced(missing)))
    return tuple(told)
