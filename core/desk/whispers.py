"""Where a word to one person can only be shown to all who read along, it goes away once used."""

from collections.abc import Callable
from datetime import datetime

from core.values.command import SendDraft, ShowCase
from core.values.decision import Decision
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.message import Message
from core.values.turn import Turn

_GO_ON = (SendDraft, ShowCase)


def put_away(
    turn: Turn,
    decision: Decision,
    whispered_at: Callable[[Landed], bool],
    now: datetime,
    new_id: Callable[[], str],
) -> Decision:
    """The decision with which the whisper that was clicked is taken back too. What the payload
    names counts only where the record says that it is a whisper of ours."""
    if not turn.clicked or decision.refused or goes_on(decision.reply):
        return decision
    at = Landed(at=turn.where.root.under(turn.clicked))
    if not whispered_at(at):
        return decision
    gone = Delivery(
        key=new_id(),
        to=turn.where.root,
        kind=DeliveryKind.DELETE,
        internal=True,
        at=at.text,
        due_at=now,
    )
    return decision.model_copy(update={"effects": (*decision.effects, gone)})


def goes_on(reply: Message | None) -> bool:
    """A form is to be filled in, a draft still to be sent or kept (preview, guard), or something to
    be read or fetched that leads back to the case: the card stays until that is done."""
    if reply is None:
        return False
    return bool(reply.form) or any(isinstance(b.command, _GO_ON) for b in reply.buttons)
