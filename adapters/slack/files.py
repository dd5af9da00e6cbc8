"""Fetches files from a Slack workspace, and puts them into its threads.

No address of an event is believed: what the file is and where it lies is asked with the app's own
token. Without `files:read` Slack leads to a page to sign in instead of answering no.
https://docs.slack.dev/reference/objects/file-object
https://docs.slack.dev/messaging/working-with-files#upload
"""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import Calls, Resting
from adapters.slack.outcomes import AWAY, outcome, retry_after, word_of
from core.desk.carry import CHUNK, gathered
from core.desk.ports import Later, Outcome, Refused, Unsure
from core.values.delivery import Delivery
from core.values.file import File
from core.values.file_kind import agrees

T = TypeVar("T")
HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
"""Where Slack keeps files and takes them; nowhere else goes a token."""

_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=2, sock_read=5)
_LOOKS, _BETWEEN = 5, 0.5  # looks for a file that was just shown, and seconds between two
_GONE = {"file_not_found", "file_deleted", "not_visible"}
_BARRED = {"missing_scope", "no_permission", "not_allowed_token_type", "access_denied"}
_OURS = ("hosted", "snippet")


class SlackFiles:
    """Implements the Source port, and the parts of Target that need no conversation. `local` is the
    host and port of a Slack on this machine."""

    def __init__(self, client: AsyncWebClient, calls: Calls, local: str = "") -> None:
        self._client = client
        self._calls = calls
        self._local = local

    async def fetch(self, file: File, ending: str, most: int) -> bytes | Later | Refused:
        return await _named(self._fetched(file, ending, most), "scope")

    async def _fetched(self, file: File, ending: str, most: int) -> bytes | Later | Refused:
        answer = await self._calls.ask("files_info", file=file.id)
        found: Mapping[str, Any] = answer.get("file") or {}
        refused = _unfit(found, ending, most)
        if refused is not None:
            return refused
        address = str(found.get("url_private_download") or found.get("url_private") or "")
        if not self._is_slacks(address):
            return Refused("Slack keeps the file elsewhere", reason="elsewhere")
        return await self._downloaded(address, most)

    async def _downloaded(self, address: str, most: int) -> bytes | Later | Refused:
        async with self._session.get(
            address,
            headers={"Authorization": f"Bearer {self._client.token}"},
            allow_redirects=False,
            timeout=_TIMEOUT,
        ) as answer:
            refused = _not_given(answer)
            if refused is not None:
                return refused
            parts = answer.content.iter_chunked(CHUNK)
            return await gathered(parts, answer.content_length, most)

    async def staged(self, name: str, content: bytes) -> str | Later | Refused:
        """The id of a file that nobody sees yet."""
        return await _named(self._staged(name, content), "closed")

    async def _staged(self, name: str, content: bytes) -> str | Later | Refused:
        asked = {"filename": name, "length": len(content)}
        answer = await self._calls.ask("files_getUploadURLExternal", **asked)
        address = str(answer.get("upload_url") or "")
        if not self._is_slacks(address):
            return Refused("Slack named a strange place for the file", reason="refused")
        async with self._session.post(
            address, data=content, allow_redirects=False, timeout=_TIMEOUT
        ) as taken:
            if taken.status == 429:
                return Later(retry_after(taken.headers), "Slack asked us to slow down")
            if taken.status != 200:
                return Later(AWAY, f"Slack did not take the file: {taken.status}", blames=True)
        return str(answer["file_id"])

    async def shared(self, id: str, name: str, channel: str, thread: str) -> bool:
        """Show it in a thread. Slack does so a little later, and now and then not at all, so it is
        looked for: False where it was not seen. Raises what slack_sdk raises.

        https://github.com/slackapi/python-slack-sdk/issues/1329
        """
        await self._calls.ask(
            "files_completeUploadExternal",
            files=[{"id": id, "title": name}],
            channel_id=channel,
            thread_ts=thread,
        )
        for _ in range(_LOOKS):
            if await self.message_of(id, channel):
                return True
            await asyncio.sleep(_BETWEEN)
        return False

    async def message_of(self, id: str, channel: str) -> str:
        """The `ts` of the message that shows the file there; empty where none does."""
        answer = await self._calls.ask("files_info", file=id)
        shares = (answer.get("file") or {}).get("shares") or {}
        places = (kind.get(channel) or () for kind in shares.values() if isinstance(kind, Mapping))
        return next((str(each.get("ts") or "") for place in places for each in place), "")

    async def removed(self, id: str, channel: str) -> None:
        """The file and the message that shows it; what is gone already is gone all the same.
        Raises what slack_sdk raises."""
        try:
            if ts := await self.message_of(id, channel):
                await _unless_gone(self._calls.ask("chat_delete", channel=channel, ts=ts))
        except SlackApiError as error:
            if word_of(error) in _GONE:
                return
            raise
        await _unless_gone(self._calls.ask("files_delete", file=id))

    @property
    def _session(self) -> aiohttp.ClientSession:
        assert self._client.session is not None, "one session for all calls"
        return self._client.session

    def _is_slacks(self, address: str) -> bool:
        return is_trusted(address, HOSTS, self._local)


