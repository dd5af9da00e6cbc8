"""Slack's OAuth: where an admin is sent, what a code is worth, how a token is renewed.

https://docs.slack.dev/authentication/installing-with-oauth
https://docs.slack.dev/authentication/using-token-rotation
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.values.installation import Installation, Tokens
from core.values.place import Platform

_NAME = 200  # characters


class NotGranted(Exception):
    """Slack gave no token; `word` is Slack's, or the kind of trouble on the way."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class SlackApp:
    """The app as registered at Slack. `authorize` and `redirect` are addresses."""

    id: str
    secret: str = field(repr=False)
    authorize: str
    redirect: str
    scopes: tuple[str, ...]

    def begin(self, state: str) -> str:
        """Where an admin chooses a workspace and agrees."""
        asked = {
            "client_id": self.id,
            "scope": ",".join(self.scopes),
            "redirect_uri": self.redirect,
            "state": state,
        }
        return f"{self.authorize}?{urlencode(asked)}"


class OAuth:
    """`client` has no token of its own."""

    def __init__(self, client: AsyncWebClient, app: SlackApp) -> None:
        self._client = client
        self._app = app

    async def granted(self, code: str, now: datetime) -> Installation:
        """The installation that a code stands for; a code is good once. Raises NotGranted."""
        answer = await self._asked(code=code, redirect_uri=self._app.redirect)
        org_wide = bool(answer.get("is_enterprise_install"))
        where = _mapping(answer, "enterprise" if org_wide else "team")
        tenant, tokens = _text(where, "id"), _tokens(answer, now)
        if not tenant or tokens is None:
            raise NotGranted("no_bot_token")
        return Installation(
            platform=Platform.SLACK,
            tenant=tenant,
            name=" ".join(_text(where, "name").split())[:_NAME] or tenant,
            org_wide=org_wide,
            since=now,
            bot_user=_text(answer, "bot_user_id"),
            scopes=_text(answer, "scope"),
            installed_by=_text(_mapping(answer, "authed_user"), "id"),
            tokens=tokens,
        )

    async def renewed(self, refresh: str, now: datetime) -> Tokens:
        """A new pair; the old one ends with it. Raises NotGranted."""
        answer = await self._asked(grant_type="refresh_token", refresh_token=refresh)
        tokens = _tokens(answer, now)
        if tokens is None:
            raise NotGranted("no_bot_token")
        return tokens

    async def _asked(self, **asked: str) -> Mapping[str, Any]:
        try:
            # In the body, as Slack allows: slack_sdk's own method uses what aiohttp deprecates.
            given = {"client_id": self._app.id, "client_secret": self._app.secret, **asked}
            answer = await self._client.api_call("oauth.v2.access", data=given)
        except SlackApiError as error:
            data = getattr(error.response, "data", None)
            word = data.get("error") if isinstance(data, dict) else None
            raise NotGranted(str(word or "unreadable")) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotGranted(type(error).__name__) from None
        return answer.data if isinstance(answer.data, dict) else {}


def _tokens(answer: Mapping[str, Any], now: datetime) -> Tokens | None:
    access, refresh = _text(answer, "access_token"), _text(answer, "refresh_token")
    if not access or answer.get("token_type") != "bot":
        return None
    lives = answer.get("expires_in")
    ends = now + timedelta(seconds=lives) if isinstance(lives, int) and lives > 0 else None
    return Tokens(
        access=SecretStr(access),
        refresh=SecretStr(refresh) if refresh else None,
        expires_at=ends if refresh else None,
    )


def _text(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _mapping(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}
