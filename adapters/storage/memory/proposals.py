"""Articles that staff propose for the pack."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from adapters.storage.schema import PROPOSAL
from core.desk.ports import Repeated
from core.values.proposal import Proposal, PutProposal, Standing

_MOST = 200


def one(db: Connection, id: str) -> Proposal | None:
    body = db.execute(select(PROPOSAL.c.body).where(PROPOSAL.c.id == id)).scalar()
    return Proposal.model_validate_json(body) if body else None


def newest(db: Connection, standing: str = "") -> tuple[Proposal, ...]:
    """The newest first, at most 200; of one standing, if it is named."""
    rows = select(PROPOSAL.c.body).order_by(PROPOSAL.c.at.desc()).limit(_MOST)
    if standing:
        rows = rows.where(PROPOSAL.c.standing == standing)
    return tuple(Proposal.model_validate_json(body) for body in db.execute(rows).scalars())


def keep(db: Connection, effects: Iterable[object]) -> None:
    """Raises Repeated when somebody else was faster."""
    for effect in effects:
        if isinstance(effect, PutProposal):
            _put(db, effect.proposal)


def _put(db: Connection, proposal: Proposal) -> None:
    values = {
        "version": proposal.version,
        "standing": proposal.standing,
        "case_id": proposal.case,
        "at": proposal.at.timestamp(),
        "body": proposal.model_dump_json(),
    }
    if proposal.version == 1:
        db.execute(insert(PROPOSAL).values(id=proposal.id, **values))
        return
    before = (PROPOSAL.c.id == proposal.id) & (PROPOSAL.c.version == proposal.version - 1)
    if db.execute(update(PROPOSAL).where(before).values(**values)).rowcount != 1:
        raise Repeated(f"proposal {proposal.id} is no longer at version {proposal.version - 1}")


def forget(db: Connection, case: str) -> None:
    """What two people found fit for everybody stays, without the case; all else goes."""
    of = PROPOSAL.c.case_id == case
    db.execute(delete(PROPOSAL).where(of, PROPOSAL.c.standing != Standing.APPROVED))
    bodies: Sequence[str] = db.execute(select(PROPOSAL.c.body).where(of)).scalars().all()
    for body in bodies:
        bare = Proposal.model_validate_json(body).model_copy(update={"case": ""})
        values = {"case_id": "", "body": bare.model_dump_json()}
        db.execute(update(PROPOSAL).where(PROPOSAL.c.id == bare.id).values(**values))
