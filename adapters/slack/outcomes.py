"""What Slack's errors mean for a delivery: a table.

https://docs.slack.dev/reference/methods/chat.postMessage#errors
https://docs.slack.dev/reference/methods/chat.update#errors
https://docs.slack.dev/apis/web-api/rate-limits
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from core.desk.ports import Later, Outcome, Refused, Unsure

RETRY_DEFAULT = timedelta(seconds=30)
RETRY_LONGEST = timedelta(minutes=15)
AWAY = timedelta(seconds=5)  # before Slack is called again after it could not be reached
MIGRATING = timedelta(minutes=5)
_WORD = re.compile(r"[a-z0-9_]{1,60}")

_INSTALL = "install it again, and set SLACK_BOT_TOKEN"
_LAYOUT = "Slack does not accept the message's layout"
REFUSALS = {
    "channel_not_found": "the conversation does not exist or the app cannot see it",
    "is_archived": "the channel is archived",
    "is_inactive": "the channel is archived or deleted",
    "not_in_channel": "the app is not in the channel; invite it",
    "user_not_in_channel": "the person is not in the channel",
    "user_not_found": "the person is not in the workspace",
    "messages_tab_disabled": "the app's Messages tab is switched off",
    "token_revoked": f"the app's token was revoked; {_INSTALL}",
    "token_expired": f"the app's token expired; {_INSTALL}",
    "account_inactive": f"the app or its workspace is deactivated; {_INSTALL}",
    "invalid_auth": f"the app's token is not valid; {_INSTALL}",
    "not_authed": f"the app has no token; {_INSTALL}",
    "team_access_not_granted": "the app is not installed in that workspace",
    "missing_scope": "the app lacks a permission; see the manifest",
    "no_permission": "the app lacks a permission; see the manifest",
    "not_allowed_token_type": "the app's token is of the wrong kind; it starts with xoxb-",
    "access_denied": "an administrator of the workspace does not allow it",
    "ekm_access_denied": "administrators have suspended posting",
    "restricted_action": "the workspace does not let the app post there",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_thread_only_channel": "the channel takes replies in threads only",
    "restricted_action_non_threadable_channel": "the channel takes no replies in threads",
    "cannot_reply_to_message": "the message cannot be replied to",
    "msg_too_long": "the message is too long for Slack",
    "no_text": _LAYOUT,
    "invalid_blocks": _LAYOUT,
    "invalid_blocks_format": _LAYOUT,
    "invalid_arguments": _LAYOUT,
    "block_mismatch": "the message cannot be redrawn",
    "message_not_found": "the message is no longer there",
    "thread_not_found": "the message is no longer there",
    "cant_update_message": "the message cannot be changed any more",
    "edit_window_closed": "the message cannot be changed any more",
}
"""Sentences for staff; none of these is tried again."""

_LOST = {"message_not_found", "thread_not_found"}
_SLOWER = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_PASSING = {
    "accesslimited": (RETRY_DEFAULT, "Slack does not take calls from this network"),
    "team_added_to_org": (MIGRATING, "the workspace is being moved by Slack"),
    "org_login_required": (MIGRATING, "the workspace is being moved by Slack"),
    "external_channel_migrating": (MIGRATING, "the channel is being moved by Slack"),
    "request_timeout": (AWAY, "Slack did not get the whole message"),
}
"""Certainly not done, and worth another try."""

_AMBIGUOUS = {"internal_error", "fatal_error", "service_unavailable", "update_failed"}
"""Some of it may have been done."""


def outcome(error: SlackApiError) -> Outcome:
    """What an error means; words that nobody listed are refusals."""
    answer, word = error.response, word_of(error)
    status = getattr(answer, "status_code", 0)
    if status == 429 or word in _SLOWER:
        return Later(
            retry_after(getattr(answer, "headers", {})), "Slack asked us to slow down", limited=True
        )
    if word in _PASSING:
        after, why = _PASSING[word]
        return Later(after, why, blames=True)
    if not word or word in _AMBIGUOUS or status >= 500:
        return Unsure(f"Slack answered {_shown(word) or status or 'nothing readable'}")
    return Refused(REFUSALS.get(word, f"Slack refused: {_shown(word)}"), lost=word in _LOST)


def word_of(error: SlackApiError) -> str:
    """Slack's error word; empty where the answer was no answer of Slack's."""
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse) or not isinstance(answer.data, dict):
        return ""
    return str(answer.data.get("error") or "")


def _shown(word: str) -> str:
    return word if _WORD.fullmatch(word) else ""


def retry_after(headers: Mapping[str, Any]) -> timedelta:
    """Obeyed to the second; what is missing or garbage counts 30 s, and none more than 15 min."""
    digits = str(headers.get("Retry-After", "")).strip()
    if not (digits.isascii() and digits.isdigit()):
        return RETRY_DEFAULT
    return min(timedelta(seconds=int(digits) if len(digits) < 10 else 10**6), RETRY_LONGEST)
