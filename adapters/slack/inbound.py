"""Payloads become turns. Pure: shapes that are not understood give None, never an exception."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from adapters.slack.markup import escaped
from adapters.slack.rich_text import Names, from_mrkdwn, rich_text
from core.decide.words import read_command
from core.values.command import COMMAND, Answer, Ask, Command, Home, OpenEscalation, Say
from core.values.file import File
from core.values.place import ConversationReference, Person, Platform
from core.values.rich_text import tidy
from core.values.turn import Hears, Turn

Payload = Mapping[str, Any]

_ADDRESS = re.compile(r"<(?P<address>(?:https?://|mailto:)[^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def nobody_known(id: str) -> str:
    """For where nobody was asked for names."""
    return ""


_OUR_OWN = {"bot_message", "message_changed", "message_deleted", "channel_join", "channel_leave"}


def from_slash(body: Payload) -> Turn | None:
    """A slash command. https://docs.slack.dev/interactivity/implementing-slash-commands"""
    team, user = text(body, "team_id"), text(body, "user_id")
    channel, trigger = text(body, "channel_id"), text(body, "trigger_id")
    if not (team and user and channel):
        return None
    return Turn(
        key=f"slack:{team}:slash:{user}:{trigger}",
        person=person(team, user, text(body, "user_name")),
        where=place(team, channel),
        command=read_command(typed(text(body, "text"))),
        direct=text(body, "channel_name") == "directmessage",
    )


def from_button(body: Payload, where: str = "") -> Turn | None:
    """A click. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload

    A button on a message counts as done in the message's conversation and thread, one in a dialog
    in `where`, the conversation from which the dialog was opened, as we wrote it into the view.
    What only one person sees begins no thread.
    """
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(first, Mapping):
        return None
    team, who = _who(body)
    command = _command(text(first, "value"))
    if who is None or command is None:
        return None
    container = mapping(body, "container")
    channel = text(container, "channel_id") or text(mapping(body, "channel"), "id")
    begins = "" if container.get("is_ephemeral") else text(container, "message_ts")
    thread = text(container, "thread_ts") or begins
    here = place(team, channel or who.user, thread or None)
    stamp = text(first, "action_ts") or text(body, "trigger_id")
    return Turn(
        key=f"slack:{team}:click:{who.user}:{stamp}:{text(first, 'action_id')}",
        person=who,
        where=here if channel else _opened_at(where) or here,
        command=command,
        direct=text(mapping(body, "channel"), "name") == "directmessage",
    )


def from_form(body: Payload, where: str, filled: dict[str, object]) -> Turn | None:
    """A submitted form: the command it was made for, completed by its inputs.

    `where` is the conversation in which the form was opened, as we wrote it into the view.
    Raises pydantic.ValidationError when an input does not do.
    """
    team, who = _who(body)
    view = mapping(body, "view")
    if who is None or not text(view, "id"):
        return None
    return Turn(
        key=f"slack:{team}:form:{who.user}:{text(view, 'id')}:{text(view, 'hash')}",
        person=who,
        where=_opened_at(where) or who.direct,
        command=_with_looks(COMMAND.validate_python(filled)),
    )


def _with_looks(command: Command) -> Command:
    """An answer that was typed into a field may hold Slack's marks; a field escapes nothing."""
    if not isinstance(command, Answer):
        return command
    read = from_mrkdwn(escaped(command.text), nobody_known)
    if not read.plain:
        return command
    return command.model_copy(update={"text": read.plain, "rich": read.looks})


def _opened_at(where: str) -> ConversationReference | None:
    try:
        return ConversationReference.from_text(where) if where else None
    except ValueError:
        return None


def inputs(view: Payload) -> dict[str, str]:
    """What was filled in, by block id; empty inputs are left out."""
    values = mapping(mapping(view, "state"), "values")
    filled = {}
    for block, elements in values.items():
        for element in elements.values() if isinstance(elements, Mapping) else ():
            value = _input(element)
            if value:
                filled[str(block)] = value
    return filled


def _input(element: Payload) -> str:
    if "selected_options" in element:
        return ",".join(text(chosen, "value") for chosen in element["selected_options"] or ())
    if "selected_users" in element:
        return ",".join(str(user) for user in element["selected_users"] or ())
    if "selected_conversation" in element:
        return text(element, "selected_conversation")
    if "selected_option" in element:
        return text(mapping(element, "selected_option"), "value")
    return text(element, "value")


