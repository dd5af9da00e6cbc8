"""The set-up assistant: what it asks, tries and writes; from nothing to an answered command."""

import os
import stat
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.serve import running
from bots.settings import Settings, Unsafe
from bots.setup import envfile
from bots.setup.assistant import Assistant
from simulator import Simulator
from simulator.slack.socket_mode import APP_TOKEN
from tests.faults.command import Ended, ran_in
from tests.walks.conftest import ROOT, SECRET
from tests.walks.installing import PUBLIC, University

IN_ALL = 300.0  # seconds from nothing to an answered command


@dataclass
class Someone:
    """Implements the Dialogue port. Each question's answers are taken in turn."""

    answers: dict[str, list[str]]
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def tell(self, text: str) -> None:
        self.told.append(text)

    def ask(self, name: str, question: str, default: str = "", *, secret: bool = False) -> str:
        self.asked.append(name)
        given = self.answers.get(name)
        if not given:
            return default
        if given[0] == "^C":
            raise KeyboardInterrupt
        return given.pop(0)

    def choose(self, name: str, question: str, options: Sequence[str], default: str) -> str:
        return self.ask(name, question, default)

    def confirm(self, name: str, question: str, *, default: bool) -> bool:
        return self.ask(name, question, "yes" if default else "no") == "yes"

    def wrong(self, name: str, why: str) -> None:
        self.complaints.append(f"{name}: {why}")
        if not self.answers.get(name):
            raise AssertionError(f"nothing more to answer: {name}: {why}")


@pytest.fixture
async def sim(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Simulator]:
    """Nothing of the settings comes from the environment of whoever runs the tests."""
    for name in (*Settings.model_fields, "slack", "teams"):
        monkeypatch.delenv(name.upper(), raising=False)
    async with Simulator(signing_secret=SECRET) as made:
        made.slack.rates.off()
        yield made


def surroundings(sim: Simulator, folder: Path, **more: str) -> dict[str, str]:
    """What the assistant cannot know of a simulated world, and never asks."""
    return {
        "DESK_PACK": str(ROOT / "packs/famhp"),
        "SLACK_API_URL": sim.api_url,
        "TEAMS_TOKEN_URL": sim.teams.token_url,
        "TEAMS_OPENID_METADATA_URL": sim.teams.openid_url,
        **more,
    }


def answered(sim: Simulator, folder: Path, **more: list[str]) -> Someone:
    usual = {
        "SLACK": ["one"],
        "DESK_PUBLIC_URL": [PUBLIC],
        "DESK_DATABASE_URL": [f"sqlite:///{folder}/desk.db"],
        "SMTP_URL": [sim.smtp_url],
        "MAIL_FROM": ["desk@office.example"],
        "SLACK_BOT_TOKEN": [sim.slack.bot_token],
        "SLACK_SIGNING_SECRET": [SECRET],
    }
    return Someone({**usual, **more})


