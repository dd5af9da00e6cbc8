"""Microsoft's Agents Playground: a Teams that is not ours, driven over its HTTP interface.

https://learn.microsoft.com/microsoft-365/agents-sdk/test-with-toolkit-project
`npm ci` in this folder installs it. It listens on all addresses, so loopback.cjs holds it back.
"""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules/@microsoft/m365agentsplayground/cli.js"
CARD = "application/vnd.microsoft.card.adaptive"
START, PATIENCE, END = 30.0, 15.0, 5.0  # seconds
Json = dict[str, Any]
Seen = TypeVar("Seen")


def missing() -> str:
    """Why it cannot run here; empty when it can."""
    if shutil.which("node") is None:
        return "node is not installed, so nothing was walked against Microsoft's playground"
    if not PROGRAM.is_file():
        return "Microsoft's playground is not installed: run `make check-teams`"
    return ""


@dataclass
class Shown:
    """A message as the playground shows it. `drawn` counts how often it was drawn."""

    id: str
    conversation: str
    body: Json
    drawn: int = 1

    @property
    def card(self) -> Json:
        found = [a["content"] for a in self.body.get("attachments", ()) if a["contentType"] == CARD]
        return found[0] if found else {}

    @property
    def plain(self) -> str:
        return " ".join(f"{self.body.get('text', '')} {words(self.card)}".split())


def words(element: object) -> str:
    """All that a card says, in reading order."""
    if isinstance(element, list):
        return " ".join(filter(None, map(words, element)))
    if not isinstance(element, dict):
        return ""
    keys = ("text", "title", "value", "label", "body", "inlines", "items", "columns", "facts")
    more = ("actions", "card", "rows", "cells")
    given = (element.get(key) for key in (*keys, *more))
    said = (part if isinstance(part, str) else words(part) for part in given)
    return " ".join(filter(None, said))


def actions(element: object) -> list[Json]:
    """Every action of a card, however deep."""
    if isinstance(element, list):
        return [action for part in element for action in actions(part)]
    if not isinstance(element, dict):
        return []
    own = [element] if str(element.get("type", "")).startswith("Action.") else []
    return own + [action for part in element.values() for action in actions(part)]


def inputs(element: object) -> dict[str, Json]:
    """A card's inputs, by their titles or labels."""
    if isinstance(element, list):
        return {k: v for part in element for k, v in inputs(part).items()}
    if not isinstance(element, dict):
        return {}
    if str(element.get("type", "")).startswith("Input."):
        return {str(element.get("title") or element.get("label")): element}
    return {k: v for part in element.values() for k, v in inputs(part).items()}


def _value(field: Json, chosen: str) -> str:
    """What this client sends: a choice's value for its title; `false` for a toggle that is off."""
    if field["type"] == "Input.Toggle":
        return str(field["valueOn"]) if chosen else "false"
    found = [c["value"] for c in field.get("choices", ()) if c["title"] == chosen]
    return str(found[0]) if found else chosen


