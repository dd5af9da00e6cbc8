"""Workspaces that come and go: staff are told of each, once."""

from datetime import datetime

from core.desk.take import Desk
from core.values.command import ReportWorkspace
from core.values.installation import Installation, Standing
from core.values.place import DESK, ConversationReference, Platform
from core.values.turn import Turn


class Arrivals:
    """What it says is a turn of the desk's own: told twice, it is said once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def came(self, it: Installation) -> None:
        """A workspace that waits to be let in. Raises NotRecorded."""
        if it.standing is Standing.PENDING:
            asks = ReportWorkspace(place=it.id, name=it.name, change="asks")
            await self._desk.take(_turn(asks, f"{it.since.timestamp():.0f}"))

    async def left(self, id: str, name: str, since: datetime) -> None:
        """`since` tells one stay from another: when it came, or else when it left."""
        gone = ReportWorkspace(place=id, name=name, change="left")
        await self._desk.take(_turn(gone, f"{since.timestamp():.0f}"))

    async def stuck(self, it: Installation) -> None:
        """Slack renews its tokens no more. Told once for each stay."""
        stays = ReportWorkspace(place=it.id, name=it.name, change="stuck")
        await self._desk.take(_turn(stays, f"{it.since.timestamp():.0f}"))


def _turn(command: ReportWorkspace, stay: str) -> Turn:
    tenant = command.place.partition(":")[2]
    where = ConversationReference(platform=Platform.SLACK, tenant=tenant, conversation="workspace")
    return Turn(
        key=f"workspace:{command.change}:{command.place}:{stay}",
        likeness=f"workspace:{command.change}:{tenant}"[:64],
        person=DESK,
        where=where,
        command=command,
    )
