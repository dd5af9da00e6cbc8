"""Keeps what people send to the bot in private, and opens it to who has its address, for a while.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from simulator import fault_effects
from simulator.clock import Clock
from simulator.fault_effects import Struck
from simulator.faults import Faults
from simulator.media_types import media_type
from simulator.teams import refusals
from simulator.wire import Wire

PATH = "/teams/onedrive"
OPEN_FOR = 3600.0  # seconds; Microsoft says only that it is short
Files = Mapping[str, int | bytes]
"""What a person attaches: by name the bytes, or a number of them where nobody looks inside."""


@dataclass
class Kept:
    name: str
    content: bytes
    until: float


@dataclass
class OneDrive:
    """`address` is where this simulator can be reached."""

    clock: Clock
    address: str = ""
    kept: dict[str, Kept] = field(default_factory=dict)

    def keep(self, name: str, given: int | bytes) -> str:
        """The address that opens the file without a token."""
        content = given if isinstance(given, bytes) else b"x" * given
        ticket = secrets.token_urlsafe(24)
        self.kept[ticket] = Kept(name, content, self.clock.now() + OPEN_FOR)
        return f"{self.address}{PATH}/download.aspx?tempauth={ticket}"


class Downloads:
    """The HTTP handler of the addresses."""

    def __init__(self, drive: OneDrive, faults: Faults, wire: Wire) -> None:
        self._drive = drive
        self._faults = faults
        self._wire = wire

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(f"{PATH}/download.aspx", self.download)

    async def download(self, request: web.Request) -> web.StreamResponse:
        call = self._wire.begin("teams", "from desk", "download")
        kept = self._drive.kept.get(request.query.get("tempauth", ""))

        def effect() -> web.Response:
            if "Authorization" in request.headers:
                return web.Response(status=400, text="a token was sent to a file's address")
            if kept is None or self._drive.clock.now() > kept.until:
                return web.Response(status=401, text="the address is no longer good")
            return web.Response(body=kept.content, content_type=media_type(kept.name))

        fault = self._faults.take("download")
        response: web.StreamResponse = effect()
        if fault is not None:
            struck = Struck(fault, request, effect, refusals.planted)
            response = await fault_effects.play(struck)
        self._wire.finish(call, response.status)
        return response
