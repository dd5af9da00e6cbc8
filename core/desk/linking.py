"""Makes whole addresses of the links to files, before they are kept: a link carries the key of its
delivery, sealed."""

from collections.abc import Callable
from dataclasses import dataclass

from core.values.decision import Decision, Effect
from core.values.delivery import Delivery
from core.values.file import FILE, Reach
from core.values.message import Button

Seal = Callable[[str], str]


def no_seal(key: str) -> str:
    """Where nothing can be fetched."""
    return key


@dataclass(frozen=True, slots=True)
class FileWays:
    """`reach` says what can be done with files now; `seal` makes a ticket of a delivery's key."""

    reach: Callable[[], Reach] = Reach
    seal: Seal = no_seal

    def addressed(self, decision: Decision, public: str | None) -> Decision:
        if not any(_is_link(effect) for effect in decision.effects):
            return decision
        effects = tuple(_linked(effect, public, self.seal) for effect in decision.effects)
        return decision.model_copy(update={"effects": effects})


def _is_link(effect: Effect) -> bool:
    return isinstance(effect, Delivery) and bool(effect.crossing and effect.crossing.link)


def _linked(effect: Effect, public: str | None, seal: Seal) -> Effect:
    if not _is_link(effect):
        return effect
    assert isinstance(effect, Delivery)
    buttons = tuple(_addressed(button, effect.key, seal) for button in effect.message.buttons)
    message = effect.message.model_copy(update={"buttons": buttons}).addressed(public)
    return effect.model_copy(update={"message": message})


def _addressed(button: Button, key: str, seal: Seal) -> Button:
    if not (button.url or "").startswith(f"{FILE}/{key}."):
        return button
    ending = str(button.url).rpartition(".")[2]
    return button.model_copy(update={"url": f"{FILE}/{seal(key)}.{ending}"})
