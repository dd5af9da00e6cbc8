"""What admins upload: valid for Microsoft's and Slack's own schemas, in every language."""

import functools
import io
import json
import os
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft4Validator, Draft7Validator
from typer.testing import CliRunner

from bots import manifest
from bots.__main__ import app
from bots.settings import Settings, Unsafe
from core.decide.words import WORDS
from tests.core.given import NOW, ROOT
from tests.read_once import real

Json = dict[str, Any]
PACK = real(NOW.date())[0]
SCHEMAS = Path(os.environ.get("DESK_SCHEMAS") or ROOT.parent / "shared/schemas")
APP = "11111111-aaaa-4aaa-8aaa-000000000001"
PUBLIC = "https://desk.example.org"
# https://docs.slack.dev/reference/app-manifest
SLACK_LIMITS = {"name": 35, "description": 140, "long_description": 4000}


def given(**changes: Any) -> Settings:
    usual: Json = {
        "desk_public_url": PUBLIC,
        "teams_app_id": APP,
        "teams_app_password": "secret",
        "teams_app_tenant_id": APP,
        "teams_allowed_tenants": APP,
        "desk_secret_key": "k" * 40,
        "desk_pack": ROOT / "packs/famhp",
    }
    return Settings(_env_file=None, **(usual | changes))


def package() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(manifest.teams_package(given(), PACK))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def schema(name: str) -> Json:
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"NOT CHECKED against the platform's own schema: {path} is absent")
    found: Json = json.loads(path.read_text())
    return found


def test_the_teams_manifest_fits_microsofts_schema() -> None:
    wanted = schema("teams-app-manifest-1.25.schema.json")
    made = json.loads(package()["manifest.json"])
    assert list(Draft4Validator(wanted).iter_errors(made)) == []
    for spoiled in (
        made | {"id": "not-a-guid"},
        made | {"name": {"short": "x" * 31}},
        made | {"unknown": 1},
        made | {"bots": [made["bots"][0] | {"scopes": ["nowhere"]}]},
    ):
        assert list(Draft4Validator(wanted).iter_errors(spoiled)), "the schema is not at work"


def test_the_teams_manifest_says_what_the_desk_needs() -> None:
    made = manifest.teams_manifest(given(), PACK)
    assert made["manifestVersion"] == "1.25"
    assert made["bots"][0]["botId"] == made["webApplicationInfo"]["id"] == made["id"] == APP
    asked = made["authorization"]["permissions"]["resourceSpecific"]
    assert asked == [{"name": "ChannelMessage.Read.Group", "type": "Application"}]
    assert made["composeExtensions"][0]["commands"][0]["type"] == "action"
    assert made["developer"]["privacyUrl"] == f"{PUBLIC}/privacy"
    assert made["developer"]["termsOfUseUrl"] == f"{PUBLIC}/terms"
    titles = {c["title"] for list_ in made["bots"][0]["commandLists"] for c in list_["commands"]}
    assert titles <= set(WORDS)


def test_the_teams_manifest_has_the_tab_behind_the_chat() -> None:
    made = manifest.teams_manifest(given(desk_public_url="https://Desk.example.org/"), PACK)
    chat, tab, about = made["staticTabs"]
    assert (chat["entityId"], about["entityId"]) == ("conversations", "about")
    assert tab["contentUrl"] == "https://Desk.example.org/teams/tab"
    assert "contentBotId" not in tab  # cards in tabs are gone from Teams
    assert made["webApplicationInfo"]["resource"] == f"api://desk.example.org/botid-{APP}"
    assert made["validDomains"] == ["desk.example.org"]


def test_every_language_of_the_pack_is_in_the_package() -> None:
    files = package()
    made = json.loads(files["manifest.json"])
    info = made["localizationInfo"]
    assert info["defaultLanguageTag"] == PACK.default_locale
    tags = {other["languageTag"]: other["file"] for other in info["additionalLanguages"]}
    assert {*tags, PACK.default_locale} == set(PACK.locales)
    for tag, file in tags.items():
        translated = json.loads(files[file])
        for path, text in translated.items():
            if not path.startswith("$"):
                assert text, (tag, path)
                assert isinstance(_at(made, path), str), f"{tag}: {path} is not in the manifest"
        assert translated["bots[0].commandLists[0].commands[0].description"] == PACK.say(
            "manifest.help", tag
        )


