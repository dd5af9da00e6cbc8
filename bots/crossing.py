"""Puts together what brings files to the other side, and says what can be done with them now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bots.database import Database
from bots.settings import Settings
from bots.sides import Sides
from core.desk.carry import Carrier, Source, Target
from core.values.file import Reach
from core.values.place import Platform


@dataclass(frozen=True, slots=True)
class Crossings:
    """`now` gives the time in UTC."""

    given: Settings
    sides: Sides
    now: Callable[[], datetime]

    def reach(self) -> Reach:
        slack = self.sides.slack
        return Reach(
            largest=self.given.desk_files_largest * 1_000_000,
            pages=self.given.desk_public_url is not None,
            closed=slack.rights.lacking if slack else frozenset(),
        )

    @property
    def sources(self) -> dict[Platform, Source]:
        found: dict[Platform, Source] = {}
        if self.sides.slack:
            found[Platform.SLACK] = self.sides.slack.channel
        if self.sides.teams:
            found[Platform.TEAMS] = self.sides.teams.files
        return found

    @property
    def targets(self) -> dict[Platform, Target]:
        return {Platform.SLACK: self.sides.slack.channel} if self.sides.slack else {}

    def carrier(self, store: Database) -> Carrier:
        return Carrier(
            store, self.sources, self.targets, reach=self.reach, now=self.now, closed=self._closed
        )

    def _closed(self, workspace: str) -> None:
        if self.sides.slack and workspace.startswith("slack:"):
            self.sides.slack.rights.lacks(workspace)
