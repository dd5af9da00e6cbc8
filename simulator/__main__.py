"""Runs the simulator beside a desk: `python -m simulator --help`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from simulator.simulator import Simulator
from simulator.slack.default_world import BOT_TOKEN
from simulator.teams import default_world as teams_world

SIGNING_SECRET = "simulated-signing-secret"  # noqa: S105  (protects nothing but the simulator)
TAKEN = 2


def main(argv: Sequence[str] | None = None) -> int:
    options = parser().parse_args(argv)
    try:
        asyncio.run(run(options))
    except OSError as problem:
        print(f"cannot listen: {problem}", file=sys.stderr)  # noqa: T201
        return TAKEN
    return 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Stands in for Slack, Teams and a mail server, on loopback, with a web page.",
        epilog="It prints the settings that the desk needs; secret and token must be the same.",
    )
    add = parser.add_argument
    add("--desk-url", default="http://127.0.0.1:8080", help="where the desk listens (%(default)s)")
    add("--port", type=int, default=8090, help="of the page and the Web API; 0: any (%(default)s)")
    add("--smtp-port", type=int, default=2525, help="of the mail server; 0: any (%(default)s)")
    add(
        "--signing-secret",
        default=os.environ.get("SLACK_SIGNING_SECRET") or SIGNING_SECRET,
        help="signs what the desk gets (default: SLACK_SIGNING_SECRET, else a fixed one)",
    )
    add(
        "--bot-token",
        default=os.environ.get("SLACK_BOT_TOKEN") or BOT_TOKEN,
        help="the token that the desk presents (default: SLACK_BOT_TOKEN, else a fixed one)",
    )
    add("--command", default="/innovation", help="suggested on the page (%(default)s)")
    add(
        "--shortcut",
        action="append",
        default=[],
        metavar="CALLBACK_ID=LABEL",
        help="a message shortcut of the app, for the message menus; may be repeated",
    )
    add_teams(parser)
    return parser  # fmt: skip


def add_teams(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--teams-app-id",
        default=os.environ.get("TEAMS_APP_ID") or teams_world.APP_ID,
        help="of the desk's bot (default: TEAMS_APP_ID, else a fixed one)",
    )
    add(
        "--teams-app-password",
        default=os.environ.get("TEAMS_APP_PASSWORD") or teams_world.APP_PASSWORD,
        help="with which it asks for tokens (default: TEAMS_APP_PASSWORD, else a fixed one)",
    )
    add(
        "--teams-command",
        action="append",
        default=[],
        metavar="COMMAND_ID=LABEL",
        help="an action command of its message extension, for the message menus; may be repeated",
    )


async def run(options: argparse.Namespace) -> None:
    """Until SIGINT or SIGTERM."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with simulator_for(options) as sim:
        announce(sim)
        await stopped.wait()


def simulator_for(options: argparse.Namespace) -> Simulator:
    sim = Simulator(
        options.signing_secret,
        options.port,
        options.smtp_port,
        options.desk_url,
        options.bot_token,
        command=options.command,
        teams_bot=teams_world.bot(options.teams_app_id, options.teams_app_password),
    )
    sim.slack.workspace.app.shortcuts |= labelled(options.shortcut)
    sim.teams.commands |= labelled(options.teams_command)
    return sim


def labelled(pairs: Sequence[str]) -> dict[str, str]:
    """`ID=LABEL`, or an id that is its own label."""
    split = [pair.partition("=") for pair in pairs]
    return {name: label or name for name, _, label in split}


def announce(sim: Simulator) -> None:
    lines = (
        f"Open {sim.page_url} to see both sides.",
        f"SLACK_API_URL={sim.api_url}",
        *(f"{name}={value}" for name, value in teams_settings(sim).items()),
        f"SMTP_URL={sim.smtp_url}",
        f"IMAP_URL={sim.inbox.url}",
        f"The desk is expected at {sim.desk_url}",
    )
    print(*lines, sep="\n", flush=True)  # noqa: T201


def teams_settings(sim: Simulator) -> dict[str, str]:
    """Without the password, which may be a real one."""
    return {
        "TEAMS_APP_ID": sim.teams.app_id,
        "TEAMS_APP_TENANT_ID": sim.teams.app_tenant,
        "TEAMS_ALLOWED_TENANTS": ",".join(sim.teams.tenants),
        "TEAMS_OPENID_METADATA_URL": sim.teams.openid_url,
        "TEAMS_TOKEN_URL": sim.teams.token_url,
        "TEAMS_SIGN_IN_METADATA_URL": sim.teams.sign_in_url,
    }


if __name__ == "__main__":
    sys.exit(main())
