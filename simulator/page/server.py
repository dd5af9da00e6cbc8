"""Serves the page: its files, what each side shows, live updates, and what people do there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from simulator.page import acts, backstage, panes, shell, teams_acts, teams_panes
from simulator.page.presets import presets
from simulator.payload import Json
from simulator.slack.person import Person
from simulator.teams.person import Person as TeamsPerson

if TYPE_CHECKING:
    from simulator.simulator import Simulator

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
STATIC = Path(__file__).parent / "static"
PLATFORMS = ("/slack/", "/teams/", "/entra/")
SETTLE = 0.05
HEARTBEAT = 15.0
LOOPBACK = ("127.0.0.1", "localhost")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self' http://127.0.0.1:*; img-src 'self' data: https: http://127.0.0.1:*; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nobody but a page on this machine may look or act: no other host name, no cross-site form."""
    if request.path.startswith(PLATFORMS):
        return await handler(request)
    if request.host.rsplit(":", 1)[0] not in LOOPBACK:
        raise web.HTTPForbidden(text="only on loopback")
    if request.method == "POST" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="JSON only")
    return await handler(request)


async def with_headers(request: web.Request, response: web.StreamResponse) -> None:
    """On every response of the page, before it leaves."""
    if request.path.startswith(PLATFORMS):
        return
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"


class Page:
    """The HTTP handlers of the page."""

    def __init__(self, sim: Simulator) -> None:
        self._sim = sim
        self._presets = presets(sim.slack, sim.teams, sim.mail)

    def add_routes(self, app: web.Application) -> None:
        app.middlewares.append(guarded)
        app.on_response_prepare.append(with_headers)
        app.router.add_get("/", self.shell)
        app.router.add_static("/static/", STATIC)
        app.router.add_get("/events", self.events)
        app.router.add_get("/sim/side", self.side)
        app.router.add_get("/sim/tab-token", self.tab_token)
        app.router.add_get("/sim/backstage/{what}", self.backstage)
        app.router.add_get("/sim/mail/{number:\\d+}", self.mail)
        app.router.add_post("/sim/mail/{number:\\d+}/reply", self.mail_reply)
        app.router.add_post("/sim/fault", self.fault)
        app.router.add_post("/sim/act/{name}", self.act)

    async def shell(self, request: web.Request) -> web.Response:
        text = shell.page(self._sim.slack, self._sim.teams, self._sim.command)
        return web.Response(text=text, content_type="text/html")

    async def side(self, request: web.Request) -> web.Response:
        """What one side shows, as JSON with ready HTML."""
        try:
            shown = self._shown(request.query)
        except LookupError as problem:
            raise web.HTTPNotFound(text=str(problem)) from None
        return web.json_response(shown)

    async def tab_token(self, request: web.Request) -> web.Response:
        """What Teams gives a page that asks who is there; nothing without the admin's consent."""
        sign_in = self._sim.teams.sign_in
        if not sign_in.consented:
            raise web.HTTPNotFound(text="the app's sign-in is not set up")
        person = self._teams_person(request.query.get("person", ""))
        return web.json_response({"token": sign_in.token(person.user)})

    async def backstage(self, request: web.Request) -> web.Response:
        match request.match_info["what"]:
            case "mail":
                items = backstage.mails(self._sim.mail)
            case "wire":
                problems_only = "problems" in request.query
                items = backstage.calls(self._sim, self._sim.wire, problems_only=problems_only)
            case "faults":
                items = backstage.faults(self._presets)
            case _:
                raise web.HTTPNotFound
        return web.json_response({"items": items})

    async def mail(self, request: web.Request) -> web.Response:
        """The HTML part of a mail, for a frame that may do nothing."""
        received, number = self._sim.mail.received, int(request.match_info["number"])
        if number >= len(received):
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": MAIL_POLICY}
        return web.Response(text=received[number].html, content_type="text/html", headers=headers)

    async def mail_reply(self, request: web.Request) -> web.Response:
        """Who got that mail answers it."""
        received, number = self._sim.mail.received, int(request.match_info["number"])
        if number >= len(received):
            raise web.HTTPNotFound
        await self._sim.inbox.reply(received[number], str((await request.json()).get("text", "")))
        return web.json_response({})

    async def fault(self, request: web.Request) -> web.Response:
        wanted = (await request.json()).get("fault")
        for preset in self._presets:
            if wanted in (preset.id, "none") and (wanted != "none" or preset.is_on()):
                await (preset.turn_off() if preset.is_on() else preset.turn_on())
        self._sim.changes.notify()
        return web.json_response({})

    async def act(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        given = await request.json()
        person_id = str(given.get("person"))
        known = teams_acts.ACTS if _is_teams(person_id) else acts.ACTS
        if name not in known:
            raise web.HTTPNotFound
        try:
            return web.json_response(await self._perform(name, person_id, given))
        except LookupError as problem:
            raise web.HTTPNotFound(text=str(problem)) from None

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one line per change, several quick ones as one."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        changes, seen = self._sim.changes, -1
        with suppress(ConnectionError):
            while True:
                try:
                    await changes.after(seen, within=HEARTBEAT)
                    await asyncio.sleep(SETTLE)
                    seen = changes.count
                    await stream.write(f"data: {seen}\n\n".encode())
                except TimeoutError:
                    await stream.write(b": still here\n\n")
        return stream

    def _shown(self, query: Mapping[str, str]) -> Json:
        person_id = query.get("person", "")
        place, thread = query.get("place", panes.DM), query.get("thread", "")
        if _is_teams(person_id):
            person = self._teams_person(person_id)
            return teams_panes.shown(teams_panes.Gaze(person, place, thread))
        return panes.shown(panes.Gaze(self._person(person_id), place, thread))

    async def _perform(self, name: str, person_id: str, given: Json) -> Json:
        if _is_teams(person_id):
            act = teams_acts.Act(self._teams_person(person_id), given)
            return await teams_acts.perform(name, act)
        act_of_slack = acts.Act(self._sim.slack, self._person(person_id), given)
        return await acts.perform(name, act_of_slack)

    def _person(self, user_id: str) -> Person:
        team, _, user = user_id.rpartition("/")
        return self._sim.slack.person(user, team)

    def _teams_person(self, person_id: str) -> TeamsPerson:
        return self._sim.teams.person(person_id.removeprefix(teams_panes.PREFIX))


def _is_teams(person_id: str) -> bool:
    return person_id.startswith(teams_panes.PREFIX)
