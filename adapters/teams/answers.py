"""What an invoke is answered with, in the HTTP body: a card, a line, or a dialog.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module
A card that answers a click is shown to the person who clicked, and to nobody else.
"""

from collections.abc import Mapping
from typing import Any

from adapters.teams.inbound import CLICK, OPEN_DIALOG, SUBMIT_DIALOG, clicked, is_form
from adapters.teams.render import NAME, attachment, card, sentence
from adapters.teams.wire import Payload
from core.desk.whispers import goes_on
from core.values.message import Message

LINE = "application/vnd.microsoft.activity.message"
CARD = "application/vnd.microsoft.card.adaptive"
DONE = "\u2713"  # the card itself shows what changed
_DIALOG = (OPEN_DIALOG, SUBMIT_DIALOG)


def answer_to(body: Payload, reply: Message | None, nonce: str) -> Mapping[str, Any]:
    """The body of the HTTP answer; empty for activities that are answered by messages."""
    name = body.get("name")
    if name in _DIALOG:
        return _dialog(reply, nonce)
    if name != CLICK:
        return {}
    line = DONE if reply is None else sentence(reply)
    if reply is None or (line and not is_form(clicked(body))):
        return said(line)
    whisper = clicked(body).get("whisper") is True and goes_on(reply)
    return {"statusCode": 200, "type": CARD, "value": card(reply, nonce, whisper=whisper)}


def not_done(body: Payload, why: str) -> Mapping[str, Any]:
    """A line beside the card, which stays as it is, with all that was typed into it."""
    if body.get("name") in _DIALOG:
        return {"task": {"type": "message", "value": why}}
    return said(why) if body.get("name") == CLICK else {}


def said(line: str) -> Mapping[str, Any]:
    return {"statusCode": 200, "type": LINE, "value": line}


def _dialog(reply: Message | None, nonce: str) -> Mapping[str, Any]:
    """In dialogs only Action.Submit works."""
    if reply is None:
        return {"task": {"type": "message", "value": DONE}}
    shown = attachment(card(reply, nonce, send="Action.Submit"))
    size = {"height": "large" if reply.form else "medium", "width": "medium"}
    return {"task": {"type": "continue", "value": {"title": NAME, **size, "card": shown}}}
