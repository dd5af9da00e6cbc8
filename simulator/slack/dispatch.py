"""Carries what a person does to the desk, and shows the person what comes back.

Slack waits three seconds and does not try again:
https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from simulator.changes import NotSeenError
from simulator.payload import Json
from simulator.slack import interactions, modals, posting, response_urls, submissions
from simulator.slack.channels import Channel
from simulator.slack.desk import Answer, Desk
from simulator.slack.interactions import Passage
from simulator.slack.messages import Message
from simulator.slack.passes import Passes
from simulator.slack.people import User
from simulator.slack.posting import SLACKBOT, Draft
from simulator.slack.refusals import RefusedError
from simulator.slack.shown import Shown
from simulator.slack.views import View
from simulator.slack.workspace import Workspace
from simulator.wire import Wire

FORM = "application/x-www-form-urlencoded"
OK = 200
NO_THREADS = "{} is not supported in threads. Sorry!"


@dataclass
class Dispatch:
    """Sends slash commands and interactivity. `address` is where this simulator listens."""

    desk: Desk
    wire: Wire
    passes: Passes
    address: str = ""

    async def slash(
        self,
        workspace: Workspace,
        user: User,
        channel: Channel,
        command: str,
        text: str,
        wait: float,
    ) -> Shown:
        mark = len(workspace.shown)
        passes = self._passes(workspace, user, channel)
        form = interactions.slash_command(workspace, user, channel, command, text, passes)
        answer = await self._post(form, f"slash {command}", workspace, channel.id)
        error = _failure(answer) or _show_command_answer(workspace, channel, user, answer)
        if error:
            text = f'{command} failed with the error "{error}"'
            posting.show_ephemeral(workspace, channel, user.id, Draft(text), user=SLACKBOT)
        shown = Shown(answer.status, error)
        return await _gather(shown, workspace, user, channel, mark, wait)

    async def act_on_message(
        self,
        workspace: Workspace,
        user: User,
        message: Message,
        action: Json,
        values: Json,
        wait: float,
    ) -> Shown:
        channel, mark = workspace.channels[message.channel_id], len(workspace.shown)
        passes = self._passes(workspace, user, channel, message)
        payload = interactions.message_action_click(
            workspace, user, channel, message, action, values, passes
        )
        answer = await self._interact(payload, workspace, channel.id)
        shown = Shown(answer.status, _failure(answer))
        return await _gather(shown, workspace, user, channel, mark, wait)

    async def act_on_view(
        self, workspace: Workspace, user: User, view: View, action: Json, values: Json, wait: float
    ) -> Shown:
        mark = len(workspace.shown)
        trigger = self.passes.issue_trigger(workspace.id, user.id, view.id)
        payload = interactions.view_action_click(workspace, user, view, action, values, trigger.id)
        answer = await self._interact(payload, workspace)
        shown = Shown(answer.status, _failure(answer))
        return await _gather(shown, workspace, user, None, mark, wait)

    async def submit(self, workspace: Workspace, user: User, view: View, values: Json) -> Shown:
        mark = len(workspace.shown)
        trigger = self.passes.issue_trigger(workspace.id, user.id, view.id)
        payload = interactions.view_submission(workspace, user, view, values, trigger.id)
        answer = await self._interact(payload, workspace)
        error = _failure(answer)
        if error:
            return Shown(answer.status, error, view=view)
        shown = submissions.apply(workspace, view, answer)
        return await _gather(shown, workspace, user, None, mark, wait=0)

    async def close(
        self, workspace: Workspace, user: User, view: View, *, everything: bool
    ) -> Shown:
        """Close a modal by its own button, or the whole stack (`everything`) by the cross."""
        if everything:
            closed = modals.clear(workspace, user.id)
        else:
            modals.close(workspace, view)
            closed = [view]
        told = [each for each in closed if each.source.get("notify_on_close")]
        status = None
        for each in told:
            payload = interactions.view_closed(workspace, user, each, is_cleared=everything)
            status = (await self._interact(payload, workspace)).status
        return Shown(status, closed=True)

    async def shortcut(
        self,
        workspace: Workspace,
        user: User,
        callback_id: str,
        at: tuple[Channel, Message] | None,
        wait: float,
    ) -> Shown:
        mark, channel = len(workspace.shown), at[0] if at else None
        passes = self._passes(workspace, user, channel, at[1] if at else None)
        payload = interactions.shortcut(workspace, user, callback_id, passes, at)
        answer = await self._interact(payload, workspace, channel.id if channel else "")
        shown = Shown(answer.status, _failure(answer))
        return await _gather(shown, workspace, user, channel, mark, wait)

    def refuse_in_thread(
        self, workspace: Workspace, user: User, channel: Channel, command: str, thread_ts: str
    ) -> Shown:
        """Slash commands do not work in threads: Slackbot says so, nothing is sent."""
        draft = Draft(NO_THREADS.format(command))
        message = posting.show_ephemeral(workspace, channel, user.id, draft, thread_ts, SLACKBOT)
        return Shown(None, "not_supported_in_threads", [message])

    def _passes(
        self,
        workspace: Workspace,
        user: User,
        channel: Channel | None,
        message: Message | None = None,
    ) -> Passage:
        trigger = self.passes.issue_trigger(workspace.id, user.id)
        if channel is None:
            return Passage(trigger.id)
        url = self.passes.issue_response_url(
            workspace.id,
            user.id,
            channel.id,
            message.ts if message else None,
            message.thread_ts if message else None,
        )
        return Passage(trigger.id, f"{self.address}/slack/response/{url.path}")

    async def _interact(self, payload: Json, workspace: Workspace, channel_id: str = "") -> Answer:
        form = {"payload": json.dumps(payload)}
        return await self._post(form, str(payload["type"]), workspace, channel_id)

    async def _post(
        self, form: dict[str, str], name: str, workspace: Workspace, channel_id: str
    ) -> Answer:
        call = self.wire.begin("slack", "to desk", name, team=workspace.id, channel=channel_id)
        return await self.desk.send(call, urlencode(form).encode(), FORM)


def _failure(answer: Answer) -> str | None:
    if answer.reason == "http_timeout":
        return "operation_timeout"
    return None if answer.status == OK else "dispatch_failed"


def _show_command_answer(
    workspace: Workspace, channel: Channel, user: User, answer: Answer
) -> str | None:
    """Show the body of the answer, if any; the error word if Slack would not take it."""
    if not answer.body.strip():
        return None
    try:
        content = answer.content()
        if content not in ({}, ""):
            response_urls.answer_command(workspace, channel, user.id, content)
    except (RefusedError, ValueError):
        return "invalid_command_response"
    return None


_STILL_OPENING = 0.4  # seconds between the first thing shown and a form


async def _gather(
    shown: Shown,
    workspace: Workspace,
    user: User,
    channel: Channel | None,
    mark: int,
    wait: float,
) -> Shown:
    """Add what became visible since `mark`; if nothing has, wait so many seconds for it."""

    def fresh() -> list[Message | View]:
        return [
            item for item in workspace.shown[mark:] if _concerns(workspace, item, user, channel)
        ]

    def views() -> list[View]:
        return [item for item in fresh() if isinstance(item, View) and item.type == "modal"]

    if wait > 0 and not shown.error and not fresh():
        with suppress(NotSeenError):
            await workspace.around.changes.until(fresh, within=wait)
    if wait > 0 and not shown.error and not _is_answer(fresh()):
        with suppress(NotSeenError):
            await workspace.around.changes.until(views, within=min(wait, _STILL_OPENING))
    shown.messages += [item for item in fresh() if isinstance(item, Message)]
    shown.view = views()[-1] if views() else shown.view
    return shown


def _is_answer(items: list[Message | View]) -> bool:
    """A post or a redraw may have been on its way before the action: its answer, a form, may still
    be opening. What only this person sees is an answer."""
    return any(isinstance(item, View) or item.ephemeral_to is not None for item in items)


def _concerns(
    workspace: Workspace, item: Message | View, user: User, channel: Channel | None
) -> bool:
    if workspace.is_shown_to(item, user.id):
        return True
    if isinstance(item, View) or item.ephemeral_to is not None:
        return False
    return channel is not None and item.channel_id == channel.id
