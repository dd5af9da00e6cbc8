"""Posts, updates and deletes what the bot sends, after looking at it as Teams does.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages
"""

from __future__ import annotations

import json
from typing import Any

from simulator.payload import Json
from simulator.teams.card_checks import checked
from simulator.teams.conversations import Conversation
from simulator.teams.messages import ADAPTIVE, Message
from simulator.teams.refusals import RefusedError
from simulator.teams.world import World

ACTIVITY_BYTES = 100 * 1024
OTHER_CARDS = (
    "application/vnd.microsoft.card.hero",
    "application/vnd.microsoft.card.thumbnail",
)


def send(world: World, conversation: Conversation, root_id: str | None, activity: Json) -> Json:
    """Show a message; the answer names it, unless it had to be split."""
    _refuse_too_big(activity)
    if activity.get("type") != "message":
        return {}
    attachments, dropped = _attachments(world, activity)
    text = str(activity.get("text") or "")
    if not text and not attachments:
        raise RefusedError("BadSyntax", "an activity needs text or an attachment")
    parts = [(text, []), ("", attachments)] if text and attachments else [(text, attachments)]
    sent = [
        world.post(conversation, _message(world, conversation, root_id, activity, *part, dropped))
        for part in parts
    ]
    return {"id": sent[0].id} if len(sent) == 1 else {}


def update(world: World, message: Message, activity: Json) -> Json:
    """Replace the bot's own message, for everybody."""
    _refuse_strange(message)
    _refuse_too_big(activity)
    attachments, dropped = _attachments(world, activity)
    message.text = str(activity.get("text") or "")
    message.attachments, message.dropped = attachments, dropped
    message.activity, message.updated = activity, True
    message.views.clear()
    world.shown.append(message)
    world.changes.notify()
    return {"id": message.id}


def delete(world: World, message: Message) -> None:
    _refuse_strange(message)
    message.deleted = True
    world.changes.notify()


def shown_card(world: World, card: Any) -> Json:
    """A card as Teams shows it; what is wrong with it is remembered."""
    result = checked(card)
    world.complaints += result.complaints
    return result.card


def _message(
    world: World,
    conversation: Conversation,
    root_id: str | None,
    activity: Json,
    text: str,
    attachments: list[Json],
    dropped: list[str],
) -> Message:
    return Message(
        world.ids.message(world.now()),
        conversation.id,
        world.bot.id,
        text,
        attachments,
        root_id,
        is_from_bot=True,
        text_format=str(activity.get("textFormat") or "markdown"),
        activity=activity,
        dropped=dropped if attachments else [],
    )


def _attachments(world: World, activity: Json) -> tuple[list[Json], list[str]]:
    """The cards that are shown, and the kinds of elements that are not."""
    kept: list[Json] = []
    dropped: list[str] = []
    for attachment in activity.get("attachments") or []:
        kind = attachment.get("contentType")
        if kind == ADAPTIVE:
            result = checked(attachment.get("content"))
            world.complaints += result.complaints
            dropped += result.dropped
            kept.append({"contentType": ADAPTIVE, "content": result.card})
        elif kind in OTHER_CARDS:
            kept.append(attachment)
        else:
            dropped.append(str(kind))
    return kept, dropped


def _refuse_too_big(activity: Json) -> None:
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > ACTIVITY_BYTES:
        raise RefusedError("MessageSizeTooBig")


def _refuse_strange(message: Message) -> None:
    if message.deleted:
        raise RefusedError("ActivityNotFoundInConversation")
    if not message.is_from_bot:
        raise RefusedError("ForbiddenOperationException", "a bot changes its own messages only")
