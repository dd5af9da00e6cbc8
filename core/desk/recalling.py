"""What the record remembers of past cases, for those who may read them."""

from core.decide.casework.words import read_typed
from core.decide.memory.alike import beside
from core.decide.memory.searching import PAGE, read_wanted, readable
from core.decide.scene import Scene
from core.desk.ports import Record
from core.values import command as c
from core.values.case import Case
from core.values.decision import Found
from core.values.search import Hits

NEAREST = 8  # past cases of which the nearest with an answer are shown


def foreseen(scene: Scene, record: Record) -> tuple[str, ...]:
    """The past cases that a timer will show. Looking for them takes too long for a transaction
    that others wait for, so it is done before."""
    match scene.turn.command:
        case c.GoOff(what="alike") if scene.found.case:
            return record.near(scene.found.case, beside(scene, scene.found.case), NEAREST)
        case _:
            return ()


def remembered(scene: Scene, record: Record, near: tuple[str, ...]) -> Found:
    """What was found, with what the command wants to see of the past. Called when it is known who
    acts: it looks for nothing that the person may not see. `near` was foreseen; the cases are read
    as they are now."""
    match _meant(scene):
        case c.GoOff(what="alike"):
            kept = (record.case(id) for id in near)
            return _with(scene, hits=Hits(cases=tuple(case for case in kept if case)))
        case c.Search() as command:
            return _with(scene, hits=_hits(scene, command, record))
        case c.Alike() if scene.found.case:
            return _with(scene, hits=_alike(scene, scene.found.case, record))
        case c.ListProposals():
            return _with(scene, proposals=record.proposals())
        case c.ShowProposal() | c.ApproveProposal() | c.OpenReject() | c.RejectProposal() as named:
            return _proposed(scene, record, named.id)
        case c.ListReady() | c.UseReady():
            return _with(scene, ready=record.office()[0].answers)
        case _:
            return scene.found


def _meant(scene: Scene) -> object:
    """What was typed in the thread of a card is a command of staff."""
    said, case = scene.turn.command, scene.found.case
    if isinstance(said, c.Say) and case and scene.is_staff(case):
        return read_typed(said.text, case, scene.pack)
    return said


def _with(scene: Scene, **found: object) -> Found:
    return scene.found.model_copy(update=found)


def _proposed(scene: Scene, record: Record, id: str) -> Found:
    """The proposal, and the case whose answer it was made of."""
    found = record.proposal(id)
    if found is None:
        return scene.found
    made_of = record.case(found.case) if found.case else None
    return _with(scene, proposals=(found,), other=made_of)


def _alike(scene: Scene, case: Case, record: Record) -> Hits:
    if not scene.is_staff(case):
        return Hits()
    return record.alike(case, readable(scene).model_copy(update={"answered": True}), NEAREST)


def _hits(scene: Scene, command: c.Search, record: Record) -> Hits:
    """The page that is asked for; nothing where the words say nothing that can be looked for."""
    wanted = read_wanted(scene, command)
    if isinstance(wanted, str) or wanted.is_empty or not scene.reads_for:
        return Hits()
    return record.found(wanted, command.page * PAGE, PAGE)
