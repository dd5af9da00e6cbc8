"""Answers the methods about the installation itself; https://docs.slack.dev/reference/methods/auth.test"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.refusals import RefusedError


@method("api.test", None)
def api_test(call: Invocation) -> Json:
    """Needs no token; an `error` argument comes back as the error."""
    if "error" in call.arguments:
        raise RefusedError(call.arguments.text("error"))
    return {}


@method("auth.test", None)
def auth_test(call: Invocation) -> Json:
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.app.bot_user_id].name,
        "team_id": workspace.id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


@method("team.info", 3, "team:read")
def team_info(call: Invocation) -> Json:
    workspace = call.workspace
    wanted = call.arguments.text("team", workspace.id)
    if wanted != workspace.id:
        raise RefusedError("team_not_found")
    return {"team": {"id": workspace.id, "name": workspace.name, "domain": workspace.domain}}


@method("bots.info", 3, "users:read")
def bots_info(call: Invocation) -> Json:
    app = call.workspace.app
    if call.arguments.text("bot", app.bot_id) != app.bot_id:
        raise RefusedError("bot_not_found")
    return {"bot": app.payload()}
