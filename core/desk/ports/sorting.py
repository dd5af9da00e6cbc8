"""What the desk needs to know what a question is about."""

from typing import Protocol

from core.values.routing import Routing
from core.values.triage import Triage


class Sorter(Protocol):
    """Tells what a question is about. The queue is the one that `routing` gives: what humans set
    there always beats what the sorter thinks. `workspace` is `platform:tenant`."""

    def __call__(
        self, question: str, locale: str, routing: Routing, workspace: str = ""
    ) -> Triage: ...
