"""What a desk in Teams is compared with: bare aiohttp, and botbuilder's own adapter with an echo.

The echo bot is stock: its own token check, a client of the connector for each turn, its reply by
HTTP. Only its access token is given to it, since Entra is not on this machine.
"""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web
from botbuilder.core import TurnContext  # type: ignore[import-untyped]
from botbuilder.core.cloud_adapter_base import CloudAdapterBase  # type: ignore[import-untyped]
from botbuilder.schema import Activity  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    BotFrameworkAuthenticationFactory,
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)

Handler = Callable[[web.Request], Awaitable[web.Response]]
SCOPE = "https://api.botframework.com"


def bare_aiohttp(answer: bytes) -> Handler:
    """Reads JSON, answers with fixed bytes; no token is looked at."""

    async def handle(request: web.Request) -> web.Response:
        json.loads(await request.read())
        return web.Response(body=answer, content_type="application/json")

    return handle


def echo(app_id: str, metadata: str, token: str) -> Handler:
    class Given(MicrosoftAppCredentials):  # type: ignore[misc]
        def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: FBT001, FBT002
            return token

    class Credentials(PasswordServiceClientCredentialFactory):  # type: ignore[misc]
        async def create_credentials(self, app_id: str, *_: object, **__: object) -> Given:
            return Given(app_id, "unused")

    made = BotFrameworkAuthenticationFactory.create(
        to_channel_from_bot_login_url="https://login.microsoftonline.com/botframework.com",
        to_channel_from_bot_oauth_scope=SCOPE,
        to_bot_from_channel_token_issuer=SCOPE,
        to_bot_from_channel_open_id_metadata_url=metadata,
        to_bot_from_emulator_open_id_metadata_url=metadata,
        credential_factory=Credentials(app_id, "unused"),
    )
    adapter = CloudAdapterBase(made)

    async def turn(context: TurnContext) -> None:
        await context.send_activity(f"You said: {context.activity.text}")

    async def handle(request: web.Request) -> web.Response:
        said = Activity().deserialize(await request.json())
        await adapter.process_activity(request.headers.get("Authorization", ""), said, turn)
        return web.Response(body=b"{}", content_type="application/json")

    return handle
