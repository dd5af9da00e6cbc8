"""Many workspaces: an admin installs the app, the desk's admins let it in, people ask; and back."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from adapters.slack import state
from bots.serve import running
from core.values.installation import Standing
from core.values.value import NotRecorded
from simulator import Simulator
from simulator.slack.person import Person
from tests.walks.conftest import SECRET, settings_for, with_routing
from tests.walks.installing import KEY, University, university

STAFF = "T0UNI"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[University]:
    async with university(tmp_path) as there:
        yield there


async def staffed(office: University) -> None:
    """The office's own workspace is in."""
    await office.browser().installs(STAFF)
    await office.accept(STAFF)
    await office.until_served(office.alice)


def kim(office: University, team: str = "T0KUL") -> Person:
    return office.sim.slack.person(f"U{team[2:]}KIM")


def kept(folder: Path) -> tuple[int, int]:
    """How many installations and used states are stored."""
    with closing(sqlite3.connect(f"file:{folder}/desk.db?mode=ro", uri=True)) as db:
        tables = ("installation", "used_state")
        one, other = (db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)
        return int(one), int(other)


async def test_a_workspace_installs_waits_and_is_let_in(office: University, tmp_path: Path) -> None:
    await staffed(office)
    page = await office.browser().installs("T0KUL")
    assert page.status == 200
    assert "must let KU &lt;b&gt;Leuven&lt;/b&gt; in" in page.text
    await office.card(words="asks to be let in")
    await office.sim.until(lambda: any("slack:T0KUL" in m.text for m in office.sim.mail.received))

    shown = await kim(office).slash("/innovation", "fees")
    assert "have not let your workspace in yet" in shown.plain
    assert "75" not in shown.plain

    await office.accept("T0KUL")
    await office.until_served(kim(office))
    number = await office.asked(kim(office), "May qubits heal a purple zebra?")
    card = await office.card(words=number)
    assert "Kim of T0KUL" in card.plain
    await office.sofie.click(card, "Answer")
    answer = await office.sofie.submit(office.sofie.modal, {"Answer": "Yes, by article 7."})
    assert not answer.errors
    await office.heard(kim(office), "Yes, by article 7.")
    tokens = {w.app.bot_token for w in office.sim.slack.workspaces.values()}
    files = [f.read_bytes() for f in tmp_path.iterdir()]
    assert all(token.encode() not in file for token in tokens for file in files)


async def test_each_workspace_is_spoken_to_with_its_own_token(office: University) -> None:
    await staffed(office)
    for team in ("T0KUL", "T0GENT"):
        await office.browser().installs(team)
        await office.accept(team)
        await office.until_served(kim(office, team))
        await office.asked(kim(office, team), f"A question from {team}")
        await office.heard(kim(office, team), "is case")
    gent = "\n".join(m.plain for m in kim(office, "T0GENT").dms())
    assert "T0KUL" not in gent
    shown = await kim(office, "T0GENT").slash("/innovation", "cases")
    assert "T0KUL" not in shown.plain


async def test_a_refused_workspace_is_told_so(office: University) -> None:
    await staffed(office)
    await office.browser().installs("T0KUL")
    await office.judge("T0KUL", Standing.REFUSED)
    shown = await kim(office).slash("/innovation", "help")
    assert "let your workspace in" in shown.plain
    again = await office.browser().installs("T0KUL")
    assert "did not let" in again.text


@pytest.mark.parametrize("bad", ["missing", "none", "foreign", "late", "garbage", "no code"])
async def test_an_unsound_state_is_refused_and_nothing_is_stored(
    office: University, tmp_path: Path, bad: str
) -> None:
    browser, other = office.browser(), office.browser()
    back = await browser.agree(await browser.begin(), "T0KUL", answer="allow")
    address, _, query = back.partition("?")
    given = dict(pair.split("=") for pair in query.split("&"))
    match bad:
        case "missing":
            del given["state"]
        case "none":
            browser.cookies.clear()
        case "foreign":
            await other.begin()
            browser = other
        case "late":
            cookie = next(iter(browser.cookies)).value
            long_ago = state.made(KEY, cookie, "a" * 32, 1_700_000_000)
            given["state"] = long_ago
        case "garbage":
            given["state"] = "1.%00.x"
        case "no code":
            given["code"] = ""
    page = await browser.get(f"{address}?{urlencode(given)}")
    assert page.status == 400
    assert "Nothing was stored" in page.text
    assert kept(tmp_path) == (0, 0)
    assert office.sim.slack.oauth.calls == [], "the code was not even shown to Slack"


