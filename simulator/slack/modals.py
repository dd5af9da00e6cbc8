"""Opens, stacks, updates and closes modals, and publishes App Homes.

https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

import secrets

from simulator.payload import Json
from simulator.slack.posting import with_block_ids
from simulator.slack.refusals import RefusedError
from simulator.slack.views import View
from simulator.slack.workspace import Workspace

STACK_LIMIT = 3


def open_modal(workspace: Workspace, user_id: str, source: Json) -> View:
    """Start a new stack; whatever was open closes."""
    view = _new(workspace, user_id, source)
    workspace.modals[user_id] = [view]
    workspace.show(view)
    return view


def push(workspace: Workspace, user_id: str, source: Json) -> View:
    stack = workspace.modals.get(user_id, [])
    if not stack:
        raise RefusedError("not_found")
    if len(stack) >= STACK_LIMIT:
        raise RefusedError("push_limit_reached")
    view = _new(workspace, user_id, source)
    view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
    stack.append(view)
    workspace.show(view)
    return view


def update(workspace: Workspace, view: View, source: Json, expected_hash: str = "") -> View:
    """Replace a view's content; `hash_conflict` if somebody was faster."""
    if expected_hash and expected_hash != view.hash:
        raise RefusedError("hash_conflict")
    _refuse_known_external_id(workspace, source, view)
    view.source = _prepared(workspace, source)
    view.hash, view.errors = _new_hash(workspace), {}
    workspace.show(view)
    return view


def publish(workspace: Workspace, user_id: str, source: Json, expected_hash: str = "") -> View:
    """Set a person's App Home."""
    current = workspace.homes.get(user_id)
    if expected_hash and (current is None or current.hash != expected_hash):
        raise RefusedError("hash_conflict")
    view = _new(workspace, user_id, source)
    if current:
        view.id = view.root_view_id = current.id
    workspace.homes[user_id] = view
    workspace.show(view)
    return view


def find(workspace: Workspace, view_id: str = "", external_id: str = "") -> View:
    for view in every_view(workspace):
        if (view_id and view.id == view_id) or (external_id and view.external_id == external_id):
            return view
    raise RefusedError("not_found")


def close(workspace: Workspace, view: View) -> None:
    """Close one view; the one below it comes back."""
    stack = workspace.modals.get(view.user_id, [])
    if view in stack:
        stack.remove(view)
    workspace.changed()


def clear(workspace: Workspace, user_id: str) -> list[View]:
    """Close the whole stack; returns what was open, top first."""
    stack = workspace.modals.pop(user_id, [])
    workspace.changed()
    return stack[::-1]


def every_view(workspace: Workspace) -> list[View]:
    stacked = [view for stack in workspace.modals.values() for view in stack]
    return stacked + list(workspace.homes.values())


def _new(workspace: Workspace, user_id: str, source: Json) -> View:
    _refuse_known_external_id(workspace, source)
    view_id, app = workspace.around.ids.new("V"), workspace.app
    return View(
        id=view_id,
        team_id=workspace.id,
        user_id=user_id,
        type=source["type"],
        source=_prepared(workspace, source),
        hash=_new_hash(workspace),
        app_id=app.app_id,
        bot_id=app.bot_id,
        root_view_id=view_id,
    )


def _prepared(workspace: Workspace, source: Json) -> Json:
    return source | {"blocks": with_block_ids(workspace, source.get("blocks", []))}


def _refuse_known_external_id(workspace: Workspace, source: Json, but: View | None = None) -> None:
    wanted = source.get("external_id")
    if wanted and any(v.external_id == wanted for v in every_view(workspace) if v is not but):
        raise RefusedError("duplicate_external_id")


def _new_hash(workspace: Workspace) -> str:
    return f"{int(workspace.now())}.{secrets.token_hex(4)}"
