"""Describes the world of `make run`: one workspace in which researchers and staff meet."""

from __future__ import annotations

from simulator.slack.platform import Slack
from simulator.slack.workspace import Workspace

TEAM = "T0UNI"
BOT = "UBOT"
BOT_TOKEN = "xoxb-simulated"  # noqa: S105  (opens nothing but the simulator)

RESEARCHERS = {
    "U0ALICE": ("Alice Peeters", "en-US", "KU Leuven"),
    "U0LUCAS": ("Lucas Dubois", "fr-FR", "ULiège"),
    "U0EMMA": ("Emma Claes", "nl-NL", "UGent"),
}
STAFF = {
    "U0SOFIE": ("Sofie Janssens", "en-GB", "National Innovation Office"),
    "U0MARC": ("Marc Lambert", "en-GB", "National Innovation Office"),
    "U0NINA": ("Nina Weber", "en-US", "R&D division, clinical trials"),
}


def furnish(slack: Slack, bot_token: str = BOT_TOKEN) -> Workspace:
    """Found the workspace and fill it."""
    workspace = slack.add_workspace(
        TEAM, "Belgian research workspace", "belgian-research", bot_token, BOT
    )
    for user_id, (name, locale, title) in (RESEARCHERS | STAFF).items():
        slack.add_person(user_id, name, TEAM, locale=locale, title=title)
    slack.add_channel("C0IDEAS", "research-ideas", *RESEARCHERS, BOT)
    slack.add_channel("C0NIO", "nio-desk", *STAFF, BOT, private=True)
    slack.add_channel("C0CTR", "ctr-desk", *STAFF, BOT, private=True)
    return workspace
