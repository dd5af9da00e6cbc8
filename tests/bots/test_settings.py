"""What the desk refuses to start with: each fault is named, with the way to mend it."""

from typing import Any

import pytest
from pydantic import ValidationError

from bots.settings import Settings, Unsafe, ready_to_serve
from tests.core.given import ROOT

KEY = "k" * 40
GUID = "11111111-aaaa-4aaa-8aaa-000000000001"
MANY = {
    "slack_client_id": "1.2",
    "slack_client_secret": "client-secret",
    "slack_signing_secret": "signing-secret",
    "desk_public_url": "https://desk.example.org",
    "desk_secret_key": KEY,
}
SOCKET = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1", "desk_secret_key": KEY}


def given(**values: Any) -> Settings:
    return Settings(_env_file=None, desk_pack=ROOT / "packs/famhp", **values)


@pytest.mark.parametrize("whole", [MANY, SOCKET], ids=["many", "socket"])
def test_what_is_whole_starts(whole: dict[str, str]) -> None:
    assert ready_to_serve(given(**whole)).slack


@pytest.mark.parametrize(
    ("whole", "change", "named"),
    [
        (MANY, {"slack_client_secret": None}, "SLACK_CLIENT_SECRET"),
        (MANY, {"slack_client_id": None}, "SLACK_CLIENT_ID"),
        (MANY, {"slack_signing_secret": None}, "SLACK_SIGNING_SECRET"),
        (MANY, {"desk_secret_key": None}, "DESK_SECRET_KEY"),
        (MANY, {"desk_secret_key": "short"}, "DESK_SECRET_KEY"),
        (MANY, {"desk_public_url": None}, "DESK_PUBLIC_URL"),
        (MANY, {"desk_public_url": "http://desk.example.org"}, "DESK_PUBLIC_URL"),
        (MANY, {"slack_bot_token": "xoxb-1"}, "SLACK_BOT_TOKEN"),
        (MANY, {"slack_app_token": "xapp-1"}, "SLACK_APP_TOKEN"),
        (MANY, {"desk_former_secret_keys": "short"}, "DESK_FORMER_SECRET_KEYS"),
        (MANY, {"slack_api_url": "http://elsewhere.example/"}, "SLACK_API_URL"),
        (SOCKET, {"slack_bot_token": None}, "SLACK_BOT_TOKEN"),
        (SOCKET, {"slack_app_token": "xoxb-wrong"}, "xapp-"),
        (SOCKET, {"desk_secret_key": None}, "DESK_SECRET_KEY"),
    ],
)
def test_what_is_unsafe_does_not(
    whole: dict[str, str], change: dict[str, str | None], named: str
) -> None:
    values = {name: value for name, value in (whole | change).items() if value is not None}
    with pytest.raises(ValidationError, match=named) as refused:
        given(**values)
    told = str(refused.value)
    assert all(secret not in told for secret in ("client-secret", "signing-secret", KEY))


def test_nothing_at_all_is_no_desk() -> None:
    with pytest.raises(Unsafe, match="SLACK_CLIENT_ID"):
        ready_to_serve(given())


def test_former_keys_still_open() -> None:
    made = given(**MANY, desk_former_secret_keys=f" {'o' * 40} , {'p' * 40},")
    assert made.secret_keys == (KEY, "o" * 40, "p" * 40)


def test_admins_are_sent_beside_the_web_api() -> None:
    assert given(**MANY).slack_authorize_url == "https://slack.com/oauth/v2/authorize"
    local = given(**MANY, slack_api_url="http://127.0.0.1:8090/slack/api/")
    assert local.slack_authorize_url == "http://127.0.0.1:8090/slack/oauth/v2/authorize"


def test_the_tab_needs_an_address_and_somebody_who_signs_people_in() -> None:
    bot = {
        "teams_app_id": GUID, "teams_app_password": "secret", "teams_app_tenant_id": GUID,
        "teams_allowed_tenants": GUID, "desk_secret_key": KEY,
    }  # fmt: skip
    there = {"desk_public_url": "https://desk.example"}
    simulated = {"teams_openid_metadata_url": "http://127.0.0.1:8090/openid"}
    signs_in = {"teams_sign_in_metadata_url": "http://127.0.0.1:8090/common/openid"}
    assert not given(**bot).teams_tab
    assert given(**bot, **there).teams_tab
    assert not given(**bot, **there, **simulated).teams_tab
    assert given(**bot, **there, **simulated, **signs_in).teams_tab
    with pytest.raises(ValidationError, match="TEAMS_SIGN_IN_METADATA_URL"):
        given(**bot, **there, **signs_in)


MAIL = {"smtp_url": "smtp://127.0.0.1", "mail_from": "desk@example.org"}
MAIL_APP = {"mail_app_id": GUID, "mail_app_password": "app-secret", "mail_app_tenant_id": GUID}
READ_BY_APP = "imaps://desk%40example.org@outlook.office365.com/INBOX?trust=exchange-online"


@pytest.mark.parametrize(
    "change",
    [
        {"imap_url": READ_BY_APP},
        {"smtp_url": "smtp://desk%40example.org@smtp.office365.com:587/?starttls=required"},
    ],
)
def test_an_app_signs_in_where_an_address_has_no_password(change: dict[str, str]) -> None:
    assert given(**{**SOCKET, **MAIL, **MAIL_APP, **change}).mail_app_id == GUID


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"imap_url": READ_BY_APP, "mail_app_password": None}, "belong together"),
        ({"imap_url": READ_BY_APP, "mail_app_tenant_id": "contoso"}, "mail_app_tenant_id"),
        ({"imap_url": READ_BY_APP, **dict.fromkeys(MAIL_APP)}, "IMAP_URL has a user and no passw"),
        ({}, "need no app: leave the password out"),
        ({"imap_url": READ_BY_APP.replace("@out", ":hunter2@out")}, "takes no password"),
        ({"imap_url": READ_BY_APP, "mail_token_url": "http://x.example"}, "must be https"),
    ],
)
def test_an_app_that_cannot_sign_in_is_refused(change: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError, match=says) as refused:
        given(**{**SOCKET, **MAIL, **MAIL_APP, **change})
    assert "hunter2" not in str(refused.value)
    assert "app-secret" not in str(refused.value)
