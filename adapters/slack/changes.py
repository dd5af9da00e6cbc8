"""Messages that people change and delete become turns. Pure.

https://docs.slack.dev/reference/events/message/message_changed
https://docs.slack.dev/reference/events/message/message_deleted
"""

from adapters.slack.inbound import (
    Payload,
    bot,
    files_in,
    mapping,
    nobody_known,
    person,
    place,
    said_in,
    text,
)
from adapters.slack.rich_text import Names
from core.values.command import Command, Deleted, Edited
from core.values.turn import Hears, Turn

_CHANGED, _TOMBSTONE = "message_changed", "tombstone"


def changed_message(body: Payload) -> Payload:
    """The message as it is now, of an event that tells of a change; empty for all others."""
    event = mapping(body, "event")
    return mapping(event, "message") if text(event, "subtype") == _CHANGED else {}


def from_change(body: Payload, names: Names = nobody_known) -> Turn | None:
    """None for what is no change by a person: link previews, replies counted, our own redraws."""
    event = mapping(body, "event")
    message, command = _change(event, names, bot(body))
    user, channel = text(message, "user"), text(event, "channel")
    team = text(message, "user_team") or text(message, "team") or text(body, "team_id")
    if command is None or message.get("bot_id") or not (team and user and channel):
        return None
    return Turn(
        key=f"slack:{text(body, 'team_id')}:event:{text(body, 'event_id')}",
        person=person(team, user, ""),
        where=place(team, channel, text(message, "thread_ts") or None),
        command=command,
        hears=Hears.AS_MESSAGE,
        direct=event.get("channel_type") == "im",
        message=text(message, "ts"),
        files=files_in(message, team),
    )


def _change(event: Payload, names: Names, bot: str) -> tuple[Payload, Command | None]:
    """The message that the event is about, and what was done to it."""
    before, now = mapping(event, "previous_message"), mapping(event, "message")
    if event.get("type") != "message":
        return {}, None
    match event.get("subtype"):
        case "message_deleted":
            return before, Deleted(message=text(before, "ts"))
        case "message_changed" if text(now, "subtype") == _TOMBSTONE:
            return before, Deleted(message=text(before, "ts"))
        case "message_changed" if _is_edited(before, now) or _lost_a_file(before, now):
            said = said_in(now, names, bot)
            return now, Edited(text=said.text, rich=said.rich, message=said.message)
        case _:
            return {}, None


def _lost_a_file(before: Payload, now: Payload) -> bool:
    """Somebody deleted a file of the message; its words stay as they were."""
    had, has = ({file.id for file in files_in(each, "")} for each in (before, now))
    return not had <= has


def _is_edited(before: Payload, now: Payload) -> bool:
    """Slack adds previews of links by the same event, and marks only what people changed."""
    return bool(mapping(now, "edited")) and mapping(now, "edited") != mapping(before, "edited")
