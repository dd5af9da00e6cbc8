"""Shows a person what the desk answered to an invoke.

Cards: https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/universal-action-model#response-format
Dialogs: https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
"""

from __future__ import annotations

import secrets
from typing import Any

from simulator.payload import Json
from simulator.teams import posting
from simulator.teams.desk import Answer
from simulator.teams.dialogs import Dialog
from simulator.teams.messages import ADAPTIVE, Message
from simulator.teams.people import User
from simulator.teams.refusals import RefusedError
from simulator.teams.shown import UNREACHABLE, WRONG, Shown
from simulator.teams.world import World

CARD = ADAPTIVE
WORDS = "application/vnd.microsoft.activity.message"


def card_answer(world: World, user: User, message: Message, answer: Answer) -> Shown:
    """A new card in place of the old one, a message, or an error."""
    if not answer.ok:
        return Shown(answer.status, UNREACHABLE)
    try:
        shown = _card_shown(world, user, message, answer.content())
    except (RefusedError, ValueError, KeyError, TypeError) as problem:
        shown = Shown(error=f"{WRONG}: {getattr(problem, 'words', problem)}")
    shown.status = answer.status
    return shown


def dialog_answer(world: World, user: User, opened: Dialog, answer: Answer) -> Shown:
    """A dialog to open or to go on with, a message, a card for the message box, or the end.

    `opened` is what the answer continues: the dialog that was submitted, or one without a card.
    """
    if not answer.ok:
        return Shown(answer.status, UNREACHABLE, dialog=world.dialogs.get(user.id))
    try:
        shown = _dialog_shown(world, user, opened, answer.content())
    except (RefusedError, ValueError, KeyError, TypeError) as problem:
        words = getattr(problem, "words", problem)
        shown = Shown(error=f"{WRONG}: {words}", dialog=world.dialogs.get(user.id))
    shown.status = answer.status
    world.changes.notify()
    return shown


def _card_shown(world: World, user: User, message: Message, content: Any) -> Shown:
    value = content.get("value")
    if int(content["statusCode"]) != 200:
        words = value.get("message", "") if isinstance(value, dict) else ""
        return Shown(error=f"{WRONG} ({content['statusCode']}): {words}")
    if content["type"] == WORDS:
        return Shown(notice=str(value))
    if content["type"] != CARD:
        raise ValueError(f"an answer of type {content['type']!r}")
    card = posting.shown_card(world, value)
    alone = world.conversations[message.conversation_id].kind == "personal"
    message.show_card(card, None if alone else user.id)
    world.changes.notify()
    return Shown(card=card)


def _dialog_shown(world: World, user: User, opened: Dialog, content: Any) -> Shown:
    task, inserted = content.get("task"), content.get("composeExtension")
    if task and task["type"] == "continue":
        return _continued(world, user, opened, task["value"])
    world.dialogs.pop(user.id, None)
    if task and task["type"] == "message":
        return Shown(notice=str(task["value"]), closed=True)
    if inserted and inserted["type"] == "message":
        return Shown(notice=str(inserted["text"]), closed=True)
    if inserted and inserted["type"] == "result":
        return Shown(card=_inserted(world, inserted["attachments"][0]), closed=True)
    if content:
        raise ValueError("an answer that opens nothing")
    return Shown(closed=True)


def _continued(world: World, user: User, opened: Dialog, value: Json) -> Shown:
    card = posting.shown_card(world, value["card"]["content"]) if "card" in value else {}
    if not card and not value.get("url"):
        raise ValueError("a dialog with neither card nor URL")
    dialog = Dialog(
        secrets.token_hex(8),
        user.id,
        str(value.get("title", "")),
        card,
        opened.command_id,
        str(value.get("url") or ""),
        opened.origin,
    )
    world.dialogs[user.id] = dialog
    return Shown(dialog=dialog)


def _inserted(world: World, attachment: Json) -> Json:
    """A card in the message box, which the person may send."""
    if attachment.get("contentType") != CARD:
        raise ValueError(f"an attachment of type {attachment.get('contentType')!r}")
    return posting.shown_card(world, attachment["content"])
