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
    is_app = user_id in (workspace.app.bot_user_id, SLACKBOT)
    return initials(of_user(workspace, user_id), user_id, is_app=is_app)


def initials(name: str, key: str, *, is_app: bool) -> Html:
    letters = "".join(word[0] for word in name.split()[:2]).upper()
    kind = "bot" if is_app else f"hue-{sum(key.encode()) % COLOURS}"
    return el("span", {"class": f"avatar {kind}", "aria-hidden": "true"}, letters)


def moment(ts: str | float, tz: str = "Europe/Brussels") -> Html:
    at = datetime.fromtimestamp(float(ts), ZoneInfo(tz))
    shown = at.strftime("%H:%M")
    attributes = {"datetime": at.isoformat(), "title": at.strftime("%a %d %b %Y, %H:%M:%S")}
    return el("time", attributes, shown)
