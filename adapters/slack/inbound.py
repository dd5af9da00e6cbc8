"""Payloads become turns. Pure: shapes that are not understood give None, never an exception."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.decide.words import read_command
from core.values.command import COMMAND, Ask, Command, Home, OpenEscalation, Say
from core.values.place import ConversationReference, Person, Platform
from core.values.turn import Hears, Turn

Payload = Mapping[str, Any]

_ADDRESS = re.compile(r"<(?P<address>(?:https?://|mailto:)[^<>|]*)(?:\|(?P<label>[^<>]*))?>")

_OUR_OWN = {"bot_message", "message_changed", "message_deleted", "channel_join", "channel_leave"}


def from_slash(body: Payload) -> Turn | None:
    """A slash command. https://docs.slack.dev/interactivity/implementing-slash-commands"""
    team, user = _text(body, "team_id"), _text(body, "user_id")
    channel, trigger = _text(body, "channel_id"), _text(body, "trigger_id")
    if not (team and user and channel):
        return None
    return Turn(
        key=f"slack:{team}:slash:{user}:{trigger}",
        person=_person(team, user, _text(body, "user_name")),
        where=_place(team, channel),
        command=read_command(typed(_text(body, "text"))),
        direct=_text(body, "channel_name") == "directmessage",
    )


def from_button(body: Payload) -> Turn | None:
    """A click. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload

    A button on a message counts as done in the message's conversation and thread.
    """
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(first, Mapping):
        return None
    team, person = _who(body)
    command = _command(_text(first, "value"))
    if person is None or command is None:
        return None
    container = _mapping(body, "container")
    channel = _text(container, "channel_id") or _text(_mapping(body, "channel"), "id")
    thread = _text(container, "thread_ts") or _text(container, "message_ts")
    stamp = _text(first, "action_ts") or _text(body, "trigger_id")
    return Turn(
        key=f"slack:{team}:click:{person.user}:{stamp}:{_text(first, 'action_id')}",
        person=person,
        where=_place(team, channel or person.user, thread or None),
        command=command,
    )


def from_form(body: Payload, where: str, filled: dict[str, object]) -> Turn | None:
    """A submitted form: the command it was made for, completed by its inputs.

    `where` is the conversation in which the form was opened, as we wrote it into the view.
    Raises pydantic.ValidationError when an input does not do.
    """
    team, person = _who(body)
    view = _mapping(body, "view")
    if person is None or not _text(view, "id"):
        return None
    return Turn(
        key=f"slack:{team}:form:{person.user}:{_text(view, 'id')}",
        person=person,
        where=_opened_at(where) or person.direct,
        command=COMMAND.validate_python(filled),
    )


def _opened_at(where: str) -> ConversationReference | None:
    try:
        return ConversationReference.from_text(where) if where else None
    except ValueError:
        return None


def inputs(view: Payload) -> dict[str, str]:
    """What was filled in, by block id; empty inputs are left out."""
    values = _mapping(_mapping(view, "state"), "values")
    filled = {}
    for block, elements in values.items():
        for element in elements.values() if isinstance(elements, Mapping) else ():
            value = _input(element)
            if value:
                filled[str(block)] = value
    return filled


def _input(element: Payload) -> str:
    if "selected_options" in element:
        chosen = element["selected_options"] or []
        return _text(chosen[0], "value") if chosen else ""
    if "selected_option" in element:
        return _text(_mapping(element, "selected_option"), "value")
    return _text(element, "value")


def from_shortcut(body: Payload) -> Turn | None:
    """The message shortcut: the message's text goes into the form."""
    team, person = _who(body)
    if person is None:
        return None
    text = typed(_text(_mapping(body, "message"), "text"))
    channel = _text(_mapping(body, "channel"), "id") or person.user
    return Turn(
        key=f"slack:{team}:shortcut:{person.user}:{_text(body, 'action_ts')}",
        person=person,
        where=_place(team, channel),
        command=OpenEscalation(text=text),
    )


def from_event(body: Payload) -> Turn | None:
    """A message to the desk, a mention, a visit to its home page; None for everything else.

    https://docs.slack.dev/apis/events-api
    """
    event = _mapping(body, "event")
    user, channel = _text(event, "user"), _text(event, "channel")
    team = _text(event, "user_team") or _text(event, "team") or _text(body, "team_id")
    if not (team and user) or event.get("bot_id") or _text(event, "subtype") in _OUR_OWN:
        return None
    command = _said(event, _bot(body))
    if command is None:
        return None
    thread = _text(event, "thread_ts")
    if event.get("type") == "app_mention":
        thread = thread or _text(event, "ts")
    return Turn(
        key=f"slack:{_text(body, 'team_id')}:event:{_text(body, 'event_id')}",
        person=_person(team, user, ""),
        where=_place(team, channel or user, thread or None),
        command=command,
        hears=Hears.AT_ONCE if isinstance(command, Home) else Hears.AS_MESSAGE,
        direct=event.get("channel_type") == "im",
    )


def _said(event: Payload, bot: str) -> Command | None:
    written, ts = typed(_text(event, "text")), _text(event, "ts")
    mention = f"<@{bot}>"
    text = written.replace(mention, "").strip() if bot else written
    direct = event.get("channel_type") == "im"
    match event.get("type"):
        case "app_home_opened" if event.get("tab") == "home":
            return Home()
        case "app_mention":
            return Say(text=text, message=ts, mentioned=True)
        case "message" if direct and not event.get("thread_ts"):
            return read_command(text) if text.strip() else Ask()
        case "message" if bot and mention in written and not direct:
            return None  # arrives as app_mention too; in a direct message it does not
        case "message" if event.get("thread_ts"):
            return Say(text=text, message=ts)
        case _:
            return None


def typed(text: str) -> str:
    """What the person typed: Slack escapes three characters and wraps addresses.

    Mentions keep their control sequence; renderers make them inert.
    https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
    """
    unwrapped = _ADDRESS.sub(_address, text)
    return unwrapped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _address(found: re.Match[str]) -> str:
    address, label = found["address"], found["label"]
    if not label or label in address:
        return address.removeprefix("mailto:")
    return f"{label} ({address})"


def _bot(body: Payload) -> str:
    authorizations = body.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else None
    return _text(first, "user_id") if isinstance(first, Mapping) else ""


def _who(body: Payload) -> tuple[str, Person | None]:
    user = _mapping(body, "user")
    team = _text(user, "team_id") or _text(_mapping(body, "team"), "id")
    id = _text(user, "id")
    name = _text(user, "name") or _text(user, "username")
    return team, _person(team, id, name) if team and id else None


def _person(team: str, user: str, name: str) -> Person:
    return Person(platform=Platform.SLACK, tenant=team, user=user, name=name or user)


def _place(team: str, channel: str, thread: str | None = None) -> ConversationReference:
    return ConversationReference(
        platform=Platform.SLACK, tenant=team, conversation=channel, thread=thread
    )


def _command(value: str) -> Command | None:
    try:
        return COMMAND.validate_json(value)
    except ValidationError:
        return None


def _text(holder: Payload, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _mapping(holder: Payload, key: str) -> Payload:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}
