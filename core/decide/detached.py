"""Files that their author took out of a message after it crossed: the copies follow."""

from core.decide.casework.correcting import copy_of, in_place
from core.decide.casework.showing import posted_in_thread, redraw
from core.decide.crossing import taken_back
from core.decide.files import REMOVED, plain_facts, was_removed
from core.decide.scene import Scene
from core.values.case import Case, Entry, EntryKind
from core.values.decision import Decision, Effect
from core.values.file import File, Way
from core.values.message import Message
from core.values.place import ConversationReference, Platform


def of_requester(scene: Scene, decision: Decision, case: Case, text: Entry) -> Decision:
    """`decision` is what the edit led to besides."""
    to = scene.queue(case).staff
    done = _detached(scene, decision.case or case, text, to, fresh=decision.case is None)
    if done is None:
        return decision
    new, effects = done
    return decision.model_copy(update={"case": new, "effects": (*decision.effects, *effects)})


def of_staff(scene: Scene, decision: Decision, case: Case, sent: Entry) -> Decision:
    """In this case and in those that got the same answer with it; their messages are redrawn."""
    known = {each.id: each for each in (*scene.found.linked, *decision.others)}
    done = _detached(scene, decision.case or case, sent, case.origin, fresh=decision.case is None)
    if done is None:
        return decision
    new, effects = done
    effects = (*effects, in_place(scene, new, sent))
    changed = {each.id for each in decision.others}
    for each in known.values():
        copy = copy_of(each, sent)
        more = copy and _detached(scene, each, copy, each.origin, fresh=each.id not in changed)
        if copy and more:
            known[each.id] = more[0]
            changed.add(each.id)
            effects = (*effects, *more[1], in_place(scene, more[0], copy))
    others = tuple(known[id] for id in known if id in changed)
    given = {"case": new, "others": others, "effects": (*decision.effects, *effects)}
    return decision.model_copy(update=given)


def _detached(
    scene: Scene, case: Case, text: Entry, to: ConversationReference | None, *, fresh: bool
) -> tuple[Case, tuple[Effect, ...]] | None:
    """None when every file is still there. `fresh`: nothing else has changed the case yet."""
    gone = tuple(file for file in text.files if _is_gone(scene, case, text, file))
    if not gone:
        return None
    new = scene.touched(case) if fresh else case
    for file in gone:
        left = f"{file.sent_as} {REMOVED}"
        new = scene.also(new, EntryKind.LEFT, text=left, of=text.number)
    voice = scene.staff_voice
    note = Message(
        title=voice.say("file.removed_title", case=case.id),
        facts=plain_facts(voice, gone, "file.removed"),
    )
    names = frozenset(file.sent_as for file in gone)
    back = taken_back(scene, new, text, to, names)
    return new, (*back, *posted_in_thread(scene, new, note), *redraw(scene, new))


def _is_gone(scene: Scene, case: Case, text: Entry, file: File) -> bool:
    """Only Slack says with each change which files a message still has."""
    if file.way is Way.STAYS or file.platform is not Platform.SLACK:
        return False
    if scene.person.platform is not Platform.SLACK or was_removed(case, text, file.sent_as):
        return False
    return file.id not in {each.id for each in scene.turn.files}
