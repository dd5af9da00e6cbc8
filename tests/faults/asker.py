"""People who ask and answer at a high rate: signed forms, one HTTP request each, as Slack sends.

Whoever gets no answer sends the same form again, as people and Slack do; the form's id makes it the
same turn.
"""

import hashlib
import hmac
import itertools
import json
import re
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from tests.faults.history import Event, History, Kind
from tests.walks.conftest import SECRET

TEAM = "T0UNI"
HASH = "1.once"  # a form that was not redrawn since it was opened
PATIENCE = 3.0  # seconds after which Slack gives up
_NUMBER = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
_NUMBERS = itertools.count(1)
_WORDS: tuple[tuple[str, Kind], ...] = (
    ("Not recorded", "not recorded"),
    ("Not sure that it was recorded", "perhaps recorded"),
    ("Something went wrong on our side", "broken"),
)


@dataclass(frozen=True)
class Form:
    """A filled-in form on somebody's screen; sent twice it is the same turn."""

    user: str
    mark: str
    command: dict[str, str]
    filled: dict[str, str]
    where: str
    id: str = field(default_factory=lambda: f"V{next(_NUMBERS):06}")

    @property
    def key(self) -> str:
        return f"slack:{TEAM}:form:{self.user}:{self.id}:{HASH}"


def question(user: str, mark: str, topic: str = "contact") -> Form:
    filled = {"question": f"Is {mark} allowed?", "topic": topic, "consent": "yes"}
    command = {"do": "escalate", "asked": ""}
    return Form(user, mark, command, filled, f"slack:{TEAM}:{user}")


def answer(staff: str, case: str, mark: str, channel: str = "C0NIO") -> Form:
    filled = {"text": f"Yes: {mark}."}
    return Form(staff, mark, {"do": "answer", "case": case}, filled, f"slack:{TEAM}:{channel}")


def body(form: Form) -> bytes:
    values = {name: {name: _input(name, text)} for name, text in form.filled.items()}
    private = json.dumps({"where": form.where, "command": form.command})
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "uni"},
        "user": {"id": form.user, "name": form.user.lower(), "team_id": TEAM},
        "trigger_id": f"{form.id}.1",
        "view": {
            "id": form.id,
            "hash": HASH,
            "type": "modal",
            "callback_id": "form",
            "private_metadata": private,
            "blocks": [],
            "state": {"values": values},
        },
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def _input(name: str, text: str) -> dict[str, Any]:
    if name == "consent":
        return {"type": "checkboxes", "selected_options": [{"value": text}]}
    if name == "topic":
        return {"type": "static_select", "selected_option": {"value": text}}
    return {"type": "plain_text_input", "value": text}


def signed(raw: bytes, stamp: float) -> dict[str, str]:
    mac = hmac.new(SECRET.encode(), b"v0:%d:" % int(stamp) + raw, hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": str(int(stamp)),
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


class Asker:
    """Sends forms to `address` and writes into the history what came back."""

    def __init__(self, history: History, address: str = "") -> None:
        self.history = history
        self.address = address
        self.skew = 0.0
        self.patience = PATIENCE
        connector = aiohttp.TCPConnector(force_close=True, limit=0)
        self._session = aiohttp.ClientSession(connector=connector)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def send(self, form: Form) -> Event:
        """One try."""
        asks = form.command["do"] == "escalate"
        self.history.note(Event("asked" if asks else "answered", form.mark, form.key))
        began = time.monotonic()
        try:
            status, text = await self.post(body(form))
        except (aiohttp.ClientError, OSError, TimeoutError):
            return self.history.note(Event("broke off", form.mark, form.key))
        kind, case = _read(status, text)
        case = form.command.get("case", case)
        passed = time.monotonic() - began
        return self.history.note(Event(kind, form.mark, form.key, case, status, passed))

    async def post(self, raw: bytes, headers: dict[str, str] | None = None) -> tuple[int, str]:
        given = signed(raw, time.time() + self.skew) if headers is None else headers
        url = f"{self.address}/slack/events"
        limit = aiohttp.ClientTimeout(total=self.patience)
        async with self._session.post(url, data=raw, headers=given, timeout=limit) as response:
            return response.status, await response.text()


def _read(status: int, text: str) -> tuple[Kind, str]:
    """What the person reads in the answer."""
    if status != 200:
        return "refused", ""
    for words, kind in _WORDS:
        if words in text:
            return kind, ""
    found = _NUMBER.search(text)
    return "acknowledged", found.group() if found else ""
