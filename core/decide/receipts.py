"""The reply to a form whose outcome also arrives as a message in the person's own conversation."""

from core.decide.scene import Scene
from core.values.message import Message
from core.values.turn import Hears


def at_once(scene: Scene, full: Message, brief: str) -> Message | None:
    """All of it where that message stands elsewhere; where both stand in one conversation a line in
    place of the form, or nothing where the form cannot be replaced."""
    if not scene.turn.direct:
        return full
    if scene.turn.hears is Hears.AS_MESSAGE:
        return None
    return Message(title=full.title, text=brief) if scene.turn.replaces else full
