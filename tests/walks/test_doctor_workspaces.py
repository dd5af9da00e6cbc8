"""The doctor on many workspaces, in Socket Mode, and in the languages of the house."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bots.manifest import SLACK_SCOPES
from bots.operations.examination import examined
from core.values.installation import Standing
from core.values.office import Finding
from simulator import Simulator
from simulator.slack.socket_mode import APP_TOKEN
from tests.walks.conftest import SECRET, settings_for
from tests.walks.installing import University, university

SOFIE = "slack:T0UNI:U0SOFIE"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.packs.check.check_pack", lambda folder, today: ())


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[University]:
    """The office's workspace and two universities are in; a third one waits."""
    async with university(tmp_path, desk_admins=SOFIE) as there:
        there.sim.slack.add_workspace("T0WAITS", "Waits", "waits", installed=False)
        for team in ("T0UNI", "T0KUL", "T0GENT", "T0WAITS"):
            there.sim.slack.team(team).app.scopes = frozenset(SLACK_SCOPES)
            await there.browser().installs(team)
        for team in ("T0UNI", "T0KUL", "T0GENT"):
            await there.accept(team)
        yield there


async def ill(office: University) -> dict[str, Finding]:
    """Without the address: in this world it is played by the browser."""
    found = await examined(office.given)
    return {
        f.part: f for f in found if not f.well and f.part not in ("slack address", "slack events")
    }


async def test_a_desk_of_many_that_is_well(office: University) -> None:
    assert await ill(office) == {}
    told = {f.part: f.told for f in await examined(office.given)}
    assert told["slack workspaces"].startswith(
        "Workspaces that are served: 3; that wait for an admin: 1"
    )


def _revoked(office: University) -> None:
    office.sim.slack.team("T0KUL").app.standing = "revoked"


def _scope(office: University) -> None:
    office.sim.slack.team("T0GENT").app.scopes = frozenset(SLACK_SCOPES) - {"im:write"}


ILL: dict[str, tuple[Callable[[University], None], str, str]] = {
    "token revoked": (_revoked, "slack T0KUL", "revoked"),
    "a scope is missing": (_scope, "slack T0GENT", "im:write"),
}


@pytest.mark.parametrize("fault", ILL)
async def test_the_workspace_that_is_ill_is_named(office: University, fault: str) -> None:
    inject, part, words = ILL[fault]
    inject(office)
    found = await ill(office)
    assert list(found) == [part]
    assert words in found[part].told
    assert found[part].mend


async def test_the_offices_own_workspace_put_out(office: University) -> None:
    await office.judge("T0UNI", Standing.REFUSED)
    found = await ill(office)
    assert "refused the workspace" in found["slack T0UNI"].told
    assert "Accept it" in found["slack T0UNI"].mend


async def test_the_app_removed_from_the_office(office: University) -> None:
    office.sim.slack.uninstall("T0UNI")
    await office.sim.slack.events.idle()
    assert "removed the app" in (await ill(office))["slack T0UNI"].told


async def test_tokens_of_a_key_that_is_gone(office: University) -> None:
    office.given = office.given.model_copy(update={"desk_secret_key": SecretStr("x" * 40)})
    found = await examined(office.given)
    assert any("not set" in f.told and not f.well for f in found), found


async def test_nobody_is_let_in_yet(tmp_path: Path) -> None:
    async with university(tmp_path) as there:
        await there.browser().installs("T0KUL")
        found = await ill(there)
        assert (
            "Workspaces that are served: 0; that wait for an admin: 1"
            in found["slack workspaces"].told
        )


@pytest.mark.parametrize(("token", "well"), [(APP_TOKEN, True), ("xapp-no", False)])
async def test_socket_mode(tmp_path: Path, token: str, *, well: bool) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        given = settings_for(sim, tmp_path).model_copy(
            update={"slack_app_token": SecretStr(token), "desk_public_url": None}
        )
        from bots import database

        database.upgrade(given)
        found = {f.part: f for f in await examined(given)}
        assert found["slack socket"].well is well
        assert bool(found["slack socket"].mend) is not well
        texts = [f.told for f in found.values()]
        assert "DESK_PUBLIC_URL is not set." not in texts, "Socket Mode needs none"


async def test_an_admin_reads_it_in_the_own_language(office: University) -> None:
    _scope(office)
    await office.desk.store.write(
        lambda r: r.set_office(
            r.office()[0].model_copy(update={"admins": (SOFIE, "slack:T0UNI:U0EMMA")}),
            "test",
            datetime.now(UTC),
        )
    )
    emma = office.sim.slack.person("U0EMMA")  # nl-NL
    await office.until_served(office.alice)
    said = await emma.slash("/innovation", "admin doctor", wait=4)
    assert "Ontbreken: im:write." in said.plain
    assert "bediend worden: 3" in said.plain
    assert "Missing" not in said.plain


async def test_a_broken_pack_is_told_in_the_language_of_the_system(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        (tmp_path / "pack").mkdir()
        (tmp_path / "pack/pack.yaml").write_text("nonsense: true\n")
        given = settings_for(sim, tmp_path).model_copy(update={"desk_pack": tmp_path / "pack"})
        found = {f.part: f for f in await examined(given, "fr_BE.UTF-8")}
        assert not found["pack"].well
        assert found["pack"].name == "base de connaissances"
        assert found["pack"].mend == "Lancez : python -m bots pack check"
