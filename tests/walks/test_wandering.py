"""People who do at random whatever they see: nothing breaks, nothing internal and nothing of others
reaches a researcher, and everything that is to be delivered arrives."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from adapters.teams.channel import TeamsChannel
from bots.operations import audit, deliveries
from core.values.office import Office
from tests.walks.conftest import settings_for
from tests.walks.ministry import Ministry, ministry
from tests.walks.wanderers import Diary, InSlack, InTeams

RESEARCHERS = {"U0ALICE", "U0LUCAS", "fatima", "jan"}
BROKEN = 500  # the HTTP status from which on it is the desk's fault
SIZES = [
    (150, 1),
    *(pytest.param(1500, seed, marks=pytest.mark.nemesis) for seed in range(2, 12)),
]


def people(there: Ministry, diary: Diary) -> list[InSlack | InTeams]:
    """Four who ask, four of the office, of whom those see cards on whose platform its staff are."""
    slack, teams = there.sim.slack, there.teams
    in_slack = ("C0NIO", "C0CTR") if there.staff == "slack" else ()
    in_teams = ("NIO desk", "CTR desk") if there.staff == "teams" else ()
    return [
        *(InSlack(slack.person(key), diary) for key in ("U0ALICE", "U0LUCAS")),
        *(InTeams(teams.person(key), diary) for key in ("fatima", "jan")),
        *(InSlack(slack.person(key), diary, *in_slack) for key in ("U0SOFIE", "U0MARC")),
        *(InTeams(teams.person(key), diary, *in_teams) for key in ("nina", "sofie")),
    ]


async def appointed(there: Ministry) -> None:
    """One admin on each platform; those of the office in Teams have the app."""
    nina = there.person("nina")
    for key in ("nina", "sofie"):
        there.teams.install(there.person(key))
    admins = ("slack:T0UNI:U0SOFIE", f"teams:{there.teams.app_tenant}:{nina.user.aad_object_id}")
    office = Office(admins=admins)
    await there.desk.store.write(lambda r: r.set_office(office, "test", datetime.now(UTC)))
    await there.teams.deliveries.idle()


def faults(diary: Diary, there: Ministry, everybody: list[InSlack | InTeams]) -> list[str]:
    calls = [call for call in there.sim.wire if call.direction == "to desk"]
    found = [*diary.troubles, *map(str, there.teams.complaints)]
    found += [str(call) for call in calls if (call.status or 0) >= BROKEN]
    for each in everybody:
        if each.name in RESEARCHERS:
            found += [f"{each.name} saw {mark}" for mark in astray(diary, each)]
    return found


async def on_record(there: Ministry, folder: Path) -> list[str]:
    """What the audit trail and the deliveries say that is wrong."""
    given = settings_for(there.sim, folder)
    rows, broken = audit.verify(given, None)
    assert rows
    return [*broken, *await deliveries.listed(given, ("failed",))]


def astray(diary: Diary, researcher: InSlack | InTeams) -> list[str]:
    """What this person can read although it is internal, or somebody else's."""
    others = {
        mark: who
        for mark, who in diary.asked.items()
        if who != researcher.name and who in RESEARCHERS
    }
    return [mark for mark in (*diary.internal, *others) if mark in researcher.everything]


@pytest.mark.parametrize("staff", ["slack", "teams"])
@pytest.mark.parametrize(("steps", "seed"), SIZES)
async def test_whatever_people_do_nothing_breaks(
    tmp_path: Path, staff: str, steps: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TeamsChannel, "limits", ())  # they write faster than Teams allows
    diary = Diary(Random(seed))
    async with ministry(tmp_path, staff) as there:
        await appointed(there)
        everybody = people(there, diary)
        for _ in range(steps):
            await diary.chance.choice(everybody).step()
        await there.teams.deliveries.idle()
        await there.quiet()
        found = faults(diary, there, everybody)
        found += await on_record(there, tmp_path)
    assert not found, "\n".join([*found, "what was done last:", *diary.done[-40:]])