@dataclass
class Playground:
    """`me` acts; `personal` and `channel` are conversation ids."""

    session: aiohttp.ClientSession
    address: str
    config: Json
    messages: dict[str, Shown] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def tenant(self) -> str:
        return str(self.config["tenantId"])

    @property
    def bot(self) -> str:
        return str(self.config["bot"]["id"])

    @property
    def personal(self) -> str:
        return str(self.config["personalChat"]["id"])

    @property
    def channel(self) -> str:
        return str(self.config["teams"][0]["channels"][1]["id"])

    @property
    def colleague(self) -> Json:
        """Somebody else of the team."""
        return {key: self.config["users"][0][key] for key in ("id", "name", "aadObjectId")}

    async def install(self, conversation: str) -> None:
        await self._post(f"_debug/conversation/{conversation}/installation", {})

    async def says(self, text: str) -> None:
        """In the personal chat."""
        said = {"from": self._me, "text": text, "textFormat": "plain"}
        await self._post(f"_conversation/v1/conversations/{self.personal}/messages", said)

    async def mentions(self, text: str) -> None:
        """As a new post in the channel."""
        at = "<at>Desk</at>"
        mention = {"mentioned": {"id": self.bot}, "text": at}
        said: Json = {"from": self._me, "text": f"{at} {text}", "textFormat": "xml"}
        said |= {"mentions": [mention]}
        await self._post(f"_conversation/v1/conversations/{self.channel}/messages", said)

    async def clicks(self, on: Shown, card: Json, title: str, **filled: str) -> Json:
        """Action.Execute with the card's inputs, all as they are but those given by label.

        Returns what the desk answered.
        """
        [action] = [a for a in actions(card) if a.get("title") == title]
        assert action["type"] == "Action.Execute"
        fields = inputs(card)
        assert filled.keys() <= fields.keys(), (filled, fields.keys())
        typed = {f["id"]: f.get("value") or _value(f, "") for f in fields.values()}
        typed |= {fields[k]["id"]: _value(fields[k], v) for k, v in filled.items()}
        invoke = {
            "name": "adaptiveCard/action",
            "conversation": {"id": on.conversation},
            "from": self._me,
            "replyToId": on.id,
            "value": {
                "action": {
                    "type": "Action.Execute",
                    "verb": action.get("verb"),
                    "data": typed | action["data"],
                },
                "trigger": "manual",
            },
        }
        return await self._post("_conversation/v1/invoke", invoke)

    async def shows(self, words: str, conversation: str) -> Shown:
        """The newest message there with these words, as soon as there is one."""

        def newest() -> Shown | None:
            there = [m for m in self.messages.values() if m.conversation.startswith(conversation)]
            return next((m for m in reversed(there) if words in m.plain), None)

        return await self.until(newest, words)

    async def until(self, holds: Callable[[], Seen | None], what: str) -> Seen:
        """Raises AssertionError with all that is shown after `PATIENCE` seconds."""
        try:
            async with asyncio.timeout(PATIENCE), self._changed:
                await self._changed.wait_for(lambda: holds() is not None)
        except TimeoutError:
            shown = "\n".join(f"{m.conversation}: {m.plain[:300]}" for m in self.messages.values())
            raise AssertionError(f"never shown: {what!r}; but\n{shown}") from None
        seen = holds()
        assert seen is not None
        return seen

    @property
    def _me(self) -> Json:
        return {"id": self.config["currentUser"]["id"]}

    async def _post(self, path: str, body: Json) -> Json:
        async with self.session.post(f"{self.address}/{path}", json=body) as answer:
            written = await answer.text()
            assert answer.status in (200, 201), (path, answer.status, written)
            said = json.loads(written) if written.startswith("{") else {}
            return said if isinstance(said, dict) else {}

    async def listen(self, stream: aiohttp.ClientWebSocketResponse) -> None:
        async for message in stream:
            await self._hear(json.loads(message.data))

    async def _hear(self, event: Json) -> None:
        if event.get("action") not in ("createMessage", "updateMessage"):
            return
        body = event["message"]
        id = str(body["messageId"])
        there = str(body.get("postConversationId") or event["actionConversationId"])
        known = self.messages.pop(id, None)
        drawn = known.drawn + 1 if known else 1
        self.messages[id] = Shown(id, known.conversation if known else there, body, drawn)
        async with self._changed:
            self._changed.notify_all()


@asynccontextmanager
async def playground(port: int, desk: str, folder: Path) -> AsyncIterator[Playground]:
    """Started on this port of loopback, told to send to `desk`, and ended with all it started.

    It writes what it did into `folder`.
    """
    address = f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        *("node", "--require", str(HERE / "loopback.cjs"), str(PROGRAM), "start"),
        *("-e", f"{desk}/api/messages", "-c", "msteams", "-p", str(port)),
        *("--service-url", f"{address}/_connector", "--disable-telemetry"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE)) as session:
            made = Playground(session, address, await _config(session, address, process))
            stream = await session.ws_connect(f"{address}/_ws_conversation/v1/conversations/stream")
            listening = asyncio.create_task(made.listen(stream))
            yield made
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await stream.close()
    finally:
        await _end(process)


async def _config(
    session: aiohttp.ClientSession, address: str, process: asyncio.subprocess.Process
) -> Json:
    async with asyncio.timeout(START):
        while process.returncode is None:
            with suppress(aiohttp.ClientConnectorError):
                async with session.get(f"{address}/_internal/v1/testConfig") as answer:
                    return dict((await answer.json())["config"])
            await asyncio.sleep(0.05)
    raise AssertionError(f"the playground ended with {process.returncode}")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END)
    except TimeoutError:
        process.kill()
        await process.wait()
