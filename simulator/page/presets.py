"""Lists the faults that the page can switch on and off with one click."""

from __future__ import annotations

from collections.abc import Callable

from simulator.faults import Fault, Faults
from simulator.mail import MailServer
from simulator.page import teams_presets
from simulator.page.switches import Preset, api_fault
from simulator.slack import membership
from simulator.slack.platform import Slack
from simulator.teams.platform import Teams


def presets(slack: Slack, teams: Teams, mail: MailServer) -> list[Preset]:
    """In the order of the page: Slack, Teams, the mail server."""
    return [
        *(_slack_presets(slack) if slack.workspaces else []),
        *(teams_presets.presets(teams) if teams.world.tenants else []),
        *_mail_faults(mail),
    ]


def _slack_presets(slack: Slack) -> list[Preset]:
    private = [c for c in slack.workspace.channels.values() if c.kind == "private"]
    archives = [_archived(slack, channel.id, channel.name) for channel in private]
    return [*_api_faults(slack.faults), _dead_token(slack), *archives]


def _api_faults(faults: Faults) -> list[Preset]:
    def planted(preset_id: str, label: str, effect: str, plant: Callable[[], Fault]) -> Preset:
        return api_fault(faults, preset_id, label, effect, plant)

    return [
        planted("ratelimit", "Slack: 429 for 30 s", "every call is told to wait",
                lambda: faults.rate_limit(seconds=30)),
        planted("hang", "Slack hangs", "calls are taken, no answer comes",
                lambda: faults.hang("*")),
        planted("down", "Slack: 503", "every call fails", lambda: faults.status("*", 503, None)),
        planted("cut", "Slack posts, then hangs up", "the next post arrives, its answer does not",
                lambda: faults.reset("chat.postMessage", after_effect=True)),
        planted("html", "A proxy answers with HTML", "every call, with status 200",
                lambda: faults.html("*", None)),
    ]  # fmt: skip


def _dead_token(slack: Slack) -> Preset:
    app = slack.workspace.app

    async def on() -> None:
        app.standing = "revoked"

    async def off() -> None:
        app.standing = "valid"

    return Preset("token", "Token revoked", "every call answers token_revoked",
                  lambda: app.standing != "valid", on, off)  # fmt: skip


def _archived(slack: Slack, channel_id: str, name: str) -> Preset:
    workspace, channel = slack.workspace, slack.workspace.channels[channel_id]

    async def on() -> None:
        membership.archive(workspace, channel)

    async def off() -> None:
        membership.unarchive(workspace, channel)

    return Preset(f"archive-{channel_id}", f"#{name} archived", "posts there are refused",
                  lambda: channel.is_archived, on, off)  # fmt: skip


def _mail_faults(mail: MailServer) -> list[Preset]:
    faults = mail.faults

    async def refuse() -> None:
        faults.reject("*", 550, "no such mailbox")

    async def accept() -> None:
        faults.rejected.clear()

    async def drop() -> None:
        faults.drop_after_data()

    async def keep() -> None:
        faults.drops_after_data = 0

    return [
        Preset("smtp-refuse", "Mail: 550", "every recipient is refused",
               lambda: bool(faults.rejected), refuse, accept),
        Preset("smtp-down", "Mail server down", "connections are refused",
               lambda: not mail.is_open, mail.stop, mail.start),
        Preset("smtp-drop", "Mail taken, then hang up", "the next mail arrives, its 250 does not",
               lambda: faults.drops_after_data > 0, drop, keep),
    ]  # fmt: skip
