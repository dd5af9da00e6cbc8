"""Does what somebody clicked or typed on the page, as the person they have chosen to be."""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simulator.page import panes
from simulator.payload import Json
from simulator.slack import modals, picking
from simulator.slack.messages import Message
from simulator.slack.person import Person
from simulator.slack.platform import Slack
from simulator.slack.refusals import RefusedError
from simulator.slack.shown import Shown
from simulator.slack.views import View

COMMAND = re.compile(r"(/[\w-]+)(?:\s+(.*))?", re.DOTALL)
FAILED = {
    "operation_timeout": "The app took more than three seconds to answer.",
    "dispatch_failed": "The app could not be reached, or answered with an error.",
    "invalid_view_response": "We had some trouble connecting. Try again?",
}


@dataclass(frozen=True)
class Act:
    """Something a person does, with the arguments that the script sent."""

    slack: Slack
    person: Person
    given: Json

    def text(self, name: str) -> str:
        return str(self.given.get(name) or "")

    @property
    def values(self) -> dict[str, Any]:
        values = self.given.get("values")
        return values if isinstance(values, dict) else {}

    @property
    def files(self) -> dict[str, bytes]:
        return files_in(self.given)

    def message(self) -> Message:
        """The message the script points at, if this person can see it."""
        channel = panes.place_of(self.person, self._place())
        seen = [*channel.messages, *self.person.ephemerals(channel.id)]
        for message in seen:
            if message.ts == self.text("ts"):
                return message
        raise LookupError("that message is gone")

    def view(self) -> View:
        view = modals.find(self.person.workspace, self.text("view"))
        if view.user_id != self.person.id:
            raise LookupError("not this person's view")
        return view

    def _place(self) -> str:
        direct = self.person.workspace.dm_of(self.person.id)
        channel = self.text("channel")
        return panes.DM if direct and direct.id == channel else channel


def files_in(given: Json) -> dict[str, bytes]:
    """What the person chose to attach; the script sends it in base64."""
    chosen = given.get("files") or []
    return {str(each["name"]): base64.b64decode(each["content"]) for each in chosen}


async def perform(name: str, act: Act) -> Json:
    """Do it; the answer says what went wrong, in words for the person, if anything did."""
    try:
        shown = await ACTS[name](act)
    except LookupError as problem:
        return {"trouble": str(problem)}
    except RefusedError as refused:
        return {"trouble": FAILED.get(refused.error, refused.error)}
    error = shown.error if shown else None
    return {"trouble": FAILED.get(error, error) if error else None}


async def _say(act: Act) -> Shown | None:
    """A command if it begins with a slash, a message otherwise."""
    text, thread_ts = act.text("text"), act.text("thread_ts") or None
    channel = panes.place_of(act.person, act.text("place"))
    command = COMMAND.fullmatch(text.strip())
    if command:
        words = (command.group(2) or "").strip()
        shown = await act.person.slash(command.group(1), words, channel.id, thread_ts, wait=0)
        return Shown(messages=shown.messages)
    if text.strip() or act.files:
        words = _with_mentions(act.person, text)
        await act.person.say(channel.id, words, thread_ts, act.files)
    return None


async def _operate(act: Act) -> Shown:
    """Use a button, menu or field that acts at once, in a message or view."""
    target = act.view() if act.text("view") else act.message()
    place = act.text("block"), act.text("action")
    action = picking.at(target.blocks, *place, act.given.get("answer"))
    return await act.person.act(target, action, act.values, wait=0)


async def _submit(act: Act) -> Shown:
    return await act.person.submit(act.view(), act.values)


async def _close(act: Act) -> Shown:
    everything = bool(act.given.get("everything"))
    return await act.person.close(act.view(), everything=everything)


async def _shortcut(act: Act) -> Shown:
    return await act.person.shortcut(act.text("callback"), act.message(), wait=0)


async def _edit(act: Act) -> None:
    await act.person.edit(act.message(), _with_mentions(act.person, act.text("text")))


async def _delete(act: Act) -> None:
    await act.person.delete(act.message())


async def _dismiss(act: Act) -> None:
    message = act.message()
    if message in act.person.workspace.ephemerals:
        act.person.workspace.ephemerals.remove(message)
        act.person.workspace.changed()


async def _home(act: Act) -> None:
    await act.person.open_home(act.text("tab") or "home")


def _with_mentions(person: Person, text: str) -> str:
    """`@Innovation Desk` as people write it, `<@UBOT>` as Slack keeps it."""
    for user in person.workspace.users.values():
        for name in (user.real_name, user.name):
            text = re.sub(f"@{re.escape(name)}(?!\\w)", f"<@{user.id}>", text, flags=re.IGNORECASE)
    return text


ACTS: dict[str, Callable[[Act], Awaitable[Shown | None]]] = {
    "say": _say,
    "operate": _operate,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "edit": _edit,
    "delete": _delete,
    "dismiss": _dismiss,
    "home": _home,
}
