"""The settings of mail: where it is handed over and read, and as whom the desk signs in."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings

from adapters.email.channel import smtp_server
from adapters.email.exchange import HOST as EXCHANGE_ONLINE
from adapters.email.mailbox import imap_server
from bots.spellings import LOOPBACK, Guid, Url


class MailSettings(BaseSettings):
    """A part of the settings."""

    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    imap_url: SecretStr | None = None
    mail_app_id: Guid | None = None
    mail_app_password: SecretStr | None = None
    mail_app_tenant_id: Guid | None = None
    mail_token_url: Url | None = None

    @model_validator(mode="after")
    def _mail_can_be_sent(self) -> Self:
        if self.smtp_url is None:
            return self
        smtp_server(self.smtp_url.get_secret_value())
        if not self.mail_from:
            raise ValueError("SMTP_URL is set but MAIL_FROM is not: set the sender's address")
        return self

    @model_validator(mode="after")
    def _replies_can_be_read(self) -> Self:
        if self.imap_url is None:
            return self
        server = imap_server(self.imap_url.get_secret_value())
        if server.host == EXCHANGE_ONLINE and server.password:
            raise ValueError(
                "IMAP_URL: Exchange Online takes no password: leave it out, and set MAIL_APP_ID "
                "and what belongs to it"
            )
        if self.smtp_url is None:
            raise ValueError(
                "IMAP_URL is set but SMTP_URL is not: replies are to mails that the desk sends"
            )
        return self

    @model_validator(mode="after")
    def _mail_servers_can_be_signed_in_to(self) -> Self:
        """By a password in the address, or as an app that Exchange Online knows."""
        app = (self.mail_app_id, self.mail_app_password, self.mail_app_tenant_id)
        if any(app) and not all(app):
            raise ValueError(
                "MAIL_APP_ID, MAIL_APP_PASSWORD and MAIL_APP_TENANT_ID belong together: set all "
                "three; they are on the app's page in Entra"
            )
        token = urlsplit(self.mail_token_url or "https://")
        if token.scheme != "https" and token.hostname not in LOOPBACK:
            raise ValueError("MAIL_TOKEN_URL must be https, except on this machine")
        without = [name for name, user, password in self._mail_users if user and not password]
        if without and not all(app):
            raise ValueError(
                f"{without[0]} has a user and no password: write USER:PASSWORD@, or set "
                "MAIL_APP_ID and what belongs to it, with which the desk signs in at Microsoft 365"
            )
        if all(app) and not without:
            raise ValueError(
                "MAIL_APP_ID is set, but IMAP_URL and SMTP_URL need no app: leave the password out "
                "of the one in which the desk shall sign in as the app"
            )
        return self

    @property
    def _mail_users(self) -> list[tuple[str, str | None, str | None]]:
        """The setting, user and password of each mail server."""
        named = (("IMAP_URL", self.imap_url), ("SMTP_URL", self.smtp_url))
        parts = [(name, urlsplit(url.get_secret_value())) for name, url in named if url]
        return [(name, each.username, each.password) for name, each in parts]
