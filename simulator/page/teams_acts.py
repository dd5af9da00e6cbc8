"""Does in Teams what somebody clicked or typed, as the person they have chosen to be."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from simulator.page import teams_panes
from simulator.page.acts import files_in
from simulator.payload import Json
from simulator.teams.cards import Found, actions
from simulator.teams.conversations import Conversation
from simulator.teams.dialogs import Dialog
from simulator.teams.messages import Message
from simulator.teams.person import Person
from simulator.teams.refusals import RefusedError
from simulator.teams.shown import Shown

INSERTED = "The app put a card into the message box. (Sending it is not simulated.)"


@dataclass(frozen=True)
class Act:
    """Something a person does, with the arguments that the script sent."""

    person: Person
    given: Json

    def text(self, name: str) -> str:
        return str(self.given.get(name) or "")

    def place(self) -> Conversation:
        place = teams_panes.place_of(self.person, self.text("place"))
        if place is None:
            raise LookupError("the app is not installed for this person")
        return place

    def message(self) -> Message:
        """The message the script points at, if this person can see it."""
        chat = self.person.world.personal_chat(self.person.user)
        wanted = self.text("channel")
        place = chat if chat and chat.id == wanted else teams_panes.place_of(self.person, wanted)
        message = place.find(self.text("ts")) if place else None
        if message is None or message.deleted:
            raise LookupError("that message is gone")
        return message

    def target(self) -> Message | Dialog:
        """The open dialog, or the message."""
        if not self.text("view"):
            return self.message()
        dialog = self.person.dialog
        if dialog is None or dialog.id != self.text("view"):
            raise LookupError("that dialog is closed")
        return dialog


async def perform(name: str, act: Act) -> Json:
    """Do it; the answer says what went wrong, in words for the person, if anything did."""
    try:
        shown = await ACTS[name](act)
    except LookupError as problem:
        return {"trouble": str(problem.args[0])}
    except RefusedError as refused:
        return {"trouble": refused.words}
    if shown is None:
        return {"trouble": None}
    inserted = INSERTED if shown.closed and shown.card else ""
    return {"trouble": shown.error, "errors": shown.errors, "notice": shown.notice or inserted}


async def _say(act: Act) -> Shown | None:
    """In the chat a message to the app; elsewhere `@` and the app's name is a mention."""
    text, place = act.text("text").strip(), act.place()
    files = files_in(act.given)
    if not text and not files:
        return None
    if place.kind == "personal":
        return await act.person.message(text, wait=0, files=files)
    at = re.compile(f"@{re.escape(act.person.world.bot.name)}(?!\\w)", re.IGNORECASE)
    words, mentions = at.subn("", text)
    post = place.find(act.text("thread_ts"))
    if post:
        await act.person.reply(post, words.strip(), mention=bool(mentions), files=files)
    else:
        await act.person.post(place.id, words.strip(), mention=bool(mentions))
    return None


async def _use(act: Act) -> Shown:
    """Use the action of that number with what stands in its inputs."""
    target, number = act.target(), int(act.given.get("number", -1))
    found = [each for card in act.person.cards_of(target) for each in actions(card)]
    if not 0 <= number < len(found):
        raise LookupError("that button is gone")
    return await act.person.use(target, found[number], _entered(act, found[number]), wait=0)


def _entered(act: Act, found: Found) -> dict[str, Any]:
    """Only the inputs that go with the action; a toggle arrives as what is ticked."""
    values = act.given.get("values")
    known = values if isinstance(values, dict) else {}
    entered = {}
    for node in found.inputs:
        if node["id"] in known:
            value = known[node["id"]]
            entered[node["id"]] = bool(value) if node["type"] == "Input.Toggle" else value
    return entered


async def _close(act: Act) -> None:
    dialog = act.person.dialog
    if dialog:
        await act.person.close(dialog)


async def _command(act: Act) -> Shown:
    return await act.person.compose(act.text("callback"), act.message(), wait=0)


async def _edit(act: Act) -> None:
    await act.person.edit(act.message(), act.text("text"))


async def _delete(act: Act) -> None:
    await act.person.delete(act.message())


async def _react(act: Act) -> None:
    await act.person.react(act.message())


async def _home(act: Act) -> None:
    """Nobody is told that a place was opened."""


ACTS: dict[str, Callable[[Act], Awaitable[Shown | None]]] = {
    "say": _say,
    "use": _use,
    "close": _close,
    "shortcut": _command,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "home": _home,
}
