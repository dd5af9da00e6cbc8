"""Live checks of the assistant: each credential is tried where it will be used."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.email.channel import login_fault, smtp_server
from adapters.teams.token import App, NoToken, Token
from bots import database
from bots.settings import Settings, Unsafe
from core.values.value import DeskError

PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)  # seconds
_TROUBLE = (aiohttp.ClientError, TimeoutError, OSError)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NO_CODE = ("invalid_code", "code_already_used", "invalid_grant_type")


@dataclass(frozen=True, slots=True)
class Told:
    """What a check found. `fault` is empty when the answer does; `facts` are what it taught."""

    fault: str = ""
    team: str = ""
    name: str = ""
    user: str = ""


def public_url(url: str) -> str:
    """Why that cannot be the desk's address; empty when it can."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        return "it must begin with https://, except on this machine"
    return "" if parts.hostname else "write for example https://desk.example.org"


async def slack_token(token: str, api: str) -> Told:
    """`auth.test`: whose token it is."""
    answer = await _slack(token, api, "auth.test")
    if isinstance(answer, str):
        return Told(fault=answer)
    return Told(team=str(answer.get("team_id")), name=str(answer.get("team")))


async def slack_socket(token: str, api: str) -> str:
    """`apps.connections.open`: whether Socket Mode may begin."""
    if not token.startswith("xapp-"):
        return "an app-level token begins with xapp-"
    answer = await _slack(token, api, "apps.connections.open")
    return answer if isinstance(answer, str) else ""


async def slack_client(id: str, secret: str, api: str) -> str:
    """Slack looks at id and secret before it looks at the code, so a code that is none will do."""
    given = {"client_id": id, "client_secret": secret, "code": "none"}
    answer = await _slack(None, api, "oauth.v2.access", given)
    return "" if not isinstance(answer, str) or answer in _NO_CODE else answer


async def slack_person(token: str, api: str, email: str) -> Told:
    """Who has that address in the workspace."""
    answer = await _slack(token, api, "users.lookupByEmail", {"email": email})
    if isinstance(answer, str):
        return Told(fault=answer)
    user = answer.get("user") or {}
    return Told(user=str(user.get("id")), name=str(user.get("real_name") or user.get("name")))


async def _slack(
    token: str | None, api: str, method: str, given: dict[str, str] | None = None
) -> dict[str, Any] | str:
    """What Slack answers, or why not."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        client = AsyncWebClient(token=token, base_url=api, session=session, retry_handlers=[])
        try:
            answer = await client.api_call(method, data=given or {})
        except SlackApiError as error:
            data = error.response.data
            return (
                str(data.get("error")) if isinstance(data, dict) else "Slack's answer is unreadable"
            )
        except _TROUBLE as error:
            return f"Slack cannot be reached at {api} ({type(error).__name__})"
        return answer.data if isinstance(answer.data, dict) else "Slack's answer is unreadable"


async def teams_token(id: str, password: str, address: str) -> str:
    """Whether Microsoft gives us a token."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
        token = Token(session, address, App(id, password))
        try:
            await token.value()
        except NoToken as error:
            return str(error)
        finally:
            await token.close()
    return ""


async def mail(url: str) -> str:
    """Connects, encrypts and logs in; sends nothing."""
    try:
        server = smtp_server(url)
    except ValueError as error:
        return str(error)
    return await login_fault(server)


async def database_ready(given: Settings) -> str:
    """Reaches the database and brings its tables to this version."""
    try:
        await asyncio.to_thread(database.upgrade, given)
    except (Unsafe, DeskError) as error:
        return str(error)
    except OSError as error:
        return f"the file cannot be made ({error.strerror})"
    return ""


def is_hex_secret(secret: str) -> bool:
    """Slack's signing secrets are 32 hexadecimal digits; nothing else tells whether one is right
    before Slack's first request comes."""
    return re.fullmatch(r"[0-9a-f]{32}", secret) is not None


def is_guid(id: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", id) is not None
