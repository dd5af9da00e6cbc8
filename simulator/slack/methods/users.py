"""Answers the users.* methods; https://docs.slack.dev/reference/methods/users.info"""

from __future__ import annotations

from simulator.payload import Json
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.pagination import page
from simulator.slack.refusals import RefusedError


@method("users.info", 4, "users:read")
def info(call: Invocation) -> Json:
    user = call.workspace.user(call.arguments.needed("user"))
    person = user.payload(include_locale=call.arguments.flag("include_locale"))
    return {"user": _shown(call, person)}


@method("users.list", 2, "users:read")
def list_users(call: Invocation) -> Json:
    users, more = page(list(call.workspace.users.values()), call.arguments)
    locale = call.arguments.flag("include_locale")
    return {
        "members": [_shown(call, user.payload(include_locale=locale)) for user in users],
        "response_metadata": more,
    }


@method("users.lookupByEmail", 3, "users:read.email")
def lookup_by_email(call: Invocation) -> Json:
    wanted = call.arguments.needed("email").lower()
    for user in call.workspace.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": user.payload()}
    raise RefusedError("users_not_found")


def _shown(call: Invocation, person: Json) -> Json:
    """The address is told only to apps with `users:read.email`.

    https://docs.slack.dev/reference/scopes/users.read.email
    """
    scopes = call.workspace.app.scopes
    if scopes is not None and "users:read.email" not in scopes:
        person["profile"] = {k: v for k, v in person["profile"].items() if k != "email"}
    return person
