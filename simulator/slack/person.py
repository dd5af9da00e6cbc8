"""Lets a test, or the page, act as one person in Slack and see what that person sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.payload import Json
from simulator.slack import events, filling, picking, posting, typed
from simulator.slack.channels import Channel
from simulator.slack.messages import Message
from simulator.slack.methods.reactions import react
from simulator.slack.people import User
from simulator.slack.posting import Draft
from simulator.slack.shown import Shown
from simulator.slack.uploads import Files, Upload
from simulator.slack.views import View
from simulator.slack.workspace import Workspace

if TYPE_CHECKING:
    from simulator.slack.platform import Slack


@dataclass(frozen=True)
class Person:
    """Methods that lead to the desk return when it has answered.

    If the answer itself showed nothing they wait up to `wait` seconds (default: `slack.patience`)
    for something to appear.
    """

    slack: Slack
    workspace: Workspace
    user: User

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self.workspace.modals.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """The App Home that the app has published for this person."""
        return self.workspace.homes.get(self.id)

    def dms(self) -> list[Message]:
        """What the app wrote to this person, oldest first."""
        channel = self.workspace.dm_of(self.id)
        return [m for m in channel.messages if m.bot_id] if channel else []

    def ephemerals(self, channel_id: str | None = None) -> list[Message]:
        """What only this person sees, in one channel or everywhere."""
        mine = [m for m in self.workspace.ephemerals if m.ephemeral_to == self.id]
        return [m for m in mine if channel_id in (None, m.channel_id)]

    async def slash(
        self,
        command: str,
        text: str = "",
        channel: str | None = None,
        thread_ts: str | None = None,
        wait: float | None = None,
    ) -> Shown:
        """Type a slash command, in the conversation with the app unless a channel is named."""
        place = self._place(channel)
        dispatch = self.slack.dispatch
        if thread_ts is not None:
            return dispatch.refuse_in_thread(self.workspace, self.user, place, command, thread_ts)
        words = typed.escaped(text) if self.slack.escapes_commands else text
        patience = self._patience(wait)
        return await dispatch.slash(self.workspace, self.user, place, command, words, patience)

    async def dm(
        self, text: str, thread_ts: str | None = None, files: Files | None = None
    ) -> Message:
        """Write to the app."""
        return await self.say(self._place(None).id, text, thread_ts, files)

    async def say(
        self,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        files: Files | None = None,
    ) -> Message:
        """Write in a channel or thread; mention with `<@U…>`."""
        place = self._place(channel)
        if place.is_archived:
            raise LookupError(f"{channel} is archived")
        blocks = [typed.rich_text(text)] if text or not files else []
        new = self._attached(files or {})
        draft = Draft(typed.escaped(text), blocks, files=[file.payload() for file in new])
        message = posting.post(self.slack.team(place.team_id), place, self.id, draft, thread_ts)
        kind = "public" if place.kind == "public" else "private"
        for file in new:
            file.shared.append((place.id, kind, message.ts))
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        self._own(message)
        draft = Draft(typed.escaped(text), [typed.rich_text(text)])
        posting.edit(*self._home_of(message), message, draft)

    async def delete(self, message: Message) -> None:
        """Delete one's own message."""
        self._own(message)
        posting.delete(*self._home_of(message), message)

    async def delete_file(self, message: Message, name: str) -> None:
        """Delete a file of one's own message; the message stays."""
        self._own(message)
        file = next(each for each in message.files if each.get("name") == name)
        upload = self.slack.uploads.files[file["id"]]
        upload.deleted, upload.content = True, b""
        posting.tombstone(*self._home_of(message), message, upload.payload())

    async def react(self, message: Message, name: str) -> None:
        react(*self._home_of(message), message, self.id, name)

    async def click(
        self,
        target: Message | View,
        label: str,
        values: Mapping[str, Any] | None = None,
        wait: float | None = None,
    ) -> Shown:
        """Click a button or overflow entry, found by label or action id.

        `values` are what has been entered in the fields around it. Confirm dialogs are confirmed.
        """
        action = picking.click(target.blocks, label)
        return await self.act(target, action, values or {}, wait)

    async def choose(
        self, target: Message | View, label: str, answer: Any, wait: float | None = None
    ) -> Shown:
        """Pick from a select, radio group, checkbox group or date picker that acts at once."""
        action = picking.choice(target.blocks, label, answer)
        return await self.act(target, action, {label: answer}, wait)

    async def submit(self, view: View | None, values: Mapping[str, Any] | None = None) -> Shown:
        """Fill in a modal (keys: block id, action id or label) and press its submit button.

        What Slack's client itself refuses (required, too long) is in `errors`; nothing was sent.
        """
        if view is None:
            raise AssertionError("no modal is open")
        state = filling.filled(view.blocks, values or {})
        view.errors = filling.complaints(view.blocks, state)
        if view.errors:
            self.workspace.changed()
            return Shown(view=view, errors=dict(view.errors))
        return await self.slack.dispatch.submit(self.workspace, self.user, view, state)

    async def close(self, view: View, *, everything: bool = False) -> Shown:
        """Cancel a modal; `everything` is the cross that closes the whole stack."""
        return await self.slack.dispatch.close(
            self.workspace, self.user, view, everything=everything
        )

    async def shortcut(
        self, callback_id: str, message: Message | None = None, wait: float | None = None
    ) -> Shown:
        """Use a message shortcut, or without a message a global one."""
        at = (self._home_of(message)[1], message) if message else None
        patience = self._patience(wait)
        return await self.slack.dispatch.shortcut(
            self.workspace, self.user, callback_id, at, patience
        )

    async def open_home(self, tab: str = "home") -> View | None:
        """Open the app's Home (or `messages`) tab; returns the Home as it is at that moment."""
        view = self.home.payload() if self.home else None
        channel = self._place(None)
        event = events.home_opened(self.id, channel.id, view, self.workspace.stamp(), tab)
        self.workspace.announce(event)
        return self.home

    async def act(
        self,
        target: Message | View,
        action: Json,
        values: Mapping[str, Any],
        wait: float | None = None,
    ) -> Shown:
        """Send an entry of `picking`, with what is filled in around it."""
        dispatch, patience = self.slack.dispatch, self._patience(wait)
        known = {name: values[name] for name in values if picking.has_field(target.blocks, name)}
        state = filling.filled(target.blocks, known)
        if isinstance(target, View):
            return await dispatch.act_on_view(
                self.workspace, self.user, target, action, state, patience
            )
        workspace = self.slack.team(self.slack.channel(target.channel_id).team_id)
        return await dispatch.act_on_message(workspace, self.user, target, action, state, patience)

    def _attached(self, files: Files) -> list[Upload]:
        new, attach = self.workspace.around.ids.new, self.slack.uploads.attach
        team = self.workspace.id
        return [attach(new("F"), self.id, team, name, given) for name, given in files.items()]

    def _place(self, channel_id: str | None) -> Channel:
        if channel_id is None:
            return self.workspace.dm_with(self.id)
        channel = self.slack.channel(channel_id)
        if self.id not in channel.members:
            raise LookupError(f"{self.id} is not in {channel_id}")
        return channel

    def _home_of(self, message: Message) -> tuple[Workspace, Channel]:
        channel = self.slack.channel(message.channel_id)
        return self.slack.team(channel.team_id), channel

    def _own(self, message: Message) -> None:
        if message.user != self.id:
            raise LookupError(f"{self.id} did not write this message")

    def _patience(self, wait: float | None) -> float:
        return self.slack.patience if wait is None else wait
