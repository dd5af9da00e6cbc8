"""A requester tells staff something by phone: it becomes part of the case as the requester's words,
written down by staff, and the requester gets a copy, so that nothing wrong is put into their mouth.
"""

from core.decide.cards import addressee, notice, status
from core.decide.casework import guarding
from core.decide.casework.filling import form, prose
from core.decide.casework.resuming import resumed
from core.decide.casework.sending import finding_fact
from core.decide.casework.showing import into_staff
from core.decide.casework.telling import told
from core.decide.scene import Scene
from core.decide.timing.due import due_text
from core.decide.versions import draft
from core.values.case import Case, Entry, EntryKind
from core.values.command import KeepInternal, OpenPhoned, Phoned
from core.values.decision import Decision
from core.values.message import Button, Fact, Message, Quote

_FIGURES = ("percentage", "amount", "days")
"""What requesters say of figures is theirs to say."""


def open_phoned(scene: Scene, case: Case, command: OpenPhoned) -> Decision:
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    field = prose(scene.voice.say("phoned_form.field"), hint=scene.voice.say("phoned_form.hint"))
    return form(scene, case, "phoned_form", "phoned", field, to=case.requester.name)


def phoned(scene: Scene, case: Case, command: Phoned) -> Decision:
    """From the form at once, unless the guard sees something that is hardly theirs; what was typed
    in the thread is shown first, as whatever leaves the office."""
    if case.is_over:
        return told(scene, "refused.over", status=status(scene.voice, case))
    if command.entry:
        return _confirmed(scene, case, command)
    if not command.text:
        return open_phoned(scene, case, OpenPhoned(case=case.id))
    odd = _odd(scene, case, command.text)
    if odd or scene.was_typed:
        new = scene.changed(case, EntryKind.SAID, text=command.text)
        return Decision(case=new, reply=_offer(scene, case, new.entries[-1], odd))
    return _kept(scene, case, command.text)


def _odd(scene: Scene, case: Case, text: str) -> tuple[guarding.Finding, ...]:
    found = guarding.findings(scene, case, text)
    return tuple(each for each in found if each.sign not in _FIGURES)


def _confirmed(scene: Scene, case: Case, command: Phoned) -> Decision:
    """By a button under the words, once."""
    words = draft(case, command.entry)
    if words is None:
        return told(scene, "refused.no_draft")
    if case.about(words.number, EntryKind.REPLIED):
        return told(scene, "refused.phoned_already")
    return _kept(scene, case, words.text, of=words.number)


def _offer(scene: Scene, case: Case, words: Entry, odd: tuple[guarding.Finding, ...]) -> Message:
    say, id = scene.voice.say, case.id
    to = Fact(label=say("draft.to"), value=addressee(scene, case))
    return Message(
        title=say("guard.title" if odd else "phoned.offer_title"),
        text=scene.voice.tell("phoned.offer"),
        quote=Quote(text=words.text, by=case.requester.name),
        facts=(*(finding_fact(scene, each) for each in odd), to),
        buttons=(
            Button(
                label=say("phoned_form.submit"),
                command=Phoned(case=id, entry=words.number),
                style="danger" if odd else "primary",
            ),
            Button(label=say("draft.keep"), command=KeepInternal(case=id, entry=words.number)),
        ),
        summary=say("phoned.offer_title"),
    )


def _kept(scene: Scene, case: Case, text: str, of: int | None = None) -> Decision:
    written = {"by": case.requester}
    added = scene.changed(
        case, EntryKind.REPLIED, text=text, of=of, to=scene.person, written=written
    )
    new = added.model_copy(update=resumed(scene, case))
    said, voice = new.entries[-1], scene.voice_for(case)
    copy = notice(voice, new, "case.written_down", due=due_text(voice, new)).model_copy(
        update={"quote": Quote(text=text, by=case.requester.name)}
    )
    return Decision(
        case=new,
        reply=told(scene, "phoned.done", name=case.requester.name).reply,
        effects=(
            scene.post(case.origin, copy, new, reports=said.number),
            *into_staff(scene, new, "phoned", said),
        ),
    )
