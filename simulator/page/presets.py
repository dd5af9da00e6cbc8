"""Lists the faults that the page can switch on and off with one click."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simulator.mail import MailServer
from simulator.slack import membership
from simulator.slack.faults import Fault, Faults
from simulator.slack.platform import Slack

Switch = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Preset:
    id: str
    label: str
    effect: str
    is_on: Callable[[], bool]
    turn_on: Switch
    turn_off: Switch


def presets(slack: Slack, mail: MailServer) -> list[Preset]:
    """In the order of the page: Slack's API, the installation, the mail server."""
    return [
        *_api_faults(slack.faults),
        _dead_token(slack),
        *(
            _archived(slack, c.id, c.name)
            for c in slack.workspace.channels.values()
            if c.kind == "private"
        ),
        *_mail_faults(mail),
    ]


def _api_faults(faults: Faults) -> list[Preset]:
    def planted(preset_id: str, label: str, effect: str, plant: Callable[[], Fault]) -> Preset:
        return _api_fault(faults, preset_id, label, effect, plant)

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


def _api_fault(
    faults: Faults, preset_id: str, label: str, effect: str, plant: Callable[[], Fault]
) -> Preset:
    def mine() -> list[Fault]:
        return [fault for fault in faults.active() if fault.preset == preset_id]

    async def on() -> None:
        plant().preset = preset_id

    async def off() -> None:
        for fault in mine():
            faults.clear(fault)

    return Preset(preset_id, label, effect, lambda: bool(mine()), on, off)


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
