"""What a person is told in a message: the reply becomes a delivery, and is known as one to them."""

from collections.abc import Callable
from datetime import datetime

from core.decide.trouble import elsewhere
from core.desk.needs import PERSONAL
from core.values.decision import Decision, Found
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import ConversationReference
from core.values.routing import Routing
from core.values.turn import Turn


def shown_of(found: Found, decision: Decision) -> Decision:
    """With all cases whose words the reply may hold, so that they can be erased from it."""
    if decision.reply is None:
        return decision
    mine = (*found.mine, *found.holdings.cases)
    cases = (found.case, found.other, *found.linked, *mine, *decision.others)
    named = (proposal.case for proposal in found.proposals if proposal.case)
    ids = dict.fromkeys((*decision.mentions, *named, *(case.id for case in cases if case)))
    if decision.case:
        ids.pop(decision.case.id, None)
    return decision.model_copy(update={"mentions": tuple(ids)})


def with_reply_delivered(
    turn: Turn,
    decision: Decision,
    routing: Routing,
    pack: Pack,
    now: datetime,
    new_id: Callable[[], str],
) -> Decision:
    """What is the person's own is never said before others; what staff are told where they talk
    goes only where they are among themselves, and is the office's own."""
    assert decision.reply is not None
    among_staff = bool(routing.staffed_at(turn.where))
    case = decision.case.id if decision.case else None

    def answer(to: ConversationReference, message: Message, mentions: tuple[str, ...]) -> Delivery:
        return Delivery(
            key=new_id(),
            to=to,
            message=message,
            case=case,
            mentions=mentions,
            internal=among_staff,
            person="" if among_staff else turn.person.key,
            due_at=now,
        )

    if turn.direct or among_staff or not isinstance(turn.command, PERSONAL):
        answers = [answer(turn.where, decision.reply, decision.mentions)]
    else:
        word = elsewhere(pack, turn.language or turn.person.locale)
        answers = [
            answer(turn.person.direct, decision.reply, decision.mentions),
            answer(turn.where, word, ()),
        ]
    return decision.model_copy(update={"effects": (*answers, *decision.effects)})