def _at(value: Any, path: str) -> Any:
    steps = re.findall(r"[A-Za-z]+|\d+", path)
    return functools.reduce(
        lambda at, step: at[int(step) if step.isdigit() else step], steps, value
    )


@pytest.mark.parametrize(("icon", "size"), [("color.png", (192, 192)), ("outline.png", (32, 32))])
def test_the_icons_have_teams_sizes(icon: str, size: tuple[int, int]) -> None:
    """https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package"""
    image = package()[icon]
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", image[16:24]) == size


def test_the_teams_command_writes_a_package(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("DESK_PUBLIC_URL", PUBLIC)
    monkeypatch.setenv("DESK_PACK", str(ROOT / "packs/famhp"))
    monkeypatch.setenv("TEAMS_APP_ID", APP)
    monkeypatch.setenv("TEAMS_APP_PASSWORD", "secret")
    monkeypatch.setenv("TEAMS_APP_TENANT_ID", APP)
    monkeypatch.setenv("TEAMS_ALLOWED_TENANTS", APP)
    monkeypatch.setenv("DESK_SECRET_KEY", "k" * 40)
    target = tmp_path / "app.zip"
    result = CliRunner().invoke(app, ["manifest", "teams", "--output", str(target)])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(target) as archive:
        assert {"manifest.json", "color.png", "outline.png"} <= set(archive.namelist())


def test_nothing_is_written_without_what_it_needs() -> None:
    with pytest.raises(Unsafe, match="DESK_PUBLIC_URL"):
        manifest.teams_manifest(given(desk_public_url=None), PACK)
    with pytest.raises(Unsafe, match="DESK_PUBLIC_URL"):
        manifest.slack_manifest(given(desk_public_url=None), PACK)
    without = given(
        teams_app_id=None,
        teams_app_password=None,
        teams_app_tenant_id=None,
        teams_allowed_tenants="",
    )
    with pytest.raises(Unsafe, match="TEAMS_APP_ID"):
        manifest.teams_manifest(without, PACK)


def test_the_slack_manifest_fits_slacks_schema() -> None:
    wanted = schema("slack-app-manifest-1.0.0.schema.json")
    made = manifest.slack_manifest(given(), PACK)
    assert list(Draft7Validator(wanted).iter_errors(made)) == []
    assert list(Draft7Validator(wanted).iter_errors(made | {"display_information": {}}))


def test_the_slack_manifest_stays_within_slacks_limits() -> None:
    made = manifest.slack_manifest(given(), PACK)
    about = made["display_information"]
    for name, most in SLACK_LIMITS.items():
        assert 0 < len(about[name]) <= most, name
    assert len(about["long_description"]) >= 175  # Slack's least, in characters
    command = made["features"]["slash_commands"][0]
    assert command["command"].startswith("/")
    assert len(command["description"]) <= 2000
    assert len(made["features"]["shortcuts"][0]["name"]) <= 24
    assert {event.partition(".")[0] for event in manifest.SLACK_EVENTS} >= {"message"}
    assert json.dumps(made).count(PUBLIC) >= 3


MANY = {
    "slack_client_id": "1.2",
    "slack_client_secret": "secret",
    "slack_signing_secret": "secret",
}
SOCKET = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1", "desk_public_url": None}


def test_the_slack_manifest_for_many_workspaces_has_a_way_back() -> None:
    made = manifest.slack_manifest(given(**MANY), PACK)
    assert made["oauth_config"]["redirect_urls"] == [f"{PUBLIC}/slack/oauth_redirect"]
    assert made["settings"]["org_deploy_enabled"]
    assert made["settings"]["token_rotation_enabled"]
    assert {"app_uninstalled", "tokens_revoked"} <= set(
        made["settings"]["event_subscriptions"]["bot_events"]
    )


def test_the_slack_manifest_for_socket_mode_needs_no_address() -> None:
    made = manifest.slack_manifest(given(**SOCKET), PACK)
    assert made["settings"]["socket_mode_enabled"]
    assert "request_url" not in json.dumps(made)
    assert "url" not in made["features"]["slash_commands"][0]


@pytest.mark.parametrize("more", [MANY, SOCKET], ids=["many", "socket"])
def test_every_slack_manifest_fits_slacks_schema(more: Json) -> None:
    wanted = schema("slack-app-manifest-1.0.0.schema.json")
    made = manifest.slack_manifest(given(**more), PACK)
    assert list(Draft7Validator(wanted).iter_errors(made)) == []
