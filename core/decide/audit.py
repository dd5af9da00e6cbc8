"""What a turn leaves in the audit trail, derived from what it led to; rules need not think of it.

A rule adds lines of its own only for what cannot be seen from outside: that it showed or exported
more cases than the one that the command names.
"""

from collections.abc import Iterator

from core.decide.scene import Scene
from core.decide.seals import seal
from core.values.audit import REQUESTER, Act, Audit
from core.values.case import Case, Entry, EntryKind
from core.values.decision import Decision
from core.values.ids import read_case_id
from core.values.installation import Verdict
from core.values.office import Draft, PutOffice, PutRouting
from core.values.place import DESK
from core.values.proposal import PutProposal


def with_salts(scene: Scene, decision: Decision) -> Decision:
    """Every new entry gets a salt, so that its hash in the trail can be made to say nothing."""
    changed = {
        "case": _salted(scene, decision.case) if decision.case else None,
        "others": tuple(_salted(scene, case) for case in decision.others),
    }
    return decision.model_copy(update=changed)


def _salted(scene: Scene, case: Case) -> Case:
    known = scene.entries_before(case)
    fresh = (e.model_copy(update={"salt": scene.new_id()}) for e in case.entries[known:])
    return case.model_copy(update={"entries": (*case.entries[:known], *fresh)})


def audited(scene: Scene, decision: Decision) -> tuple[Audit, ...]:
    """Refused, changed, sent, or only seen; what a requester sees of the own case is no event."""
    before, after = scene.found.case, decision.case
    if decision.refused:
        named = "" if before else read_case_id(str(getattr(scene.turn.command, "case", "")))
        return (_line(scene, Act.REFUSED, decision.refused, before, detail=named or ""),)
    settings = tuple(_settings(scene, decision))
    if settings:
        return settings
    if after:
        changed = (after, *decision.others)
        return tuple(line for case in changed for line in _entered(scene, case))
    if before and decision.reply and scene.person != DESK and not scene.is_requester(before):
        return (_line(scene, Act.SAW, scene.turn.command.do, before),)
    return ()


def _settings(scene: Scene, decision: Decision) -> Iterator[Audit]:
    """What an admin changed; `detail` is the number of the version that came of it."""
    for effect in decision.effects:
        match effect:
            case PutRouting(base=base) | PutOffice(base=base):
                yield _line(scene, Act.CHANGED, scene.turn.command.do, None, str(base + 1))
            case Verdict(id=id, standing=standing):
                yield _line(scene, Act.CHANGED, f"workspace {standing}", None, id)
            case PutProposal(proposal=made):
                detail = f"{made.id} {made.standing}"
                yield _line(scene, Act.CHANGED, scene.turn.command.do, None, detail)
            case Draft(base=base):
                yield _line(scene, Act.CHANGED, scene.turn.command.do, None, f"draft on {base}")


def _entered(scene: Scene, case: Case) -> Iterator[Audit]:
    for entry in case.entries[scene.entries_before(case) :]:
        act = Act.SENT if entry.kind is EntryKind.SENT else Act.CHANGED
        line = _line(scene, act, entry.kind, case)
        yield line.model_copy(update={"entry": entry.number, "content": content(case, entry)})


def _line(scene: Scene, act: Act, what: str, case: Case | None, detail: str = "") -> Audit:
    return Audit(
        at=scene.now,
        by=REQUESTER if _is_theirs(scene, case) else scene.person.key,
        act=act,
        what=what,
        where=_place(scene, case),
        case=case.id if case else None,
        queue=case.queue if case else "",
        detail=detail,
    )


def _is_theirs(scene: Scene, case: Case | None) -> bool:
    return case is not None and (scene.is_requester(case) or scene.writes_as_requester(case))


def _place(scene: Scene, case: Case | None) -> str:
    """The requester's own conversation would name the requester."""
    here = scene.turn.where.root
    theirs = case and (
        here in (case.origin.root, case.requester.direct)
        or here.conversation in scene.mailboxes_of_requester(case)
        or _is_theirs(scene, case)
    )
    return "direct" if theirs or here == scene.person.direct else here.lane


def content(case: Case, entry: Entry) -> str:
    """The salted hash of what the entry holds; the first entry holds the question."""
    text = case.question if entry.kind is EntryKind.ASKED else entry.text
    return seal(entry.salt, text)
