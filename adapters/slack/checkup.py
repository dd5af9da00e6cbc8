"""Proves each promise of a Slack workspace live, and says how to mend what fails.

The scopes of a token are a header of the answer:
https://docs.slack.dev/reference/methods/auth.test
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.calls import named
from adapters.slack.outcomes import REFUSALS
from core.desk.ports import Later, Refused, Sent, Unsure
from core.values.office import Finding

_LOOK = "Look at what Slack says, and at the app's page at api.slack.com."
PATIENCE = 2.0  # seconds for each call
SKEW = timedelta(seconds=60)  # Slack's signatures are refused from 300 s on


class SlackCheckup:
    """`scopes` are those of the manifest; `admin` is whom the round trip writes to, if anybody;
    `now` gives the time in UTC."""

    def __init__(
        self,
        client: AsyncWebClient,
        scopes: Collection[str],
        admin: str,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._scopes = scopes
        self._admin = admin
        self._now = now

    async def token(self) -> tuple[Finding, ...]:
        """Whether the app can speak in the workspace at all, and with which permissions."""
        answer = await _asked(self._client.auth_test())
        return self._of_token(answer) if isinstance(answer, str) else (self._of_scopes(answer),)

    async def findings(self) -> tuple[Finding, ...]:
        answer = await _asked(self._client.auth_test())
        if isinstance(answer, str):
            return self._of_token(answer)
        team = str(answer.get("team") or answer.get("team_id") or "")
        good = "The token is good in {team}."
        found = Finding(part="slack token", well=True, told=good, values={"team": team})
        return (found, self._of_scopes(answer), self._of_clock(answer), await self._round_trip())

    def _of_token(self, why: str) -> tuple[Finding, ...]:
        mend = "Look at SLACK_BOT_TOKEN and SLACK_API_URL; install the app again if need be."
        values = {"why": why}
        return (Finding(part="slack token", well=False, told="{why}", mend=mend, values=values),)

    def _of_scopes(self, answer: AsyncSlackResponse) -> Finding:
        told = _header(answer, "x-oauth-scopes")
        if not told:
            return Finding(part="slack scopes", well=True, told="Slack did not say which.")
        held = {each.strip() for each in told.split(",")}
        missing = sorted(set(self._scopes) - held)
        if not missing:
            return Finding(part="slack scopes", well=True, told="All scopes of the manifest.")
        return Finding(
            part="slack scopes",
            well=False,
            told="Missing: {scopes}.",
            mend="Add them under OAuth & Permissions, then install the app again.",
            values={"scopes": ", ".join(missing)},
        )

    def _of_clock(self, answer: AsyncSlackResponse) -> Finding:
        try:
            theirs = parsedate_to_datetime(_header(answer, "date"))
        except ValueError:
            return Finding(part="clock", well=True, told="Slack did not say what time it is.")
        off = self._now() - theirs
        if abs(off) <= SKEW:
            return Finding(part="clock", well=True, told="The clock agrees with Slack's.")
        return Finding(
            part="clock",
            well=False,
            told="The clock is {seconds} s off; from 300 s on nobody is served.",
            mend="Set this machine's time, and let NTP keep it.",
            values={"seconds": f"{off.total_seconds():.0f}"},
        )

    async def _round_trip(self) -> Finding:
        """A message to an admin, taken back at once."""
        part = "slack round trip"
        if not self._admin:
            told = "No admin is in this workspace, so nobody was written to."
            return Finding(part=part, well=True, told=told)
        posted = await _asked(
            self._client.chat_postMessage(channel=self._admin, text="Doctor: a message arrives.")
        )
        if isinstance(posted, str):
            mend = "Switch the Messages tab on under App Home, and let people write in it."
            known = posted == REFUSALS["messages_tab_disabled"]
            mend = mend if known else _LOOK
            return Finding(part=part, well=False, told="{why}", mend=mend, values={"why": posted})
        await _asked(self._client.chat_delete(channel=str(posted["channel"]), ts=str(posted["ts"])))
        return Finding(part=part, well=True, told="A message arrived, and was taken back.")


async def of_socket(client: AsyncWebClient) -> Finding:
    """`client` has the app-level token: whether Slack gives it a connection."""
    answer = await _asked(client.apps_connections_open(app_token=str(client.token)))
    part = "slack socket"
    if not isinstance(answer, str):
        return Finding(part=part, well=True, told="Slack opens a connection for the app token.")
    mend = "Look at SLACK_APP_TOKEN: xapp-…, with the scope connections:write; is Socket Mode on?"
    return Finding(part=part, well=False, told="{why}", mend=mend, values={"why": answer})


async def _asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse | str:
    answer = await named(call, PATIENCE)
    if isinstance(answer, Later | Refused | Unsure):
        return answer.why
    assert not isinstance(answer, Sent), "nothing is delivered by asking"
    return answer


def _header(answer: AsyncSlackResponse, name: str) -> str:
    """Slack's SDK keeps headers as they came, in any case."""
    found = (value for key, value in answer.headers.items() if key.lower() == name)
    return str(next(found, ""))
