"""What the connector's answers mean for a delivery: a table.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-codes-from-bot-conversational-apis
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

import re
from datetime import timedelta

from adapters.teams.connector import Answer
from core.desk.ports import Later, Outcome, Refused, Unsure

RETRY_DEFAULT = timedelta(seconds=30)
RETRY_LONGEST = timedelta(minutes=15)
AWAY = timedelta(seconds=5)  # before Teams is called again after it refused the connection
BUSY = timedelta(seconds=2)  # another change of the same conversation was under way
_WORD = re.compile(r"[A-Za-z0-9]{1,60}")

REFUSALS = {
    "MessageWritesBlocked": "the person blocked or uninstalled the app",
    "BotNotInConversationRoster": "the app is not installed in this team or chat; add it there",
    "BotDisabledByAdmin": "an administrator of the tenant blocked the app",
    "ForbiddenOperationException": "the app is not installed for this person",
    "NotEnoughPermissions": "the app lacks a permission in this team or chat",
    "InvalidBotApiHost": "the team or chat belongs to another cloud of Microsoft",
    "ConversationBlockedByUser": "the person blocked the app",
    "ConversationNotFound": "the conversation does not exist or the app cannot see it",
    "ActivityNotFoundInConversation": "the message is no longer there",
    "MessageSizeTooBig": "the message is too long for Teams",
    "BadSyntax": "Teams does not accept the message's layout",
    "BadArgument": "Teams does not accept the message's layout",
}
_BY_STATUS = {
    400: "Teams does not accept the message's layout",
    403: "the app may not write there; it may have been blocked or removed",
    404: "the conversation or message is no longer there",
    410: "the conversation is no longer there",
    413: "the message is too long for Teams",
}


def failure(answer: Answer, *, of_message: bool = False) -> Outcome:
    """What an answer other than 2xx means. A create is not idempotent: what may have been done
    (500, 502, 504) is unsure and never simply repeated. `of_message`: what was called is a message
    of ours, so that a 404 without a word is about it and not about the conversation."""
    match answer.status:
        case 401:
            return Later(AWAY, "Teams did not accept our token", blames=True)
        case 412:
            return Later(BUSY, "the conversation was changed at the same moment", blames=True)
        case 429:
            return Later(
                retry_after(answer.retry_after), "Teams asked us to slow down", limited=True
            )
        case 503:
            return Later(AWAY, "Teams is not available", blames=True)
        case status if status >= 500 or status in (408, 499):
            return Unsure(f"Teams answered {status}")
        case _:
            return Refused(_sentence(answer), lost=_is_lost(answer, of_message=of_message))


def _is_lost(answer: Answer, *, of_message: bool) -> bool:
    """The message is gone, its conversation is not."""
    if answer.code == "ActivityNotFoundInConversation":
        return True
    return of_message and answer.status == 404 and answer.code not in REFUSALS


def _sentence(answer: Answer) -> str:
    known = REFUSALS.get(answer.code) or _BY_STATUS.get(answer.status)
    if known:
        return known
    word = answer.code if _WORD.fullmatch(answer.code) else str(answer.status)
    return f"Teams refused: {word}"


def retry_after(given: str) -> timedelta:
    """Obeyed to the second; what is missing or garbage counts 30 s, and none more than 15 min."""
    digits = given.strip()
    if not (digits.isascii() and digits.isdigit()):
        return RETRY_DEFAULT
    return min(timedelta(seconds=int(digits) if len(digits) < 10 else 10**6), RETRY_LONGEST)
