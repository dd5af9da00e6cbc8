"""Which queue a topic leads to, by the routing in force: what humans set there goes first."""

from collections.abc import Set
from dataclasses import dataclass

from core.values.routing import Asked, Routing, When


@dataclass(frozen=True, slots=True)
class Queues:
    """The routing as it looks for one question, whose topic is not known yet. `without` are the
    topics that the pack gives to nobody, unless a rule of the routing names them."""

    routing: Routing
    asked: Asked
    without: Set[str]

    def of(self, topic: str, route_as: str | None = None) -> tuple[str | None, str]:
        """The queue and the rule that chose it. A rule with a condition beats the pack's wish to
        route the question as another topic, or to nobody."""
        route = self.routing.route(self.asked.model_copy(update={"topic": topic}))
        if self.routing.rules[route.rule - 1].when == When():
            if route_as:
                return self.of(route_as)
            if topic in self.without:
                return None, f"topic {topic} has no queue"
        return route.queue, f"routing rule {route.rule} for topic {topic}"
