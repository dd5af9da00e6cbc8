"""Fills the page's frame with the people of this world."""

from __future__ import annotations

from pathlib import Path
from string import Template

from simulator.page import panes
from simulator.page.html import Html, el, join
from simulator.slack.person import Person
from simulator.slack.platform import Slack

FRAME = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
SUGGESTIONS = ("help", "services", "fees", "cta", "ask Is my app a medical device?")


def page(slack: Slack, command: str) -> str:
    """The whole document; the script then fills the two sides."""
    bot = slack.workspace.app.name if slack.workspaces else "the app"
    return FRAME.substitute(
        workspace=join(", ".join(w.name for w in slack.workspaces.values())),
        researchers=_options(panes.people(slack, "researcher"), slack),
        staff=_options(panes.people(slack, "staff"), slack),
        chips=_chips([f"{command} {words}" for words in SUGGESTIONS]),
        channel_chips=_chips([f"@{bot} how much is scientific advice?", f"{command} help"]),
        staff_chips=_chips([f"{command} help", f"{command} admin", f"{command} cases"]),
        command=join(command),
        bot=join(bot),
    )


def _options(people: list[Person], slack: Slack) -> Html:
    """Grouped by workspace where there are several."""
    groups = []
    for workspace in slack.workspaces.values():
        options = [_option(p) for p in people if p.workspace is workspace]
        if options and len(slack.workspaces) > 1:
            groups.append(el("optgroup", {"label": workspace.name}, options))
        else:
            groups += options
    return join(groups)


def _option(person: Person) -> Html:
    language = person.user.locale.split("-")[0]
    title = f", {person.user.title}" if person.user.title else ""
    value = f"{person.workspace.id}/{person.id}"
    return el("option", {"value": value}, f"{person.user.real_name}{title} ({language})")


def _chips(texts: list[str]) -> Html:
    return join(
        el("button", {"type": "button", "class": "chip", "data-say": text}, text) for text in texts
    )
