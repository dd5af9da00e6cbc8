"""Answers the views.* methods; https://docs.slack.dev/reference/methods/views.open"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack import blocks, modals
from simulator.slack.checks import complaint
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.passes import Trigger
from simulator.slack.refusals import RefusedError


@method("views.open", 4)
def open_view(call: Invocation) -> Json:
    source = _view(call, "modal")
    trigger = _trigger(call)
    return {"view": modals.open_modal(call.workspace, trigger.user_id, source).payload()}


@method("views.push", 4)
def push(call: Invocation) -> Json:
    source = _view(call, "modal")
    trigger = _trigger(call)
    return {"view": modals.push(call.workspace, trigger.user_id, source).payload()}


@method("views.update", 4)
def update(call: Invocation) -> Json:
    given = call.arguments
    view = modals.find(call.workspace, given.text("view_id"), given.text("external_id"))
    source = _view(call, view.type)
    return {"view": modals.update(call.workspace, view, source, given.text("hash")).payload()}


@method("views.publish", 4)
def publish(call: Invocation) -> Json:
    user_id = call.arguments.needed("user_id")
    source = _view(call, "home")
    call.workspace.user(user_id)
    hash_seen = call.arguments.text("hash")
    return {"view": modals.publish(call.workspace, user_id, source, hash_seen).payload()}


def check_view(source: object, kind: str) -> None:
    """Refuse a view that Slack would refuse."""
    wrong = blocks.wrong_with_view(source, kind)
    if wrong:
        raise RefusedError("invalid_arguments", wrong)
    if isinstance(source, dict) and blocks.is_too_large(source):
        raise RefusedError("view_too_large")


def _view(call: Invocation, kind: str) -> Json:
    source = call.arguments.structure("view")
    if source is None:
        raise RefusedError("invalid_arguments", [complaint("missing required field: view", "")])
    check_view(source, kind)
    view: Json = source
    return view


def _trigger(call: Invocation) -> Trigger:
    trigger_id = call.arguments.needed("trigger_id")
    return call.passes.spend_trigger(trigger_id, call.workspace.id)
