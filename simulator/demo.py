"""`make run`: the simulator and a desk beside it, on loopback, without keys or accounts.

The desk is a program like any other: started by its command line, told by its environment.
"""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import sys
from pathlib import Path

import aiohttp

from simulator.__main__ import teams_settings
from simulator.simulator import Simulator

ROUTING = Path(__file__).with_name("routing.yaml")
CTR_ON_SLACK = "slack:T0UNI:C0CTR"
KEPT = Path("var")  # where the demonstration keeps what it needs again
DESK_PORT, PAGE_PORT, SMTP_PORT = 8080, 8090, 2525
PATIENCE = 30.0  # seconds that the desk may take to become ready


def main() -> int:
    try:
        return asyncio.run(demonstrate())
    except OSError as problem:
        print(f"cannot listen: {problem}", file=sys.stderr)  # noqa: T201
        return 2


async def demonstrate() -> int:
    """Until SIGINT or SIGTERM, or until the desk ends by itself."""
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    secret = os.urandom(16).hex()
    port = free(int(os.environ.get("PORT", DESK_PORT)))
    page = free(int(os.environ.get("SIMULATOR_PORT", PAGE_PORT)))
    async with Simulator(secret, page, free(SMTP_PORT), f"http://127.0.0.1:{port}") as sim:
        sim.slack.workspace.app.shortcuts["ask"] = "Ask Innovation Office"
        surroundings = desk_surroundings(sim, secret, port)
        desk = await start("serve", surroundings)
        try:
            if not await ready(port, desk):
                return desk.returncode or 1
            sim.teams.add_bot("Innovation Office")
            sim.teams.install("nina")
            print(f"\n  Open {sim.page_url}\n  Ctrl-C ends both.\n", flush=True)  # noqa: T201
            ended = asyncio.create_task(desk.wait())
            waiting = asyncio.create_task(stopped.wait())
            await asyncio.wait({ended, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await stop(desk)
    return 0 if stopped.is_set() else desk.returncode or 1


def desk_surroundings(sim: Simulator, secret: str, port: int) -> dict[str, str]:
    return os.environ | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DESK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SLACK_API_URL": sim.api_url,
        "SLACK_BOT_TOKEN": sim.slack.bot_token,
        "SLACK_SIGNING_SECRET": secret,
        "SMTP_URL": sim.smtp_url,
        "MAIL_FROM": "desk@innovation-desk.example",
        "IMAP_URL": sim.inbox.url,
        "DESK_FIRST_ROUTING": str(routing(sim)),
        **secret_key(),
        "DESK_ADMINS": ",".join(admins(sim)),
        "TEAMS_APP_PASSWORD": sim.teams.app_password,
        **teams_settings(sim),
    }


def secret_key() -> dict[str, str]:
    """The same at every start: what it encrypted and sealed must stay readable. A database that an
    older demonstration made without a key goes on without one."""
    file = KEPT / "demo-key"
    if "DESK_SECRET_KEY" in os.environ:
        return {}
    if not file.exists():
        if (KEPT / "desk.db").exists() and "DESK_DATABASE_URL" not in os.environ:
            return {}
        KEPT.mkdir(exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another demonstration was faster
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w") as key:
                key.write(secrets.token_urlsafe(48))
    return {"DESK_SECRET_KEY": file.read_text().strip()}


def routing(sim: Simulator) -> Path:
    """The clinical trials' staff are on Teams, the others on Slack: a case goes from any side to
    any other."""
    channel = sim.teams.channel("CTR desk").id
    text = ROUTING.read_text().replace(CTR_ON_SLACK, f"teams:{sim.teams.app_tenant}:{channel}")
    KEPT.mkdir(exist_ok=True)
    file = KEPT / "demo-routing.yaml"
    file.write_text(text)
    return file


def admins(sim: Simulator) -> tuple[str, str]:
    """Nina, on both platforms, configures the desk of the demonstration."""
    nina = sim.teams.person("nina").user
    return "slack:T0UNI:U0NINA", f"teams:{nina.tenant_id}:{nina.aad_object_id}"


async def start(command: str, surroundings: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots", command, env=surroundings, start_new_session=True
    )


async def ready(port: int, desk: asyncio.subprocess.Process) -> bool:
    """Ask until the desk says so, or ends, or takes too long."""
    async with aiohttp.ClientSession() as session:
        for _ in range(int(PATIENCE / 0.05)):
            if desk.returncode is not None:
                return False
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return True
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    return False


async def stop(desk: asyncio.subprocess.Process) -> None:
    if desk.returncode is None:
        desk.terminate()
        await desk.wait()


def free(wanted: int) -> int:
    """The port, or one of the kernel's choice when somebody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
