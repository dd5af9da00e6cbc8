"""Gives ids the names that people see, and moments the clock time where somebody is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.page.html import Html, el
from simulator.slack.posting import SLACKBOT
from simulator.slack.workspace import Workspace

COLOURS = 8


def of_user(workspace: Workspace, user_id: str) -> str:
    if user_id == SLACKBOT:
        return "Slackbot"
    user = workspace.users.get(user_id)
    return user.real_name if user else user_id


def of_channel(workspace: Workspace, channel_id: str) -> str:
    channel = workspace.channels.get(channel_id)
    return channel.name if channel else channel_id


def avatar(workspace: Workspace, user_id: str) -> Html:
    """Initials on a colour that stays the same for the same person."""
    name = of_user(workspace, user_id)
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    colour = sum(user_id.encode()) % COLOURS
    kind = "bot" if user_id in (workspace.app.bot_user_id, SLACKBOT) else f"hue-{colour}"
    return el("span", {"class": f"avatar {kind}", "aria-hidden": "true"}, initials)


def moment(ts: str | float, tz: str = "Europe/Brussels") -> Html:
    at = datetime.fromtimestamp(float(ts), ZoneInfo(tz))
    shown = at.strftime("%H:%M")
    attributes = {"datetime": at.isoformat(), "title": at.strftime("%a %d %b %Y, %H:%M:%S")}
    return el("time", attributes, shown)
