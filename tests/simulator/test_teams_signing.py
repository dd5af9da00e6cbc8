"""Microsoft's own adapter accepts what the simulator signs, and refuses what it forges."""

# mypy: disable-error-code="import-untyped,misc"

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import ChannelValidation

from simulator import Simulator
from simulator.teams.signing import fresh_key
from tests.simulator.test_teams_connector import Known


class EchoBot:
    """A stock bot in a thread of its own, because it fetches keys with blocking calls."""

    def __init__(self, sim: Simulator) -> None:
        known = Known(sim.teams.tokens.issue())
        known.microsoft_app_id = sim.teams.app_id
        settings = BotFrameworkAdapterSettings(sim.teams.app_id, "x", app_credentials=known)
        self.adapter = BotFrameworkAdapter(settings)
        self.url = ""
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)

    async def start(self) -> None:
        self._thread.start()
        await asyncio.to_thread(self._ready.wait)

    async def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        self._loop.run_until_complete(self._listen())
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _listen(self) -> None:
        app = web.Application()
        app.router.add_post("/api/messages", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._ready.set()

    async def _receive(self, request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("Authorization", "")
        try:
            await self.adapter.process_activity(activity, header, self._turn)
        except Exception:
            return web.Response(status=401)
        return web.Response()

    async def _turn(self, context: TurnContext) -> None:
        if context.activity.type == "message":
            await context.send_activity(f"echo {context.activity.text}")


@pytest.fixture
async def echo(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[EchoBot]:
    monkeypatch.setattr(ChannelValidation, "open_id_metadata_endpoint", sim.teams.openid_url)
    bot = EchoBot(sim)
    await bot.start()
    sim.desk_url = bot.url
    yield bot
    await sim.teams.close()
    await bot.stop()


async def test_a_stock_bot_answers(sim: Simulator, echo: EchoBot) -> None:
    shown = await sim.teams.person("fatima").message("hi")
    assert (shown.status, shown.plain) == (200, "echo hi")
    post = await sim.teams.person("sofie").post("NIO desk", "hello", mention=True)
    desk = sim.teams.channel("NIO desk")
    [reply] = await sim.until(lambda: desk.replies(post))
    assert reply.root_id == post.id
    assert sim.teams.openid.calls == {"openid": 1, "keys": 1}
    await sim.teams.deliveries.idle()


async def test_a_stock_bot_refuses_forgeries(sim: Simulator, echo: EchoBot) -> None:
    teams = sim.teams
    activity = teams.person("fatima").activity("hi")
    forged: list[dict[str, Any]] = [
        {"aud": "another-app"}, {"iss": "https://evil.example"}, {"iss": None}, {"exp": 1},
        {"key": fresh_key()}, {"serviceurl": "https://evil.example/"}, {"alg": "none"},
        {"alg": "HS256"}, {"aud": None}, {"kid": "unknown"},
    ]  # fmt: skip
    assert await teams.raw(activity) == 200
    for claims in forged:
        assert await teams.raw(activity, teams.mint(**claims)) == 401, claims
    assert await teams.raw(activity, "rubbish") == 401
    assert await teams.raw(activity, None) == 401
    assert await teams.raw(activity, None, {"Authorization": f"Basic {teams.mint()}"}) == 401
    teams.signer.key.endorsements = ("webchat",)
    teams.openid.rotate()
    assert await teams.raw(activity) == 401


async def test_keys_are_published_rotated_and_broken(sim: Simulator) -> None:
    openid, teams = sim.teams.openid, sim.teams
    async with aiohttp.ClientSession() as http:
        document = await (await http.get(teams.openid_url)).json()
        old = await (await http.get(document["jwks_uri"])).json()
        assert old["keys"][0]["endorsements"] == ["msteams"]
        public = jwt.PyJWK(old["keys"][0])
        claims = jwt.decode(teams.mint(), public, ["RS256"], audience=teams.app_id)
        assert claims["serviceurl"] == teams.service_url
        openid.rotate(keep_old=True)
        both = await (await http.get(document["jwks_uri"])).json()
        assert both["keys"][0]["kid"] == old["keys"][0]["kid"]
        assert jwt.get_unverified_header(teams.mint())["kid"] == both["keys"][1]["kid"]
        openid.down()
        assert (await http.get(teams.openid_url)).status == 503
        openid.faults.clear()
        openid.garbage = True
        assert "not the keys" in await (await http.get(document["jwks_uri"])).text()
        openid.garbage = False
        openid.hang()
        with pytest.raises(TimeoutError):
            await http.get(teams.openid_url, timeout=aiohttp.ClientTimeout(total=0.05))