def is_trusted(address: str, hosts: frozenset[str], local: str) -> bool:
    """Whether a token may go there: https, to one of the hosts by its usual port; or to a Slack on
    this machine."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if local and parts.scheme == "http" and parts.netloc == local:
        return True
    is_plain = parts.scheme == "https" and port is None and "@" not in parts.netloc
    return is_plain and parts.hostname in hosts


def _unfit(found: Mapping[str, Any], ending: str, most: int) -> Later | Refused | None:
    """What Slack says of the file now."""
    if found.get("mode") == "tombstone":
        return Refused("the file is no longer there", reason="gone")
    if found.get("is_external") or found.get("mode") not in _OURS:
        return Refused("another service keeps the file", reason="elsewhere")
    size = found.get("size")
    if isinstance(size, int) and size > most:
        return Refused("the file is larger than what may cross", reason="size")
    said = str(found.get("mimetype") or "")
    if not said:
        return Later(AWAY, "Slack is still looking into the file", blames=True)
    return None if agrees(ending, said) else Refused("it is another kind of file", reason="bytes")


def _not_given(answer: aiohttp.ClientResponse) -> Later | Refused | None:
    """A page to sign in is Slack's way to say that the app may not read files."""
    if answer.status == 429:
        return Later(retry_after(answer.headers), "Slack asked us to slow down", limited=True)
    if answer.status in (404, 410):
        return Refused("the file is no longer there", reason="gone")
    if answer.status >= 500:
        return Later(AWAY, f"Slack did not give the file: {answer.status}", blames=True)
    if answer.status != 200 or answer.content_type == "text/html":
        return Refused("the app may not read files; see the manifest", reason="scope")
    return None


async def _named(work: Awaitable[T | Later | Refused], scope: str) -> T | Later | Refused:
    """What the work gives, or what its failure means. Nothing of it can be seen by anybody, so what
    is not clear is tried again."""
    try:
        return await work
    except SlackApiError as error:
        return _meant(error, scope)
    except Resting as error:
        return Later(error.left, "Slack asked us to slow down")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Later(AWAY, f"Slack did not answer: {type(error).__name__}", blames=True)


def _meant(error: SlackApiError, scope: str) -> Later | Refused:
    if word_of(error) in _GONE:
        return Refused("the file is no longer there", reason="gone")
    meant: Outcome = outcome(error)
    if isinstance(meant, Refused):
        barred = word_of(error) in _BARRED
        return Refused(meant.why, reason=scope if barred else "refused")
    if isinstance(meant, Later):
        return meant
    assert isinstance(meant, Unsure), "an error is no success"
    return Later(AWAY, meant.why, blames=True)


async def _unless_gone(call: Awaitable[object]) -> None:
    try:
        await call
    except SlackApiError as error:
        if word_of(error) not in _GONE | {"message_not_found"}:
            raise


def known_as(message: Mapping[str, Any], delivery: Delivery) -> str:
    """Where the delivery stands, if this message is it: a post is known by its key, a file by its
    random name, and kept by its own id."""
    if delivery.crossing is None or delivery.crossing.link:
        return str(message["ts"]) if _key(message) == delivery.key else ""
    name = delivery.crossing.name
    files = (each for each in message.get("files") or () if isinstance(each, Mapping))
    return next((str(each.get("id") or "") for each in files if each.get("name") == name), "")


def _key(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key") or "")