async def test_a_state_is_good_once(office: University, tmp_path: Path) -> None:
    browser = office.browser()
    page = await browser.begin()
    first = await browser.agree(page, "T0KUL", answer="allow")
    second = await browser.agree(page, "T0GENT", answer="allow")
    assert (await browser.get(first)).status == 200
    assert (await browser.get(first)).status == 400
    assert (await browser.get(second)).status == 400
    assert kept(tmp_path) == (1, 1)


async def test_who_does_not_agree_leaves_nothing(office: University, tmp_path: Path) -> None:
    browser = office.browser()
    back = await browser.agree(await browser.begin(), "T0KUL", answer="deny")
    page = await browser.get(back, **{"Accept-Language": "nl-BE"})
    assert page.status == 400
    assert "Er werd niets opgeslagen" in page.text
    assert kept(tmp_path) == (0, 0)


async def test_a_code_that_slack_does_not_know_leaves_nothing(
    office: University, tmp_path: Path
) -> None:
    browser = office.browser()
    back = await browser.agree(await browser.begin(), "T0KUL", answer="allow")
    forged = back.replace("code=", "code=x")
    page = await browser.get(forged)
    assert page.status == 502
    assert "invalid_code" in page.text
    assert kept(tmp_path)[0] == 0


@pytest.mark.parametrize("trouble", ["503", "html", "cut", "hang", "no token"])
async def test_a_slack_in_trouble_leaves_nothing_and_it_can_be_tried_again(
    office: University, tmp_path: Path, trouble: str
) -> None:
    faults = office.sim.slack.faults
    match trouble:
        case "503":
            faults.status("oauth.v2.access", 503)
        case "html":
            faults.html("oauth.v2.access")
        case "cut":
            faults.reset("oauth.v2.access")
        case "hang":
            faults.hang("oauth.v2.access")
        case "no token":
            faults.empty("oauth.v2.access")
    page = await office.browser().installs("T0KUL")
    assert page.status == 502, page.text
    assert "Nothing was stored" in page.text
    assert kept(tmp_path)[0] == 0
    faults.clear()
    assert (await office.browser().installs("T0KUL")).status == 200


