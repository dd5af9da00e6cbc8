"""Applies the desk's answer to a submitted modal.

https://docs.slack.dev/surfaces/modals#handling_submissions
"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack import modals
from simulator.slack.desk import Answer
from simulator.slack.methods.views import check_view
from simulator.slack.refusals import RefusedError
from simulator.slack.shown import Shown
from simulator.slack.views import View
from simulator.slack.workspace import Workspace

TROUBLE = "invalid_view_response"


def apply(workspace: Workspace, view: View, answer: Answer) -> Shown:
    """Close, keep with errors, replace, push or clear; an answer without sense is an error."""
    try:
        content = answer.content() if answer.body.strip() else {}
        shown = _applied(workspace, view, content)
    except (RefusedError, ValueError) as problem:
        reason = problem.error if isinstance(problem, RefusedError) else TROUBLE
        return Shown(answer.status, reason, view=view)
    shown.status = answer.status
    return shown


def _applied(workspace: Workspace, view: View, content: object) -> Shown:
    if not isinstance(content, dict):
        raise RefusedError(TROUBLE)
    match content.get("response_action"):
        case None if not content:
            modals.close(workspace, view)
            return Shown(closed=True)
        case "errors":
            return _with_errors(workspace, view, content.get("errors"))
        case "update":
            return Shown(view=modals.update(workspace, view, _next_view(content)))
        case "push":
            return Shown(view=modals.push(workspace, view.user_id, _next_view(content)))
        case "clear":
            modals.clear(workspace, view.user_id)
            return Shown(closed=True)
        case _:
            raise RefusedError(TROUBLE)


def _with_errors(workspace: Workspace, view: View, errors: object) -> Shown:
    """Errors belong to input blocks, by block id."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise RefusedError(TROUBLE)
    view.errors = {str(block_id): str(words) for block_id, words in errors.items()}
    workspace.changed()
    return Shown(view=view, errors=dict(view.errors))


def _next_view(content: Json) -> Json:
    source = content.get("view")
    check_view(source, "modal")
    assert isinstance(source, dict)
    return source