def from_shortcut(body: Payload) -> Turn | None:
    """The message shortcut: the message's text goes into the form."""
    team, who = _who(body)
    if who is None:
        return None
    message = mapping(body, "message")
    channel = text(mapping(body, "channel"), "id") or who.user
    return Turn(
        key=f"slack:{team}:shortcut:{who.user}:{text(body, 'action_ts')}",
        person=who,
        where=place(team, channel),
        command=OpenEscalation(text=typed(text(message, "text"))),
        message=text(message, "ts"),
        files=files_in(message, team),
    )


def from_event(body: Payload, names: Names = nobody_known) -> Turn | None:
    """A message to the desk, a mention, a visit to its home page; None for everything else.

    `names` tells what people who are mentioned are called. https://docs.slack.dev/apis/events-api
    """
    event = mapping(body, "event")
    user, channel = text(event, "user"), text(event, "channel")
    team = text(event, "user_team") or text(event, "team") or text(body, "team_id")
    if not (team and user) or event.get("bot_id") or text(event, "subtype") in _OUR_OWN:
        return None
    command = _said(event, bot(body), names)
    if command is None:
        return None
    thread = text(event, "thread_ts")
    if event.get("type") == "app_mention":
        thread = thread or text(event, "ts")
    return Turn(
        key=f"slack:{text(body, 'team_id')}:event:{text(body, 'event_id')}",
        person=person(team, user, ""),
        where=place(team, channel or user, thread or None),
        command=command,
        hears=Hears.AT_ONCE if isinstance(command, Home) else Hears.AS_MESSAGE,
        direct=event.get("channel_type") == "im",
        message="" if isinstance(command, Home) else text(event, "ts"),
        files=files_in(event, team),
    )


def _said(event: Payload, bot: str, names: Names) -> Command | None:
    written = typed(text(event, "text"))
    mention = f"<@{bot}>"
    words = written.replace(mention, "").strip() if bot else written
    direct = event.get("channel_type") == "im"
    match event.get("type"):
        case "app_home_opened" if event.get("tab") == "home":
            return Home()
        case "app_mention":
            return said_in(event, names, bot).model_copy(update={"mentioned": True})
        case "message" if direct and not event.get("thread_ts"):
            return read_command(words) if words.strip() else Ask()
        case "message" if bot and mention in written and not direct:
            return None  # arrives as app_mention too; in a direct message it does not
        case "message" if event.get("thread_ts"):
            return said_in(event, names, bot)
        case _:
            return None


def said_in(message: Payload, names: Names, bot: str) -> Say:
    """A message's words and looks; mentions become names, that of the desk is left out."""
    read = rich_text(message, names, without=bot)
    return Say(text=read.plain, rich=read.looks, message=text(message, "ts"))


def files_in(message: Payload, team: str) -> tuple[File, ...]:
    """https://docs.slack.dev/reference/objects/file-object"""
    given = message.get("files")
    files = [f for f in given if isinstance(f, Mapping)] if isinstance(given, list) else []
    return tuple(_file(file, team) for file in files[:20] if file.get("mode") != "tombstone")


def _file(file: Payload, team: str) -> File:
    size = file.get("size")
    ours = file.get("mode") in ("hosted", "snippet") and not file.get("is_external")
    return File(
        name=" ".join(tidy(text(file, "name") or text(file, "title")).split())[:200] or "?",
        size=size if isinstance(size, int) and size >= 0 else None,
        media_type=text(file, "mimetype")[:100],
        platform=Platform.SLACK,
        tenant=team,
        id=text(file, "id")[:100],
        kept="" if ours else "elsewhere",
    )


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


def bot(body: Payload) -> str:
    authorizations = body.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else None
    return text(first, "user_id") if isinstance(first, Mapping) else ""


def _who(body: Payload) -> tuple[str, Person | None]:
    user = mapping(body, "user")
    team = text(user, "team_id") or text(mapping(body, "team"), "id")
    id = text(user, "id")
    name = text(user, "name") or text(user, "username")
    return team, person(team, id, name) if team and id else None


def person(team: str, user: str, name: str) -> Person:
    return Person(platform=Platform.SLACK, tenant=team, user=user, name=name or user)


def place(team: str, channel: str, thread: str | None = None) -> ConversationReference:
    return ConversationReference(
        platform=Platform.SLACK, tenant=team, conversation=channel, thread=thread
    )


def _command(value: str) -> Command | None:
    try:
        return COMMAND.validate_json(value)
    except ValidationError:
        return None


def text(holder: Payload, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def mapping(holder: Payload, key: str) -> Payload:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}
