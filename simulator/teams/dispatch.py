"""Carries what a person does to the desk, and shows the person what comes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from simulator.changes import NotSeenError
from simulator.payload import Json
from simulator.teams import activities, answers
from simulator.teams.cards import Found
from simulator.teams.conversations import Conversation
from simulator.teams.deliveries import Deliveries
from simulator.teams.dialogs import Dialog
from simulator.teams.messages import Message
from simulator.teams.people import User
from simulator.teams.shown import UNREACHABLE, Shown
from simulator.teams.world import World

CARRIED = ("type", "id", "verb", "title")
THEME = {"theme": "default"}


@dataclass
class Dispatch:
    """Sends messages and invokes, and waits for what the bot shows."""

    world: World
    deliveries: Deliveries

    async def tell(self, activity: Json, place: Conversation, user: User, wait: float) -> Shown:
        """Deliver an activity to which the desk answers by posting."""
        mark = len(self.world.shown)
        answer = await self.deliveries.deliver(activity)
        shown = Shown(answer.status, None if answer.ok else UNREACHABLE)
        return await self._gather(shown, place, user, mark, wait)

    async def use(
        self,
        user: User,
        place: Conversation,
        message: Message,
        found: Found,
        values: dict[str, str],
        wait: float,
    ) -> Shown:
        """An Action.Execute or Action.Submit on a card in a message."""
        if found.kind == "Action.Execute":
            return await self._execute(user, place, message, found, values, wait)
        data = merged(found, values)
        extra = data.pop("msteams", {}) if isinstance(data, dict) else {}
        match extra.get("type"):
            case "task/fetch":
                return await self._fetch(user, place, message, data, wait)
            case "imBack":
                said = activities.submitted(
                    self.world, user, place, message, None, str(extra["value"])
                )
            case "messageBack":
                data = extra.get("value", data)
                text = str(extra.get("text", ""))
                said = activities.submitted(self.world, user, place, message, data, text)
            case _:
                said = activities.submitted(self.world, user, place, message, data)
        return await self.tell(said, place, user, wait)

    async def compose(
        self,
        user: User,
        place: Conversation,
        command_id: str,
        message: Message | None,
        wait: float,
    ) -> Shown:
        """https://learn.microsoft.com/en-us/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module"""
        context = "message" if message else "compose"
        value: Json = {"commandId": command_id, "commandContext": context, "context": THEME}
        if message:
            value["messagePayload"] = activities.message_payload(self.world, message)
        name = "composeExtension/fetchTask"
        invoke = activities.invoke(self.world, user, place, name, value, message)
        return await self._open(user, place, invoke, command_id, wait)

    async def submit(
        self, user: User, dialog: Dialog, found: Found, values: dict[str, str], wait: float
    ) -> Shown:
        """https://learn.microsoft.com/en-us/microsoftteams/platform/messaging-extensions/how-to/action-commands/respond-to-task-module-submit"""
        data = merged(found, values)
        origin = dialog.origin
        place = self.world.conversations[origin["conversation"]["id"].partition(";")[0]]
        kind = "composeExtension/submitAction" if dialog.command_id else "task/submit"
        value = origin["value"] | {"data": data}
        invoke = origin | {"id": self.world.ids.event(), "name": kind, "value": value}
        mark = len(self.world.shown)
        answer = await self.deliveries.invoke(invoke)
        shown = answers.dialog_answer(self.world, user, dialog, answer)
        return await self._gather(shown, place, user, mark, wait)

    async def _execute(
        self,
        user: User,
        place: Conversation,
        message: Message,
        found: Found,
        values: dict[str, str],
        wait: float,
    ) -> Shown:
        action: Json = {key: found.action[key] for key in CARRIED if key in found.action}
        action["data"] = merged(found, values)
        invoke = activities.executed(self.world, user, place, message, action)
        mark = len(self.world.shown)
        answer = await self.deliveries.invoke(invoke)
        shown = answers.card_answer(self.world, user, message, answer)
        return await self._gather(shown, place, user, mark, wait)

    async def _fetch(
        self, user: User, place: Conversation, message: Message, data: Any, wait: float
    ) -> Shown:
        """A button that opens a dialog."""
        value = {"data": data | {"type": "task/fetch"}, "context": THEME}
        invoke = activities.invoke(self.world, user, place, "task/fetch", value, message)
        return await self._open(user, place, invoke, "", wait)

    async def _open(
        self, user: User, place: Conversation, invoke: Json, command_id: str, wait: float
    ) -> Shown:
        mark = len(self.world.shown)
        answer = await self.deliveries.invoke(invoke)
        unopened = Dialog("", user.id, "", {}, command_id, origin=invoke)
        shown = answers.dialog_answer(self.world, user, unopened, answer)
        return await self._gather(shown, place, user, mark, wait)

    async def _gather(
        self, shown: Shown, place: Conversation, user: User, mark: int, wait: float
    ) -> Shown:
        """Add what became visible since `mark`; if nothing has, wait so many seconds for it."""
        chat = self.world.personal_chat(user)
        places = {place.id, chat.id if chat else ""}

        def fresh() -> list[Message]:
            return [m for m in self.world.shown[mark:] if m.conversation_id in places]

        if wait > 0 and shown.is_nothing and not fresh():
            with suppress(NotSeenError):
                await self.world.changes.until(fresh, within=wait)
        shown.messages += {message.id: message for message in fresh()}.values()
        return shown


def merged(found: Found, values: dict[str, str]) -> Any:
    """The action's data and the inputs; an input of the same name wins."""
    data = found.action.get("data")
    if isinstance(data, str):
        return values or data
    return dict(data or {}) | values
