"""The doctor: looks at every part of the desk at once, and says how to mend what fails."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime

import aiohttp

from bots import database
from bots.checks import checkup
from bots.checks.findings import words
from bots.checks.inspection import Look
from bots.settings import Settings
from core.values.office import Finding, Office
from core.values.pack import Pack
from core.values.place import ConversationReference, Platform
from core.values.routing import Routing

_LATE = "No answer within {seconds} s."
_BROKEN = "The check itself failed: {error}."
_LOG = "See the log of the desk."
PATIENCE = 2.6  # seconds; in chat the answer is due within three
Check = Callable[[], Awaitable[Iterable[Finding]]]


class Doctor:
    """`checks` are those of the platforms and of mail, by name; `looks` say why a place cannot be
    a staff conversation. `now` gives the time in UTC."""

    def __init__(
        self,
        given: Settings,
        pack: Pack,
        *,
        checks: Mapping[str, Check],
        looks: Mapping[Platform, Look],
        session: aiohttp.ClientSession,
        now: Callable[[], datetime],
        patience: float = PATIENCE,
    ) -> None:
        self._given = given
        self._pack = pack
        self._checks = checks
        self._looks = looks
        self._session = session
        self._now = now
        self._patience = patience

    async def __call__(
        self, store: database.Database | None, locale: str = ""
    ) -> tuple[Finding, ...]:
        """Everything at once; a part that does not answer in time is a finding too. Told in the
        language of `locale` where there are words for it, else in English."""
        own: dict[str, Check] = {
            "settings": _of(lambda: checkup.of_settings(self._given)),
            "pack": _of(lambda: (checkup.of_pack(self._given),)),
            "disk": _of(lambda: (checkup.of_disk(self._given),)),
            "database": _of(lambda: (checkup.of_database(self._given),)),
            "slack address": self._of_address,
        }
        if store is not None:
            own["record"] = lambda: self._on_record(store)
        told = await asyncio.gather(
            *(self._in_time(name, check) for name, check in {**own, **self._checks}.items())
        )
        spoken = words(locale)
        return tuple(finding.said(spoken) for found in told for finding in found)

    async def _in_time(self, name: str, check: Check) -> list[Finding]:
        try:
            async with asyncio.timeout(self._patience):
                return list(await check())
        except TimeoutError:
            told, values = _LATE, {"seconds": f"{self._patience:.0f}"}
        except Exception as error:  # the edge: a part that breaks is what is looked for
            told, values = _BROKEN, {"error": type(error).__name__}
        return [Finding(part=name, well=False, told=told, mend=_LOG, values=values)]

    async def _on_record(self, store: database.Database) -> list[Finding]:
        found = await store.read(
            lambda record: [*checkup.on_record(record, self._given, self._pack, self._now())]
        )
        routing = await store.read(lambda record: record.routing())
        queues = (routing or Routing.model_validate(self._pack.default_routing)).queues
        staffed = [(name, queue.staff) for name, queue in queues.items() if queue.staff]
        looked = await asyncio.gather(*(self._of_staff(name, at) for name, at in staffed))
        return [*found, *looked]

    async def _of_staff(self, queue: str, place: ConversationReference) -> Finding:
        look = self._looks.get(place.platform)
        why = await look(place) if look else f"{place.platform} is not set up on this desk"
        mend = "Invite the app into a private channel of the office, and choose it for the queue."
        return Finding(
            part="queue {queue}",
            well=not why,
            told="{why}" if why else "Its staff conversation is private, and the app is in it.",
            mend=mend if why else "",
            values={"queue": queue, "why": why},
        )

    async def _of_address(self) -> list[Finding]:
        """Slack's own question to the address, signed with our secret, on the way that Slack
        takes: proves address, certificate, proxy, signing secret and clock."""
        given = self._given
        if not (given.slack and given.desk_public_url and given.slack_signing_secret):
            return []
        if given.slack_app_token:
            return []
        challenge = secrets.token_hex(8)
        body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
        address = f"{given.desk_public_url.rstrip('/')}/slack/events"
        headers = _signed(body, given.slack_signing_secret.get_secret_value())
        async with self._session.post(address, data=body, headers=headers) as answer:
            echoed = answer.status == 200 and challenge in await answer.text()
        if echoed:
            told = "The desk answers at its public address."
            return [Finding(part="slack address", well=True, told=told)]
        return [
            Finding(
                part="slack address",
                well=False,
                told="{address} answered {status}, not as this desk would.",
                mend="Look at DESK_PUBLIC_URL, the proxy, and whether the desk runs.",
                values={"address": address, "status": str(answer.status)},
            )
        ]


def _signed(body: bytes, secret: str) -> dict[str, str]:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }


def _of(look: Callable[[], Iterable[Finding]]) -> Check:
    async def check() -> list[Finding]:
        return await asyncio.to_thread(lambda: list(look()))

    return check


def admin_on(office: Office, workspace: str) -> str:
    """The user id of an admin of that workspace; empty where there is none."""
    home = f"{workspace}:"
    return next((key.removeprefix(home) for key in office.admins if key.startswith(home)), "")
