"""`python -m simulator` starts, says where it is, and stops cleanly when told to."""

from __future__ import annotations

import asyncio
import signal
import sys

import aiohttp
import pytest

from simulator import NotSeenError, Simulator
from simulator.__main__ import announce, main, parser, simulator_for


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_starts_and_stops(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "simulator", "--port", "0", "--smtp-port", "0"]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    url = line.split()[1]
    async with aiohttp.ClientSession() as http, http.get(f"{url}/events") as stream:
        await stream.content.readuntil(b"\n\n")
        process.send_signal(number)
        _, errors = await asyncio.wait_for(process.communicate(), 5)
    assert (process.returncode, errors) == (0, b"")


async def test_a_taken_port_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    async with Simulator() as sim:
        arguments = ["--port", str(sim.port), "--smtp-port", "0"]
        assert await asyncio.to_thread(main_without_signals, arguments) == 2
    assert "cannot listen" in capsys.readouterr().err


def main_without_signals(arguments: list[str]) -> int:
    """The command outside the main thread, where Python lets nobody handle signals."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.SelectorEventLoop, "add_signal_handler", lambda *_: None)
        return main(arguments)


async def test_it_prints_what_the_desk_needs_for_teams(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--port", "0", "--smtp-port", "0", "--teams-app-id", "my-app"]
    arguments += ["--teams-command", "ask=Ask the office"]
    async with simulator_for(parser().parse_args(arguments)) as sim:
        announce(sim)
    printed = capsys.readouterr().out
    assert "TEAMS_APP_ID=my-app" in printed
    assert f"TEAMS_TOKEN_URL={sim.page_url}/teams/token/" in printed
    assert sim.teams.commands == {"ask": "Ask the office"}


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    assert "--desk-url" in capsys.readouterr().out


async def test_waiting_in_vain_shows_a_picture() -> None:
    async with Simulator() as sim:
        await sim.slack.person("U0ALICE").say("C0IDEAS", "hello")
        with pytest.raises(NotSeenError, match="research-ideas U0ALICE: 'hello'"):
            await sim.until(lambda: False, within=0.01)
