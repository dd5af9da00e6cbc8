"""The desk's app at Microsoft that may use its mailbox: Exchange Online takes no password."""

import asyncio

from aiohttp import ClientSession

from adapters.email.sign_in import FromThread, NotSignedIn, SignIn
from adapters.teams.token import TOKEN_URL, App, NoToken, Token
from bots.settings import Settings

SCOPE = "https://outlook.office365.com/.default"  # all that the app was allowed, in mailboxes


class MailApp:
    """Implements SignIn. The token is fetched when it is first needed, and renewed in the
    background."""

    def __init__(self, token: Token) -> None:
        self._token = token

    async def token(self) -> str:
        try:
            return await self._token.value()
        except NoToken as error:
            raise NotSignedIn(str(error)) from error

    def refused(self, token: str) -> None:
        self._token.discard(token)

    async def close(self) -> None:
        await self._token.close()


def mail_app(given: Settings, session: ClientSession) -> MailApp | None:
    """None where the mail servers take passwords."""
    if not (given.mail_app_id and given.mail_app_password):
        return None
    address = given.mail_token_url or TOKEN_URL.format(tenant=given.mail_app_tenant_id)
    app = App(given.mail_app_id, given.mail_app_password.get_secret_value(), SCOPE)
    return MailApp(Token(session, address, app))


def from_thread(sign_in: SignIn | None) -> FromThread | None:
    """For what reads the mailbox in a thread, beside this loop."""
    return FromThread(sign_in, asyncio.get_running_loop()) if sign_in else None