async def run(sim: Simulator, folder: Path, who: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    around = surroundings(sim, folder)
    for name, value in around.items():
        monkeypatch.setenv(name, value)
    await Assistant(folder / ".env", who, around).run()


async def test_one_workspace(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.slack.team("T0UNI").user("U0SOFIE").email = "sofie@office.example"
    who = answered(sim, tmp_path, SLACK_ADMIN=["nobody@office.example", "sofie@office.example"])
    await run(sim, tmp_path, who, monkeypatch)
    file = tmp_path / ".env"
    kept = envfile.read(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept["SLACK_BOT_TOKEN"] == sim.slack.bot_token
    assert kept["DESK_ADMINS"] == "slack:T0UNI:U0SOFIE"
    assert len(kept["DESK_SECRET_KEY"]) >= 32
    assert who.complaints == ["SLACK_ADMIN: users_not_found"]
    assert "DESK_SECRET_KEY" not in who.asked
    assert (tmp_path / "slack-manifest.json").exists()
    assert (tmp_path / "desk.db").exists(), "made and migrated"
    Settings(_env_file=file)


@pytest.mark.parametrize(
    ("name", "wrong", "why"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "invalid_auth"),
        ("DESK_PUBLIC_URL", "http://desk.example", "https"),
        ("SMTP_URL", "smtp://mail.example:587", "encrypted"),
        ("SMTP_URL", "smtp://127.0.0.1:1", "cannot be used"),
        ("MAIL_FROM", "nobody", "not an e-mail address"),
        (
            "DESK_DATABASE_URL",
            "postgresql://nobody:secret-word@127.0.0.1:1/desk",
            "DESK_DATABASE_URL",
        ),
        ("DESK_DATABASE_URL", "sqlite:////proc/nowhere/desk.db", ""),
    ],
)
async def test_what_does_not_work_is_asked_again_and_never_written(
    sim: Simulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    wrong: str,
    why: str,
) -> None:
    right = answered(sim, tmp_path).answers[name]
    who = answered(sim, tmp_path, **{name: [wrong, *right]})
    await run(sim, tmp_path, who, monkeypatch)
    assert len(who.complaints) == 1
    assert why in who.complaints[0]
    assert "secret-word" not in who.complaints[0]
    assert wrong not in (tmp_path / ".env").read_text()


async def test_ctrl_c_keeps_what_was_answered_and_the_rest_is_asked_next_time(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = answered(sim, tmp_path, SLACK_BOT_TOKEN=["^C"])
    with pytest.raises(KeyboardInterrupt):
        await run(sim, tmp_path, broken, monkeypatch)
    kept = envfile.read(tmp_path / ".env")
    assert kept["MAIL_FROM"] == "desk@office.example"
    assert "SLACK_BOT_TOKEN" not in kept
    again = answered(sim, tmp_path)
    await run(sim, tmp_path, again, monkeypatch)
    for name in ("DESK_PUBLIC_URL", "SMTP_URL", "MAIL_FROM", "DESK_DATABASE_URL"):
        assert name not in again.asked
    assert envfile.read(tmp_path / ".env") | kept == envfile.read(tmp_path / ".env")


async def test_nothing_is_overwritten_without_asking_and_other_lines_stay(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nOTHER='a b'\nSLACK_BOT_TOKEN=xoxb-old\nexport PORT=9999\n")
    who = answered(sim, tmp_path)
    await run(sim, tmp_path, who, monkeypatch)
    assert "REPLACE_SLACK_BOT_TOKEN" in who.asked
    assert envfile.read(file)["SLACK_BOT_TOKEN"] == "xoxb-old"
    yes = answered(sim, tmp_path, REPLACE_SLACK_BOT_TOKEN=["yes"])
    await run(sim, tmp_path, yes, monkeypatch)
    text = file.read_text()
    assert text.startswith(
        f"# ours\nOTHER='a b'\nSLACK_BOT_TOKEN={sim.slack.bot_token}\nexport PORT"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_socket_mode_and_teams(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = answered(
        sim,
        tmp_path,
        SLACK=["socket"],
        TEAMS=["yes"],
        SLACK_APP_TOKEN=["xoxb-1", "xapp-wrong", APP_TOKEN],
        TEAMS_APP_ID=["nonsense", sim.teams.app_id],
        TEAMS_APP_TENANT_ID=[sim.teams.app_tenant],
        TEAMS_APP_PASSWORD=["wrong", sim.teams.app_password],
    )
    await run(sim, tmp_path, who, monkeypatch)
    named = [complaint.partition(":")[0] for complaint in who.complaints]
    assert named == ["SLACK_APP_TOKEN"] * 2 + ["TEAMS_APP_ID", "TEAMS_APP_PASSWORD"]
    kept = envfile.read(tmp_path / ".env")
    assert kept["TEAMS_ALLOWED_TENANTS"] == sim.teams.app_tenant
    assert "SLACK_SIGNING_SECRET" not in who.asked
    assert (tmp_path / "innovation-desk-teams.zip").exists()


async def test_a_desk_without_a_platform_is_none(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unsafe, match="make run"):
        await run(sim, tmp_path, answered(sim, tmp_path, SLACK=["none"]), monkeypatch)


VALUES = (
    "plain", "a b", "it's", 'say "x"', "#no comment", "back\\slash", "ends\\", "$HOME ${X}",
    "smtp://u:p%2F@h:587/?starttls=required",
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_what_is_written_is_read_back(tmp_path: Path, value: str) -> None:
    file = tmp_path / ".env"
    envfile.put(file, {"A": "1", "B": value})
    envfile.put(file, {"A": "2"})
    assert envfile.read(file) == {"A": "2", "B": value}


async def command(folder: Path, around: dict[str, str], **answers: str) -> Ended:
    """`python -m bots setup`, as a person starts it, with a file of answers."""
    given = folder / "answers"
    given.write_text("".join(f"{name}='{value}'\n" for name, value in answers.items()))
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return await ran_in(folder, {**kept, **around}, "setup", "--answers", str(given))


async def test_from_nothing_to_an_answered_command_in_a_workspace(
    sim: Simulator, tmp_path: Path
) -> None:
    """The recorded way of a new admin: set up, start, install by OAuth, be let in, ask."""
    began = time.monotonic()
    sim.slack.workspace.app.standing = "inactive"
    sim.slack.oauth.app.redirect_urls = [f"{PUBLIC}/slack/oauth_redirect"]
    around = surroundings(sim, tmp_path)
    answers = {
        "SLACK": "many",
        "DESK_PUBLIC_URL": PUBLIC,
        "SMTP_URL": sim.smtp_url,
        "MAIL_FROM": "desk@office.example",
        "SLACK_CLIENT_ID": sim.slack.oauth.app.client_id,
        "SLACK_CLIENT_SECRET": "wrong",
        "SLACK_SIGNING_SECRET": SECRET,
    }
    refused = await command(tmp_path, around, **answers)
    assert refused.status == 2
    assert "bad_client_secret" in refused.errors
    answers["SLACK_CLIENT_SECRET"] = sim.slack.oauth.app.client_secret
    done = await command(tmp_path, around, **answers)
    assert done.status == 0, done.errors
    assert f"{PUBLIC}/slack/install" in done.out
    for secret in (SECRET, sim.slack.oauth.app.client_secret):
        assert secret not in done.out + done.errors

    given = settings_of(tmp_path, around)
    async with running(given, post_every=timedelta(0)) as desk:
        sim.desk_url = f"http://127.0.0.1:{desk.port}"
        there = University(sim, desk, given=given)
        await there.browser().installs("T0UNI")
        let_in = await command(tmp_path, around, **answers, ACCEPT="yes")
        assert let_in.status == 0, let_in.errors
        assert "is let in" in let_in.out
        await there.until_served(there.alice)
        answer = await there.alice.slash("/innovation", "fees sme 8299.41")
        assert "6,224.56" in answer.plain
        office, _ = await desk.store.read(lambda record: record.office())
        assert office.admins == ("slack:T0UNI:U0ADMIN",)
        await sim.slack.events.idle()
    assert time.monotonic() - began < IN_ALL


def settings_of(folder: Path, around: dict[str, str]) -> Settings:
    """As the desk reads them in that folder."""
    plain = {**around, **envfile.read(folder / ".env")}
    known: dict[str, Any] = {name.lower(): value for name, value in plain.items()}
    known |= {"desk_database_url": f"sqlite:///{folder}/var/desk.db", "port": 0}
    return Settings(_env_file=None, **known)
