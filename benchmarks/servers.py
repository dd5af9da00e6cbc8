"""What runs beside the desk, each a process of its own: `python -m benchmarks.servers NAME`.

aiohttp-row  the same, after one row of its own is on disk: SQLite, group commit
desk         `python -m bots serve` without Slack's pause of a second between two posts
worker       `python -m bots deliver`, likewise
aiohttp      the least that a server must do: check the signature, answer with fixed bytes
bolt         Bolt as it comes: its own verification, its aiohttp adapter, `await ack(...)`
bolt-inline  the same with `process_before_response`, so without its poll every 10 ms for the ack
simulator    Slack, Teams and a mail server, in a workspace and a tenant of many researchers
teams-aiohttp  the least for Teams: read JSON, answer with fixed bytes; no token is looked at
teams-echo   botbuilder's own adapter, as it comes, with an echo bot

Each says its port on stderr, as the desk does, and ends when its standard input does. The
simulator's input tells it where the desk is.
"""

import asyncio
import itertools
import json
import os
import queue
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.door import signed
from benchmarks import activities, bots
from benchmarks.wire import PEOPLE, SECRET, TEAM, TOKEN, user
from bots.serve import here_to_stay, running
from bots.settings import settings
from simulator import Simulator

Handler = Callable[[web.Request], Awaitable[web.Response]]


def bare_aiohttp(answer: bytes) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        body, given = await request.read(), request.headers
        stamp = given.get("X-Slack-Request-Timestamp", "")
        if not signed(stamp, body, SECRET, given.get("X-Slack-Signature", "")):
            return web.Response(status=401)
        return web.Response(body=answer, content_type="application/json")

    return handle


def bare_bolt(answer: bytes, *, inline: bool) -> Handler:
    client = AsyncWebClient(token=TOKEN, base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(signing_secret=SECRET, client=client, process_before_response=inline)
    words: dict[str, Any] = json.loads(answer)

    async def answered(ack: AsyncAck) -> None:
        await ack(words)

    app.command("/innovation")(answered)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return handle


class Rows:
    """One thread that commits all rows that wait, as durably as the desk does."""

    def __init__(self, file: Path) -> None:
        self._waiting: queue.SimpleQueue[tuple[str, bytes, asyncio.Future[None]]]
        self._waiting = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._write, args=(file,), daemon=True).start()

    async def add(self, key: str, body: bytes) -> None:
        done: asyncio.Future[None] = self._loop.create_future()
        self._waiting.put((key, body, done))
        await done

    def _write(self, file: Path) -> None:
        db = sqlite3.connect(file, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE turn (key TEXT PRIMARY KEY, body BLOB NOT NULL)")
        while True:
            rows = [self._waiting.get()]
            while not self._waiting.empty():
                rows.append(self._waiting.get())
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO turn VALUES (?, ?)", [row[:2] for row in rows])
            db.execute("COMMIT")
            self._loop.call_soon_threadsafe(_done, [row[2] for row in rows])


def _done(futures: list["asyncio.Future[None]"]) -> None:
    for future in futures:
        future.set_result(None)


def bare_row(answer: bytes, rows: Rows) -> Handler:
    numbers = itertools.count()

    async def handle(request: web.Request) -> web.Response:
        body, given = await request.read(), request.headers
        stamp = given.get("X-Slack-Request-Timestamp", "")
        if not signed(stamp, body, SECRET, given.get("X-Slack-Signature", "")):
            return web.Response(status=401)
        await rows.add(f"{stamp}:{next(numbers)}", body)
        return web.Response(body=answer, content_type="application/json")

    return handle


async def unpaced(told: asyncio.StreamReader, *, doors: bool) -> None:
    async with running(settings(), doors=doors, post_every=timedelta(0)) as desk:
        here_to_stay()
        announce(port=desk.port)
        await told.read()


async def serve(handle: Handler, told: asyncio.StreamReader, path: str = "/slack/events") -> None:
    app = web.Application()
    app.router.add_post(path, handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    announce(port=runner.addresses[0][1])
    await told.read()
    await runner.cleanup()


async def simulate(told: asyncio.StreamReader) -> None:
    async with Simulator(SECRET, bot_token=TOKEN) as sim:
        sim.slack.rates.off()
        for number in range(PEOPLE):
            sim.slack.add_person(user(number), f"Researcher {number}", TEAM)
        announce(port=sim.port, api=sim.api_url, smtp=sim.smtp_url, teams=_teams(sim))
        async for line in told:
            sim.desk_url = line.decode().strip()


def _teams(sim: Simulator) -> dict[str, object]:
    """What a desk is told of Teams, a token that lasts, and what people say there."""
    sim.teams.rates.off()
    tenant = sim.teams.tenants[0]
    said = []
    for number in range(activities.PEOPLE):
        name = f"Researcher {number}"
        person = sim.teams.add_person(f"bench{number}", name, tenant, "en-GB", installed=True)
        said.append(person.activity("services"))
    return {
        "TEAMS_APP_ID": sim.teams.app_id,
        "TEAMS_APP_PASSWORD": sim.teams.app_password,
        "TEAMS_APP_TENANT_ID": sim.teams.app_tenant,
        "TEAMS_ALLOWED_TENANTS": ",".join(sim.teams.tenants),
        "TEAMS_OPENID_METADATA_URL": sim.teams.openid_url,
        "TEAMS_TOKEN_URL": sim.teams.token_url,
        "token": sim.teams.mint(),
        "access": sim.teams.tokens.issue(),
        "activities": said,
    }


def announce(**facts: object) -> None:
    print(json.dumps(facts), file=sys.stderr, flush=True)


async def main(name: str) -> None:
    told = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(told), sys.stdin
    )
    match name:
        case "simulator":
            await simulate(told)
        case "aiohttp":
            await serve(bare_aiohttp(answer()), told)
        case "aiohttp-row":
            file = Path(os.environ["BENCHMARK_ANSWER"]).with_suffix(".db")
            await serve(bare_row(answer(), Rows(file)), told)
        case "desk" | "worker":
            await unpaced(told, doors=name == "desk")
        case "bolt" | "bolt-inline":
            await serve(bare_bolt(answer(), inline=name == "bolt-inline"), told)
        case "teams-aiohttp":
            await serve(bots.bare_aiohttp(answer()), told, "/api/messages")
        case "teams-echo":
            given = os.environ
            app, metadata = given["TEAMS_APP_ID"], given["TEAMS_OPENID_METADATA_URL"]
            await serve(bots.echo(app, metadata, given["TEAMS_ACCESS"]), told, "/api/messages")
        case _:
            sys.exit(f"no such server: {name}")


def answer() -> bytes:
    """What the desk answers; the others send the same."""
    return Path(os.environ["BENCHMARK_ANSWER"]).read_bytes()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) == 2 else ""))
