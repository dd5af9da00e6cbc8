"""Sentences to the person who acted, and to nobody else."""

from core.decide.scene import Scene
from core.values.case import Case
from core.values.decision import Decision
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Message


def told(scene: Scene, key: str, **values: object) -> Decision:
    """A sentence to the person who acted; nothing else happens."""
    return Decision(
        reply=Message(
            title=scene.voice.say(f"{key}_title", **values), text=scene.voice.tell(key, **values)
        ),
        refused=key if key.startswith("refused.") else "",
    )


def whispered(scene: Scene, case: Case, message: Message) -> Delivery:
    """Seen by the person who acted, where they acted, and by nobody else."""
    return Delivery(
        key=scene.new_id(),
        to=scene.turn.where,
        message=message,
        kind=DeliveryKind.WHISPER,
        whisper_to=scene.person.user,
        case=case.id,
        internal=True,
        due_at=scene.now,
    )
