"""Workspaces that leave: what of theirs arrives late is taken, answered by nobody, on record."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.walks.installing import University, university


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[University]:
    """The office's own workspace and a university."""
    async with university(tmp_path, desk_admins="slack:T0UNI:U0SOFIE") as there:
        for team, who in (("T0UNI", "U0ALICE"), ("T0KUL", "UKULKIM")):
            await there.browser().installs(team)
            await there.accept(team)
            await there.until_served(there.sim.slack.person(who))
        yield there


async def test_what_a_workspace_said_before_it_left_and_arrives_after_is_not_answered(
    office: University,
) -> None:
    slack = office.sim.slack
    kim = slack.person("UKULKIM")
    await kim.dm("help")
    await office.sim.until(lambda: kim.dms())
    await office.quiet()
    shown = len(kim.dms())
    slack.events.hold()
    for words in ("fees", "ask What is an SNSA?"):
        await kim.dm(words)
    late = [envelope for envelope in slack.events.sent if envelope["team_id"] == "T0KUL"][-2:]
    slack.uninstall("T0KUL")
    slack.events.release(reverse=True)
    await slack.events.idle()
    again = [await slack.events.redeliver(each, retry) for each in late for retry in (1, 2)]
    assert {answer.status for answer in again} == {200}
    await office.card(words="The app was removed from")
    assert len(kim.dms()) == shown, "nobody answers where the desk is no longer"
    lines = await office.desk.store.read(lambda record: record.lines(50))
    assert any("removed" in str(line) for line in lines), "the removal is in the trail"
    assert "Ask a person" in (await office.alice.slash("/innovation", "help")).plain, "others go on"
