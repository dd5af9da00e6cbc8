"""What happened, as the people outside saw it: the only thing that the checker believes in."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "asked",
    "acknowledged",
    "not recorded",
    "perhaps recorded",
    "broken",
    "refused",
    "broke off",
    "answered",
]


@dataclass(frozen=True)
class Event:
    """`mark` is a word that occurs in one question (or answer) only; `key` the turn's key."""

    kind: Kind
    mark: str
    key: str = ""
    case: str = ""
    status: int | None = None
    seconds: float = 0.0


@dataclass
class History:
    """`seed` is printed with every complaint, so that a run can be repeated."""

    seed: int
    events: list[Event] = field(default_factory=list)
    when_acknowledged: Callable[[], None] | None = None

    def note(self, event: Event) -> Event:
        self.events.append(event)
        if event.kind == "acknowledged" and self.when_acknowledged:
            self.when_acknowledged()
        return event

    def of(self, kind: Kind) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    def acknowledged(self) -> dict[str, Event]:
        """The last acknowledgement of each question, by its mark."""
        return {event.mark: event for event in self.of("acknowledged")}

    def statuses(self) -> Iterator[int]:
        return (event.status for event in self.events if event.status is not None)

    def slowest(self, share: float) -> float:
        """The time in seconds that this share of the answers did not exceed."""
        times = sorted(event.seconds for event in self.events if event.status is not None)
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0

    def summary(self) -> str:
        counted = Counter(event.kind for event in self.events)
        return ", ".join(f"{count} {kind}" for kind, count in sorted(counted.items()))
