"""Signs what the playground sends, as Microsoft's connector would; it cannot sign by itself.

It also lets two people take part: the playground has everything done by one, so what is done in
the channel is said to be done by a colleague.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.outside.playground import Json


@dataclass
class SigningProxy:
    """`sign` gives a token for a service; `desk` is where the desk listens. `seen` is what was
    sent on, with the desk's status; `asked` is set by the first of it."""

    session: aiohttp.ClientSession
    sign: Callable[[str], str]
    desk: str = ""
    colleague: Json = field(default_factory=dict)
    address: str = ""
    seen: list[tuple[str, int]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["conversation"].get("conversationType") == "channel":
            body["from"] = body["from"] | self.colleague
        token = self.sign(body["serviceUrl"])
        async with self.session.post(
            f"{self.desk}/api/messages", json=body, headers={"Authorization": f"Bearer {token}"}
        ) as answer:
            self.seen.append((f"{body['type']} {body.get('name', '')}".strip(), answer.status))
            self.asked.set()
            return web.Response(
                body=await answer.read(), status=answer.status, content_type="application/json"
            )


@asynccontextmanager
async def signing_proxy(sign: Callable[[str], str]) -> AsyncIterator[SigningProxy]:
    """On a port of loopback that the kernel chooses."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:
        made = SigningProxy(session, sign)
        app = web.Application()
        app.router.add_post("/api/messages", made.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield made
        finally:
            await runner.cleanup()
