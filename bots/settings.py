"""Everything that is set from outside, each with what it means and how to mend it.

Environment variables, or a `.env` file in the working directory. The names are fixed.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import SettingsConfigDict

from bots.mail_settings import MailSettings
from bots.spellings import LOOPBACK, Guid, Url
from core.values.value import DeskError

_MAKE_A_KEY = "Make one with python -c 'import secrets; print(secrets.token_urlsafe(48))'"


class Unsafe(DeskError):
    """The settings do not do; the text names each one and how to fix it."""


class Settings(MailSettings):
    """Raises pydantic.ValidationError; use `settings()` for one readable error."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    desk_database_url: Url = "sqlite:///var/desk.db"
    desk_pack: Path = Path("packs/famhp")
    desk_first_routing: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    desk_public_url: Url | None = None
    desk_files_largest: int = Field(default=5, ge=0, le=20)
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    desk_secret_key: SecretStr | None = None
    desk_former_secret_keys: SecretStr | None = None
    desk_admins: str = ""
    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: Url = "https://slack.com/api/"
    teams_app_id: Guid | None = None
    teams_app_password: SecretStr | None = None
    teams_app_tenant_id: Guid | None = None
    teams_allowed_tenants: str = ""
    teams_openid_metadata_url: Url = (
        "https://login.botframework.com/v1/.well-known/openidconfiguration"
    )
    teams_token_url: Url | None = None
    teams_sign_in_metadata_url: Url | None = None

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The key that encrypts now, then the former ones, which still open; empty without any."""
        if self.desk_secret_key is None:
            return ()
        former = self.desk_former_secret_keys
        named = former.get_secret_value().split(",") if former else ()
        return (
            self.desk_secret_key.get_secret_value(),
            *(key.strip() for key in named if key.strip()),
        )

    @property
    def admins(self) -> tuple[str, ...]:
        """The first admins, by their keys."""
        named = (person.strip() for person in self.desk_admins.split(","))
        return tuple(dict.fromkeys(person for person in named if person))

    @property
    def slack(self) -> bool:
        return self.slack_bot_token is not None or self.slack_many

    @property
    def slack_many(self) -> bool:
        """Whether the app is installed in many workspaces, by OAuth."""
        return self.slack_client_id is not None

    @property
    def slack_authorize_url(self) -> str:
        """Where an admin agrees to an installation: beside the Web API."""
        return self.slack_api_url.rstrip("/").removesuffix("/api") + "/oauth/v2/authorize"

    @property
    def teams(self) -> bool:
        return self.teams_app_id is not None

    @property
    def simulated(self) -> bool:
        """Whether Slack is on this machine."""
        return urlsplit(self.slack_api_url).hostname in LOOPBACK

    @property
    def teams_simulated(self) -> bool:
        """Whether Teams is on this machine."""
        return urlsplit(self.teams_openid_metadata_url).hostname in LOOPBACK

    @property
    def teams_tab(self) -> bool:
        """Whether there is a page for the personal tab: it has an address, and somebody who says
        who looks at it."""
        signed = self.teams_sign_in_metadata_url or not self.teams_simulated
        return bool(self.teams and self.desk_public_url and signed)

    @property
    def teams_tenants(self) -> frozenset[str]:
        named = (tenant.strip() for tenant in self.teams_allowed_tenants.split(","))
        return frozenset(tenant for tenant in named if tenant)

    @model_validator(mode="after")
    def _pack_is_there(self) -> "Settings":
        if not (self.desk_pack / "pack.yaml").is_file():
            raise ValueError(
                f"DESK_PACK: there is no knowledge pack in the folder {self.desk_pack}; start the "
                "desk in its own folder, or name the folder that holds pack.yaml"
            )
        return self

    @model_validator(mode="after")
    def _admins_are_persons(self) -> "Settings":
        for person in self.admins:
            if not re.fullmatch(r"(slack|teams):[^:\s]+:[^:\s]+", person):
                raise ValueError(
                    f"DESK_ADMINS: '{person}' is not a person; write slack:TEAM:USER or "
                    "teams:TENANT:OBJECTID, with commas between several"
                )
        return self

    @model_validator(mode="after")
    def _public_pages_are_safe(self) -> "Settings":
        """Pictures and links of answers have this address; platforms fetch them from afar."""
        address = urlsplit(self.desk_public_url or "https://")
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise ValueError("DESK_PUBLIC_URL must be https, except on this machine")
        return self

    @model_validator(mode="after")
    def _slack_can_be_trusted(self) -> "Settings":
        if self.slack_many or self.slack_client_secret:
            self._check_many()
        elif self.slack_app_token:
            self._check_socket()
        elif bool(self.slack_bot_token) != bool(self.slack_signing_secret):
            raise ValueError(
                "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET belong together: set both; the signing "
                "secret is under Basic Information on the app's page at api.slack.com"
            )
        if urlsplit(self.slack_api_url).scheme != "https" and not self.simulated:
            raise ValueError("SLACK_API_URL must be https, except on this machine")
        return self

    def _check_many(self) -> None:
        """An app for many workspaces keeps other people's tokens: only encrypted, and only what
        Slack signed comes in."""
        needed = (self.slack_client_id, self.slack_client_secret, self.slack_signing_secret)
        if not all(needed):
            raise ValueError(
                "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET belong together: "
                "set all three; they are under Basic Information on the app's page at api.slack.com"
            )
        if self.slack_bot_token or self.slack_app_token:
            raise ValueError(
                "SLACK_CLIENT_ID is for many workspaces; SLACK_BOT_TOKEN and SLACK_APP_TOKEN are "
                "for one. Leave one of the two out"
            )
        here = urlsplit(self.desk_public_url or "")
        if here.scheme != "https" and here.hostname not in LOOPBACK:
            raise ValueError(
                "DESK_PUBLIC_URL is missing or not https: Slack sends admins back to it after they "
                "agreed to the installation"
            )
        if not self.secret_keys or len(self.secret_keys[0]) < 32:
            raise ValueError(
                "DESK_SECRET_KEY is missing or shorter than 32 characters: the workspaces' tokens "
                f"are encrypted with it. {_MAKE_A_KEY}"
            )

    def _check_socket(self) -> None:
        if not self.slack_bot_token:
            raise ValueError(
                "SLACK_APP_TOKEN is for Socket Mode, which needs SLACK_BOT_TOKEN too: it is under "
                "OAuth & Permissions on the app's page at api.slack.com"
            )
        assert self.slack_app_token is not None
        if not self.slack_app_token.get_secret_value().startswith("xapp-"):
            raise ValueError(
                "SLACK_APP_TOKEN must be an app-level token, xapp-…: make one under Basic "
                "Information, App-Level Tokens, with the scope connections:write"
            )

    @model_validator(mode="after")
    def _teams_can_be_trusted(self) -> "Settings":
        """An app id without tenants would let anyone in (threat S5)."""
        needed = (self.teams_app_password, self.teams_app_tenant_id, self.teams_tenants)
        if any((self.teams_app_id, *needed)) and not all((self.teams_app_id, *needed)):
            raise ValueError(
                "TEAMS_APP_ID, TEAMS_APP_PASSWORD, TEAMS_APP_TENANT_ID and TEAMS_ALLOWED_TENANTS "
                "belong together: set all four; the first three are on the bot's page in Azure, "
                "the last lists the tenants whose people may ask, separated by commas"
            )
        others = (self.teams_token_url, self.teams_sign_in_metadata_url)
        addresses = (self.teams_openid_metadata_url, *filter(None, others))
        if not self.teams_simulated and any(urlsplit(a).scheme != "https" for a in addresses):
            raise ValueError(
                "TEAMS_OPENID_METADATA_URL, TEAMS_TOKEN_URL and TEAMS_SIGN_IN_METADATA_URL must be "
                "https, except on this machine"
            )
        return self

    @model_validator(mode="after")
    def _secrets_can_be_kept(self) -> "Settings":
        key = self.desk_secret_key.get_secret_value() if self.desk_secret_key else ""
        in_earnest = (self.slack and not self.simulated) or (
            self.teams and not self.teams_simulated
        )
        if self.desk_former_secret_keys and any(len(k) < 32 for k in self.secret_keys[1:]):
            raise ValueError(
                "DESK_FORMER_SECRET_KEYS: each key has at least 32 characters; separate them by "
                "commas, the newest first"
            )
        if in_earnest and len(key) < 32:
            raise ValueError(
                f"DESK_SECRET_KEY is missing or shorter than 32 characters. {_MAKE_A_KEY}"
            )
        return self


def settings() -> Settings:
    """The settings of this process. Raises Unsafe, which names every fault and no secret."""
    try:
        return Settings()
    except ValidationError as error:
        raise Unsafe("\n".join(told(problem) for problem in error.errors())) from None


def told(problem: object) -> str:
    """One fault in one line, without the value."""
    assert isinstance(problem, dict)
    name = ".".join(str(part) for part in problem["loc"]).upper()
    text = str(problem["msg"]).removeprefix("Value error, ")
    return f"{name}: {text}" if name else text


def ready_to_serve(given: Settings) -> Settings:
    """Raises Unsafe when there is nothing that a desk could serve."""
    if not (given.slack or given.teams):
        raise Unsafe(
            "No platform is set up. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (one workspace), "
            "SLACK_CLIENT_ID and what belongs to it (many workspaces), or TEAMS_APP_ID "
            "and what belongs to it, or try the desk without any account: make run"
        )
    return given
