"""Which workspaces do not let the app read and put files: told by Slack with each installation, or
learnt when a file was refused. What is known is believed for an hour, then tried again."""

from collections.abc import Callable
from datetime import datetime, timedelta

NEEDED = frozenset({"files:read", "files:write"})
BELIEVED = timedelta(hours=1)


class Rights:
    """`now` gives the time in UTC."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lacking: dict[str, datetime] = {}

    def granted(self, workspace: str, scopes: str) -> None:
        """The scopes that Slack named for that workspace (`slack:T0UNI`), with commas between;
        nothing is learnt where it named none."""
        held = {scope.strip() for scope in scopes.split(",") if scope.strip()}
        if held and not held >= NEEDED:
            self.lacks(workspace)
        elif held:
            self._lacking.pop(workspace, None)

    def lacks(self, workspace: str) -> None:
        self._lacking[workspace] = self._now() + BELIEVED

    @property
    def lacking(self) -> frozenset[str]:
        if not self._lacking:
            return frozenset()
        now = self._now()
        self._lacking = {name: until for name, until in self._lacking.items() if until > now}
        return frozenset(self._lacking)
