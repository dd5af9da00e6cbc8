"""A university installs the app by OAuth, and an admin lets it in from chat, on either platform."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.values.office import Office as Roles
from core.values.routing import Routing
from simulator.slack.person import Person
from simulator.teams.messages import Message as Post
from tests.walks.conftest import at_once, with_routing
from tests.walks.installing import University, university

SOFIE, MARC = "slack:T0UNI:U0SOFIE", "slack:T0UNI:U0MARC"
WAITS = "have not let your workspace in yet"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[University]:
    """The office's own workspace is in; a university has just installed the app."""
    admins = f"{SOFIE}, {MARC}"
    async with university(tmp_path, desk_admins=admins) as there:
        await there.browser().installs("T0UNI")
        await there.accept("T0UNI")
        await there.until_served(there.alice)
        await there.browser().installs("T0KUL")
        yield there


def kim(office: University) -> Person:
    return office.sim.slack.person("UKULKIM")


async def until_told(who: Person, words: str) -> None:
    """Each process believes for two seconds what it knew."""
    for _ in range(60):
        shown = await who.slash("/innovation", "help")
        if words in shown.plain:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(shown)


async def test_an_admin_lets_it_in_from_the_message_that_tells_of_it(office: University) -> None:
    there = kim(office)
    assert WAITS in (await there.slash("/innovation", "ask What is an SNSA?")).plain
    asks = await office.card(words="asks to be let in: KU")
    by_other = office.as_shown_now(asks)
    refused = await office.alice.click(asks, "Accept")
    assert "That is for admins" in refused.plain
    assert WAITS in (await there.slash("/innovation", "help")).plain

    done = await office.sofie.click(asks, "Accept")
    assert "is let in" in done.plain
    told = await office.redrawn("is let in")
    assert "Sofie" in told.plain
    assert not told.plain.count("Accept")
    late = await office.marc.click(by_other, "Refuse")
    assert "Somebody else decided already" in late.plain
    assert "Sofie Janssens" in late.plain

    await office.until_served(there)
    installer = office.sim.slack.person("UKULKIM")
    assert "75" in (await installer.slash("/innovation", "fees sme 100")).plain
    trail = await office.sofie.slash("/innovation", "admin audit")
    assert "workspace accepted" in trail.plain
    assert "slack:T0KUL" in trail.plain


async def test_an_admin_refuses_it_from_the_list_and_changes_the_mind(office: University) -> None:
    there, sofie = kim(office), office.sofie
    start = await sofie.slash("/innovation", "admin")
    listed = await sofie.click(start.message, "Workspaces")
    assert "installed the app: 2; waiting: 1" in listed.plain
    one = await sofie.click(listed.message, "KU <b>Leuven</b>")
    gone = await sofie.click(one.message, "Refuse")
    assert "is not let in" in gone.plain
    await until_told(there, "did not let your workspace in")
    back = await sofie.click(gone.message, "Accept")
    assert "is let in" in back.plain
    await office.until_served(there)


async def test_who_installed_it_hears_that_it_is_open(office: University) -> None:
    office.sim.slack.add_person("U0ADMIN", "Ines", "T0KUL")
    asks = await office.card(words="asks to be let in: KU")
    await office.sofie.click(asks, "Accept")
    ines = office.sim.slack.person("U0ADMIN")
    await office.sim.until(lambda: any("let your workspace in" in m.plain for m in ines.dms()))


async def test_the_same_from_teams(tmp_path: Path) -> None:
    async with university(tmp_path, teams=True) as there:
        teams = there.sim.teams
        nina = teams.person("nina")
        key = f"teams:{teams.app_tenant}:{nina.user.aad_object_id}"
        await there.desk.store.write(
            lambda r: r.set_office(Roles(admins=(key,)), "test", datetime.now(UTC))
        )
        staff = f"teams:{teams.app_tenant}:{teams.channel('NIO desk').id}"
        queues = {"nio": {"staff": staff, "mailbox": "nio@office.example"}}
        routing = Routing.model_validate({"queues": queues, "rules": [{"queue": "nio"}]})
        await with_routing(there.desk, at_once(routing))
        teams.add_bot("Innovation Office")
        await teams.deliveries.idle()
        await there.browser().installs("T0KUL")

        def post(words: str) -> Post | None:
            posts = reversed(teams.channel("NIO desk").posts)
            return next((p for p in posts if words in p.plain), None)

        asks = await there.sim.until(lambda: post("let in: KU"))
        assert asks is not None
        marc = teams.person("marc")
        assert "réservé aux administrateurs" in (await marc.click(asks, "Accept")).plain
        done = await nina.click(asks, "Accept")
        assert "is let in" in done.plain, done.plain
        await there.sim.until(lambda: post("may use the desk"))
        await there.until_served(there.sim.slack.person("UKULKIM"))
        assert not teams.complaints
