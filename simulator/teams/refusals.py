"""Says no the way the Bot Connector does: an HTTP status and an error code.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-code-responses
"""

from __future__ import annotations

import json

from aiohttp import web

from simulator import fault_effects
from simulator.faults import Fault
from simulator.payload import Json

# code: HTTP status and words
CODES = {
    "BadSyntax": (400, "Bad format of the request."),
    "BadArgument": (400, "The activity cannot be shown."),
    "Unauthorized": (401, "Authorization has been denied for this request."),
    "BotNotRegistered": (401, "No registration found for this bot."),
    "BotNotInConversationRoster": (403, "The bot is not part of the conversation roster."),
    "BotDisabledByAdmin": (403, "The tenant admin disabled this bot."),
    "ConversationBlockedByUser": (403, "User blocked the conversation with the bot."),
    "ForbiddenOperationException": (403, "The bot may not do this here."),
    "MessageWritesBlocked": (403, "Thread is blocked from message writes."),
    "ConversationNotFound": (404, "Conversation not found."),
    "ActivityNotFoundInConversation": (404, "The activity was not found in the conversation."),
    "MemberNotFoundInConversation": (404, "The member was not found in the conversation."),
    "PreconditionFailed": (412, "Precondition failed, please try again."),
    "MessageSizeTooBig": (413, "Message size too large."),
    "Throttled": (429, "Too many requests."),
    "ratelimited": (429, "Too many requests."),
    "ServiceError": (500, "Internal server error."),
}
BY_STATUS = {401: "Unauthorized", 403: "BotNotInConversationRoster", 404: "ConversationNotFound",
             412: "PreconditionFailed", 413: "MessageSizeTooBig", 429: "Throttled",
             500: "ServiceError"}  # fmt: skip
WRITES_BLOCKED = 209


class RefusedError(Exception):
    """`retry_after` in whole seconds, for 429; None sends no header."""

    def __init__(self, code: str, words: str = "", retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status, usual = CODES[code]
        self.words = words or usual
        self.retry_after = retry_after

    def response(self) -> web.Response:
        waits = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return web.json_response(body(self.code, self.words), status=self.status, headers=waits)


def body(code: str, words: str) -> Json:
    """The envelope; that of MessageWritesBlocked has a form of its own.

    https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages#understand-who-blocked-muted-or-uninstalled-a-bot
    """
    if code == "MessageWritesBlocked":
        inner = {"subCode": code, "details": words, "errorCode": None, "errorSubCode": None}
        return {"errorCode": WRITES_BLOCKED, "message": json.dumps(inner, indent=2)}
    return {"error": {"code": "Throttled" if code == "ratelimited" else code, "message": words}}


def planted(fault: Fault) -> web.Response:
    """How the connector says a planted error; 502 and 504 come from a gateway before it."""
    code = fault.error or BY_STATUS.get(fault.status, "")
    if not code:
        return fault_effects.page(fault.status)
    status, words = CODES.get(code, (fault.status if fault.status >= 400 else 400, code))
    waits = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    return web.json_response(body(code, words), status=status, headers=waits)
