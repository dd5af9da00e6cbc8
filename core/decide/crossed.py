"""What became of a file on its way: what did not arrive is told to both sides, so that nobody
believes that it did."""

from core.decide.cards import requester_buttons
from core.decide.casework.showing import posted_in_thread, redraw
from core.decide.files import file_facts, stayed
from core.decide.reach import is_for_requester
from core.decide.scene import Scene
from core.decide.versions import in_force
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind
from core.values.command import ReportDelivery
from core.values.decision import Decision, Effect
from core.values.file import File
from core.values.message import Message
from core.values.place import ConversationReference

REASONS = ("gone", "scope", "closed", "size", "bytes", "expired", "elsewhere", "refused")


def reported(scene: Scene, case: Case, command: ReportDelivery) -> Decision:
    """Of a text that was taken back meanwhile nobody needs to hear more."""
    entry = case.entry(command.entry)
    file = next((f for f in entry.files if f.sent_as == command.file), None) if entry else None
    if entry is None or file is None or in_force(case, entry) is None:
        return Decision()
    if command.state == "sent":
        new = scene.changed(case, EntryKind.CARRIED, text=command.file, of=entry.number)
        return Decision(case=new, effects=redraw(scene, new))
    if _is_known(case, entry, command.file):
        return Decision()
    why = command.reason if command.reason in REASONS else "away"
    text = f"{command.file} {why}"
    new = scene.changed(case, EntryKind.LEFT, text=text, of=entry.number)
    return Decision(case=new, effects=_told(scene, new, entry, stayed(file, why), command.to))


def _is_known(case: Case, entry: Entry, name: str) -> bool:
    """One that goes to a second place was told of already."""
    return any(e.text.startswith(f"{name} ") for e in case.about(entry.number, EntryKind.LEFT))


def _told(scene: Scene, case: Case, entry: Entry, file: File, lane: str) -> tuple[Effect, ...]:
    """The requester and the staff, in their thread and by mail."""
    for_requester = is_for_requester(case, lane)
    sides = ("requester", "answer") if for_requester else ("sender", "staff")
    theirs = _message(scene, scene.voice_for(case), case, file, sides[0])
    word = theirs.model_copy(update={"buttons": requester_buttons(scene.voice_for(case), case)})
    note = _message(scene, scene.staff_voice, case, file, sides[1])
    mailbox = ConversationReference.mailbox(scene.queue(case).mailbox)
    return (
        scene.post(case.origin, word, case),
        *posted_in_thread(scene, case, note),
        scene.post(mailbox, note, case, under="mail"),
        *redraw(scene, case),
    )


def _message(scene: Scene, voice: Voice, case: Case, file: File, side: str) -> Message:
    given = {"mailbox": scene.queue(case).mailbox, "case": case.id}
    return Message(
        title=voice.say("file.left_title", case=case.id),
        facts=file_facts(voice, (file,), side, **given),
        summary=voice.say("file.left_title", case=case.id),
    )
