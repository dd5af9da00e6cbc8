"""Lists the faults of Teams that the page can switch on and off with one click."""

from __future__ import annotations

from simulator.page.switches import Preset, api_fault
from simulator.teams.conversations import Team
from simulator.teams.platform import Teams


def presets(teams: Teams) -> list[Preset]:
    """The connector, then keys and tokens, then the installations."""
    faults, openid, tokens = teams.faults, teams.openid.faults, teams.tokens.faults
    return [
        api_fault(faults, "teams-ratelimit", "Teams: 429 for 30 s", "every call is told to wait",
                  lambda: faults.rate_limit(seconds=30)),
        api_fault(faults, "teams-hang", "Teams hangs", "calls are taken, no answer comes",
                  lambda: faults.hang("*")),
        api_fault(faults, "teams-cut", "Teams posts, then 502", "the next post arrives, and fails",
                  lambda: faults.status("activities.send", 502, after_effect=True)),
        api_fault(faults, "teams-roster", "Teams: bot not in roster", "every call is refused",
                  lambda: faults.error("*", "BotNotInConversationRoster", None)),
        api_fault(openid, "teams-keys", "Teams: no keys", "the key documents fail",
                  lambda: openid.status("*", 503, None)),
        api_fault(tokens, "teams-token", "Teams: no tokens", "the token endpoint answers 401",
                  lambda: tokens.status("token", 401, None)),
        *(each for team in teams.world.teams.values() for each in _of_team(teams, team)),
    ]  # fmt: skip


def _of_team(teams: Teams, team: Team) -> list[Preset]:
    name, refused = team.name, "posts there are refused"

    async def archive() -> None:
        teams.archive_team(team.id, archived=not team.archived)

    async def remove() -> None:
        (teams.remove_bot if team.has_bot else teams.add_bot)(team.id)

    async def consent() -> None:
        team.rsc = not team.rsc

    return [
        Preset(f"teams-archive-{team.id}", f"Team {name} archived", refused,
               lambda: team.archived, archive, archive),
        Preset(f"teams-remove-{team.id}", f"App removed from {name}", refused,
               lambda: not team.has_bot, remove, remove),
        Preset(f"teams-rsc-{team.id}", f"{name}: app reads all", "replies need no mention",
               lambda: team.rsc, consent, consent),
    ]  # fmt: skip