async def test_a_database_in_trouble_is_said(
    office: University, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = office.browser()
    back = await browser.agree(await browser.begin(), "T0KUL", answer="allow")

    async def locked(_: object) -> object:
        raise NotRecorded("locked")

    monkeypatch.setattr(office.desk.store, "write", locked)
    page = await browser.get(back)
    assert page.status == 503
    assert "could not store the installation" in page.text
    monkeypatch.undo()
    assert (await browser.installs("T0KUL")).status == 200


async def test_the_cookie_is_for_this_alone(office: University) -> None:
    browser = office.browser()
    await browser.begin()
    [cookie] = list(browser.cookies)
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/slack", "Lax", "600")
    assert cookie["httponly"]


@pytest.mark.parametrize("reverse", [False, True])
async def test_a_removal_is_told_once_and_keeps_the_cases(
    office: University, reverse: bool
) -> None:
    await staffed(office)
    await office.browser().installs("T0KUL")
    await office.accept("T0KUL")
    await office.until_served(kim(office))
    number = await office.asked(kim(office), "Will you still answer me?")
    card = await office.card(words=number)
    receipt = await office.heard(kim(office), "is case")

    office.sim.slack.events.hold()
    office.sim.slack.uninstall("T0KUL")
    office.sim.slack.events.release(reverse=reverse)
    await office.sim.slack.events.idle()
    for envelope in [e for e in office.sim.slack.events.sent if e["team_id"] == "T0KUL"][-2:]:
        assert (await office.sim.slack.events.redeliver(envelope)).ok
    await office.card(words="The app was removed from")
    posts = office.sim.slack.channel("C0NIO").messages
    assert sum("The app was removed from" in m.plain for m in posts) == 1

    await office.sofie.click(card, "Answer")
    await office.sofie.submit(office.sofie.modal, {"Answer": "Yes."})
    await office.redrawn("the workspace removed the app")
    assert number in (await office.card(words=number)).plain
    await office.until_served(kim(office), served=False)
    shown = await kim(office).slash("/innovation", "fees")
    assert "The app was removed from your workspace" in shown.plain
    clicked = await kim(office).click(receipt, "Show case")
    assert "The app was removed from your workspace" in clicked.plain


async def test_late_news_of_a_removal_does_not_close_what_is_new(office: University) -> None:
    await staffed(office)
    await office.browser().installs("T0KUL")
    await office.accept("T0KUL")
    await office.until_served(kim(office))
    events = office.sim.slack.events
    events.hold()
    office.sim.slack.uninstall("T0KUL")
    late = [e for e in events.sent if e["event"]["type"] == "app_uninstalled"][-1]
    late["event_time"] -= 60
    await office.browser().installs("T0KUL")
    assert (await events.redeliver(late)).ok
    await office.until_served(kim(office))


async def test_a_person_who_takes_back_a_token_of_theirs_removes_nothing(
    office: University,
) -> None:
    await staffed(office)
    workspace = office.sim.slack.team(STAFF)
    tokens = {"oauth": ["U0ALICE"], "bot": []}
    workspace.announce({"type": "tokens_revoked", "tokens": tokens, "event_ts": workspace.stamp()})
    await office.sim.slack.events.idle()
    await office.until_served(office.alice)


@pytest.mark.parametrize("lifetime", [600, 30])
async def test_a_token_that_ends_is_renewed_once_before_it_is_used(
    office: University, lifetime: int
) -> None:
    """In good time while it still works; before anything else once it is about to end."""
    sim, app = office.sim.slack, office.sim.slack.oauth.app
    app.rotates, app.lifetime = True, lifetime
    await office.browser().installs(STAFF)
    first = sim.team(STAFF).app.bot_token
    app.lifetime = 43_200
    await office.accept(STAFF)
    await office.until_served(office.alice)
    asked = [office.alice.slash("/innovation", "cases") for _ in range(20)]
    await asyncio.gather(*asked)
    await office.sim.until(lambda: "refresh_token" in sim.oauth.calls)
    number = await office.asked(office.alice, "Does the new token speak?")
    await office.card(words=number)
    assert sim.oauth.calls.count("refresh_token") == 1
    assert sim.team(STAFF).app.bot_token != first


async def test_a_whole_organisation_installs_once(office: University) -> None:
    sim = office.sim.slack
    for team in ("T0KUL", "T0GENT"):
        sim.team(team).enterprise_id = "E0GRID"
    await staffed(office)
    await office.browser().installs("T0KUL", org_wide="1")
    await office.accept("E0GRID")
    token = sim.team("T0KUL").app.bot_token
    other = sim.team("T0GENT").app
    other.bot_token, other.org_wide, other.standing = token, True, "valid"
    for team in ("T0KUL", "T0GENT"):
        await office.until_served(kim(office, team))
        number = await office.asked(kim(office, team), f"A question from {team}")
        await office.heard(kim(office, team), number)


async def test_a_guest_from_a_workspace_without_the_app_is_told_so(office: University) -> None:
    """In a channel that two organisations share."""
    await staffed(office)
    sim, guest = office.sim.slack, kim(office, "T0GENT")
    sim.share_outside("C0IDEAS", guest)
    inside = Person(sim, sim.team(STAFF), guest.user)
    await inside.say("C0IDEAS", "<@UBOT> escalate May I ask, too?")
    told = await office.sim.until(lambda: inside.ephemerals("C0IDEAS"))
    assert "not installed" in told[-1].plain
    await sim.events.idle()
    assert not any("May I ask" in m.plain for m in sim.channel("C0NIO").messages)
    await office.browser().installs("T0GENT")
    await office.accept("T0GENT")
    await office.until_served(guest)


async def test_the_landing_page_tells_numbers_and_no_names(office: University) -> None:
    await staffed(office)
    await office.browser().installs("T0KUL")
    page = await office.browser().get(f"{office.address}/")
    assert page.status == 200
    assert "served: 1. That wait for an admin of the desk: 1." in page.text
    assert 'href="/slack/install"' in page.text
    assert "It works" in page.text
    for hidden in ("T0UNI", "T0KUL", "Leuven", "research", STAFF):
        assert hidden not in page.text.replace("researchers", "")


async def test_one_workspace_that_removes_the_app_is_told_by_mail(tmp_path: Path) -> None:
    """Its staff channel is gone with it."""
    async with Simulator(signing_secret=SECRET) as sim:
        given = settings_for(sim, tmp_path)
        async with running(given, post_every=timedelta(0)) as desk:
            await with_routing(desk)
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            sim.slack.uninstall()
            await sim.slack.events.idle()
            letters = "The app was removed from"
            await sim.until(lambda: any(letters in m.subject for m in sim.mail.received))
            boxes = [m.to for m in sim.mail.received if letters in m.subject]
            assert len(boxes) == len(set(boxes)), "once for each mailbox"
