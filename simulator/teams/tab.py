"""A personal tab, used without a browser: what its page would show, and what its script would send.

https://learn.microsoft.com/en-us/microsoftteams/platform/tabs/what-are-tabs
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from simulator.payload import Json
from simulator.teams.people import User

if TYPE_CHECKING:
    from simulator.teams.platform import Teams

PATH = "/teams/tab"
_BLOCKS = ("h1", "p", "li", "div", "dt", "dd", "footer", "button", "label", "legend", "cite")


@dataclass
class Tab:
    """`status` is that of the desk's last answer; `html` what stands on the page."""

    teams: Teams
    user: User
    status: int | None = None
    html: str = ""
    notice: str = ""
    claims: Json = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """All that a person can read."""
        return "\n".join(filter(None, (self.notice, self._read().text)))

    @property
    def buttons(self) -> list[str]:
        return [label for label, _ in self._read().sends]

    async def open(self) -> Tab:
        return await self._act(None)

    async def click(self, label: str) -> Tab:
        """The first button of that label."""
        known = self._read().sends
        for each, data in known:
            if each == label:
                return await self._act(data)
        raise LookupError(f"no button {label!r}; there are {[each for each, _ in known]}")

    async def fill(self, values: Mapping[str, str]) -> Tab:
        """Submit the form, with values by the name of the input; others stay as they are."""
        read = self._read()
        if read.form is None:
            raise LookupError("there is no form on the page")
        unknown = set(values) - read.inputs.keys()
        if unknown:
            raise LookupError(f"no input {unknown}; there are {list(read.inputs)}")
        return await self._act({**read.form, **read.inputs, **values})

    async def send(self, body: Json | bytes, token: str | None = "") -> Tab:
        """Anything, as a script could; an empty token is the person's own."""
        token = self.teams.sign_in.token(self.user, **self.claims) if token == "" else token
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.teams.desk.post(written, headers, PATH)
        self.status, self.notice = answer.status, ""
        said: Json = answer.content() if answer.status == 200 else {}
        self.html, self.notice = said.get("html", self.html), said.get("notice", "")
        return self

    async def _act(self, data: Json | None) -> Tab:
        body = {"act": str(uuid.uuid4()), "locale": self.user.locale}
        return await self.send(body | ({"data": data} if data else {}))

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        reader.close()
        return reader


class _Reader(HTMLParser):
    """Reads text, buttons and the form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.sends: list[tuple[str, Json]] = []
        self.form: Json | None = None
        self.inputs: dict[str, str] = {}
        self._button: tuple[list[str], Json] | None = None
        self._area = ""
        self._select = ""

    @property
    def text(self) -> str:
        lines = "".join(self.words).split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.words.append("\n")
        if tag == "button" and "data-send" in given:
            self._button = [], json.loads(given["data-send"])
        if tag == "form":
            self.form = json.loads(given["data-send"])
        if "name" in given:
            self._input(tag, given)
        if tag == "option" and self._select and "selected" in given:
            self.inputs[self._select] = given["value"]

    def _input(self, tag: str, given: Mapping[str, Any]) -> None:
        name = str(given["name"])
        ticked = given.get("type") != "checkbox" or "checked" in given
        self.inputs[name] = str(given.get("value", "")) if ticked else "false"
        self._area = name if tag == "textarea" else ""
        self._select = name if tag == "select" else ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._button:
            self._button[0].append(data)
        if self._area:
            self.inputs[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button:
            said, data = self._button
            self.sends.append(("".join(said), data))
            self._button = None
        if tag in ("textarea", "select"):
            self._area = self._select = ""
