"""Fills the page's frame with the people of this world."""

from __future__ import annotations

from pathlib import Path
from string import Template

from simulator.page import panes, teams_panes
from simulator.page.html import Html, el, join
from simulator.slack.person import Person
from simulator.slack.platform import Slack
from simulator.teams.person import Person as TeamsPerson
from simulator.teams.platform import Teams

FRAME = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
SUGGESTIONS = ("help", "services", "fees", "cta", "ask Is my app a medical device?")


def page(slack: Slack, teams: Teams, command: str) -> str:
    """The whole document; the script then fills the two sides."""
    bot = slack.workspace.app.name if slack.workspaces else "the app"
    return FRAME.substitute(
        workspace=join(", ".join([*(w.name for w in slack.workspaces.values()), *_tenants(teams)])),
        researchers=_people(slack, teams, "researcher"),
        staff=_people(slack, teams, "staff"),
        teams_chips=_chips(list(SUGGESTIONS)),
        teams_staff_chips=_chips(["help", "admin", "cases"]),
        teams_channel_chips=_chips([f"@{teams.world.bot.name} help"]),
        chips=_chips([f"{command} {words}" for words in SUGGESTIONS]),
        channel_chips=_chips([f"@{bot} how much is scientific advice?", f"{command} help"]),
        staff_chips=_chips([f"{command} help", f"{command} admin", f"{command} cases"]),
        command=join(command),
        bot=join(bot),
    )


def _people(slack: Slack, teams: Teams, side: panes.Side) -> Html:
    """Who can be chosen, by workspace and tenant."""
    groups = []
    for workspace in slack.workspaces.values():
        here = [p for p in panes.people(slack, side) if p.workspace is workspace]
        groups.append((f"Slack: {workspace.name}", [_option(person) for person in here]))
    for tenant in teams.world.tenants.values():
        people = teams_panes.people(teams, side)
        known = [p for p in people if p.user.tenant_id == tenant.id]
        groups.append((f"Teams: {tenant.name}", [_teams_option(person) for person in known]))
    return join(el("optgroup", {"label": label}, options) for label, options in groups if options)


def _tenants(teams: Teams) -> list[str]:
    return [tenant.name for tenant in teams.world.tenants.values()]


def _teams_option(person: TeamsPerson) -> Html:
    user = person.user
    language = user.locale.split("-")[0]
    title = f", {user.title}" if user.title else ""
    value = f"{teams_panes.PREFIX}{user.key}"
    return el("option", {"value": value}, f"{user.name}{title} ({language})")


def _option(person: Person) -> Html:
    language = person.user.locale.split("-")[0]
    title = f", {person.user.title}" if person.user.title else ""
    value = f"{person.workspace.id}/{person.id}"
    return el("option", {"value": value}, f"{person.user.real_name}{title} ({language})")


def _chips(texts: list[str]) -> Html:
    return join(
        el("button", {"type": "button", "class": "chip", "data-say": text}, text) for text in texts
    )
