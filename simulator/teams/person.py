"""Lets a test, or the page, act as one person in Teams and see what that person sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.payload import Json
from simulator.teams import activities, filling, talking, visible
from simulator.teams.cards import Found, actions
from simulator.teams.conversations import Conversation
from simulator.teams.dialogs import Dialog
from simulator.teams.files import Files
from simulator.teams.messages import Message
from simulator.teams.people import User
from simulator.teams.shown import Shown
from simulator.teams.tab import Tab
from simulator.teams.world import World

if TYPE_CHECKING:
    from simulator.teams.platform import Teams

LOCAL = ("Action.ShowCard", "Action.ToggleVisibility")


@dataclass(frozen=True)
class Person:
    """Methods that return `Shown` return when the desk has answered.

    If the answer itself showed nothing they wait up to `wait` seconds (default: `teams.patience`)
    for a message to appear or change.
    """

    teams: Teams
    user: User

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def key(self) -> str:
        return self.user.key

    @property
    def world(self) -> World:
        return self.teams.world

    @property
    def chat(self) -> list[Message]:
        """The person's conversation with the bot, oldest first, both sides."""
        chat = self.world.personal_chat(self.user)
        return chat.posts if chat else []

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote there."""
        return [message for message in self.chat if message.is_from_bot]

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open."""
        return self.world.dialogs.get(self.id)

    def sees(self, message: Message) -> Message:
        """The message as this person sees it: a card may have been answered to them alone."""
        return message.as_seen_by(self.id)

    async def message(
        self, text: str, wait: float | None = None, files: Files | None = None
    ) -> Shown:
        """Write to the bot in the personal chat."""
        chat = self.teams.chat_of(self)
        activity = talking.say(self.world, self.user, chat, text, files=files or {})
        assert activity is not None
        return await self.teams.dispatch.tell(activity, chat, self.user, self._patience(wait))

    async def post(self, channel: str, text: str, *, mention: bool = False) -> Message:
        """Begin a conversation in a channel, or write in a group chat (by name or id)."""
        return self._say(self._place(channel), text, None, mention=mention)

    async def reply(
        self,
        post: Message,
        text: str,
        *,
        mention: bool = False,
        files: Files | None = None,
    ) -> Message:
        """Answer in the thread of a post."""
        place = self._place(post.conversation_id)
        root_id = post.root_id or post.id
        return self._say(place, text, root_id, mention=mention, files=files or {})

    async def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        self._own(message)
        talking.edit(self.world, message, text)

    async def delete(self, message: Message) -> None:
        """Delete one's own message."""
        self._own(message)
        talking.delete(self.world, self.user, message)

    async def restore(self, message: Message) -> None:
        """Undo the deletion of one's own message."""
        self._own(message)
        talking.restore(self.world, message)

    async def react(self, message: Message, kind: str = "like") -> None:
        """Put a reaction there, or take it back."""
        talking.react(self.world, self.user, message, kind)

    async def click(self, target: Message | Dialog, label: str, wait: float | None = None) -> Shown:
        """Use an action, found by title, id or verb, with whatever stands in the inputs."""
        return await self.fill(target, {}, label, wait)

    async def fill(
        self,
        target: Message | Dialog,
        values: Mapping[str, Any],
        label: str,
        wait: float | None = None,
    ) -> Shown:
        """Enter values (by input id, label or title of a toggle) and use an action.

        What Teams itself refuses (required, pattern, bounds) is in `errors`; nothing was sent.
        """
        found = self.find(target, label)
        return await self.use(target, found, values, wait)

    async def submit(
        self,
        dialog: Dialog | None,
        values: Mapping[str, Any] | None = None,
        label: str = "",
        wait: float | None = None,
    ) -> Shown:
        """Fill in a dialog and submit it; without a label, by its first Action.Submit."""
        if dialog is None:
            raise AssertionError("no dialog is open")
        submits = [f.title for f in actions(dialog.card) if f.kind == "Action.Submit"]
        return await self.fill(dialog, values or {}, label or (submits or [""])[0], wait)

    async def compose(
        self,
        command_id: str,
        message: Message | None = None,
        channel: str = "",
        wait: float | None = None,
    ) -> Shown:
        """Use an action command of the message extension, on a message or from a message box."""
        place = self._place(message.conversation_id) if message else self._place(channel)
        patience = self._patience(wait)
        return await self.teams.dispatch.compose(self.user, place, command_id, message, patience)

    async def open_tab(self) -> Tab:
        """Look at the app's personal tab; its methods act there."""
        return await Tab(self.teams, self.user).open()

    async def close(self, dialog: Dialog) -> None:
        """Leave a dialog; the desk hears nothing of it."""
        if self.dialog is dialog:
            del self.world.dialogs[self.id]
            self.world.changes.notify()

    def find(self, target: Message | Dialog, label: str) -> Found:
        """The action of that title, id or verb."""
        for card in self.cards_of(target):
            for found in actions(card):
                if found.answers_to(label):
                    return found
        labels = [each for card in self.cards_of(target) for each in visible.labels_of(card)]
        raise LookupError(f"no action {label!r}; there are {labels}")

    def cards_of(self, target: Message | Dialog) -> list[Json]:
        return [target.card] if isinstance(target, Dialog) else self.sees(target).cards

    async def use(
        self,
        target: Message | Dialog,
        found: Found,
        values: Mapping[str, Any],
        wait: float | None = None,
    ) -> Shown:
        """Use this action; the page comes here too."""
        if found.kind == "Action.OpenUrl":
            return Shown(url=str(found.action.get("url", "")))
        if found.kind in LOCAL:
            return Shown()
        filling.refuse_unknown(found.inputs, values)
        gathers = found.action.get("associatedInputs") != "none"
        inputs = found.inputs if gathers else ()
        entered = filling.filled(inputs, values)
        errors = filling.complaints(inputs, entered)
        if errors:
            return Shown(errors=errors, dialog=target if isinstance(target, Dialog) else None)
        return await self._send(target, found, entered, self._patience(wait))

    async def _send(
        self, target: Message | Dialog, found: Found, entered: dict[str, str], wait: float
    ) -> Shown:
        dispatch = self.teams.dispatch
        if isinstance(target, Dialog):
            if found.kind == "Action.Execute":
                raise LookupError("a dialog is submitted by Action.Submit, not Action.Execute")
            return await dispatch.submit(self.user, target, found, entered, wait)
        place = self.world.conversations[target.conversation_id]
        original = place.find(target.id) or target
        return await dispatch.use(self.user, place, original, found, entered, wait)

    def activity(self, text: str) -> Json:
        """A message activity as this person's would be, without sending or storing it."""
        chat = self.teams.chat_of(self)
        unsent = Message(self.world.ids.message(self.world.now()), chat.id, self.id, text)
        return activities.said(self.world, self.user, chat, unsent, mention=False)

    def _say(
        self,
        place: Conversation,
        text: str,
        root_id: str | None,
        *,
        mention: bool,
        files: Files | None = None,
    ) -> Message:
        activity = talking.say(
            self.world, self.user, place, text, root_id, mention=mention, files=files or {}
        )
        if activity:
            self.world.announce(activity)
        return place.messages[-1]

    def _place(self, channel: str) -> Conversation:
        if not channel:
            return self.teams.chat_of(self)
        place = self.teams.channel(channel)
        if self.user not in self.world.members_of(place):
            raise LookupError(f"{self.key} is not in {place.name or place.id}")
        return place

    def _own(self, message: Message) -> None:
        if message.author_id != self.id:
            raise LookupError(f"{self.key} did not write this message")

    def _patience(self, wait: float | None) -> float:
        return self.teams.patience if wait is None else wait
