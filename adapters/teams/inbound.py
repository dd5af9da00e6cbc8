"""Activities become turns. Pure: shapes that are not understood give None, never an exception.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-activities
"""

import hashlib
import re
from dataclasses import dataclass

from pydantic import ValidationError

from adapters import markdown
from adapters.teams.gate import tenant_of
from adapters.teams.place import CHANNEL, PERSONAL, Origin, origin, place, place_in
from adapters.teams.wire import Payload, mapping, mappings, text, texts
from adapters.teams.words import files_in, from_html, looks, mentioned, typed
from core.decide.words import read_command
from core.values.command import (
    COMMAND,
    Answer,
    Ask,
    Command,
    Deleted,
    Edited,
    Help,
    OpenEscalation,
    Say,
)
from core.values.place import ConversationReference
from core.values.rich_text import RichText
from core.values.turn import Hears, Turn

CLICK = "adaptiveCard/action"
OPEN_DIALOG, SUBMIT_DIALOG = "composeExtension/fetchTask", "composeExtension/submitAction"
_NONCE = re.compile(r"[0-9A-Za-z-]{8,64}")
_KEY = 300  # characters
_LONGEST_INPUT = 40_000
_SHORT = 3  # words that somebody may well say twice within two minutes
_GONE = {
    "channelDeleted": "the channel was deleted",
    "teamDeleted": "the team was deleted",
    "teamHardDeleted": "the team was deleted",
    "teamArchived": "the team was archived",
}


@dataclass(frozen=True, slots=True)
class Gone:
    """A place that can no longer be written to. A team stands for all of its channels."""

    place: ConversationReference
    why: str


@dataclass(frozen=True, slots=True)
class Misfilled:
    """A form whose inputs do not do; nothing happened. `missing` says that one was left empty."""

    locale: str
    missing: bool


Arrived = Turn | Gone | Misfilled | None


def from_activity(body: Payload) -> Arrived:
    """What an activity of any type stands for; None for what does not concern the desk."""
    match body.get("type"):
        case "message":
            return _from_message(body)
        case "messageUpdate" | "messageDelete":
            return _from_change(body)
        case "invoke":
            return _from_invoke(body)
        case "conversationUpdate":
            return _from_update(body)
        case "installationUpdate":
            return _from_installation(body)
        case _:
            return None


def clicked(body: Payload) -> Payload:
    """Our data in a click, a submitted card or in a submitted dialog."""
    value = mapping(body, "value")
    if body.get("type") == "message":
        return value
    if body.get("name") == CLICK:
        return mapping(mapping(value, "action"), "data")
    return mapping(value, "data")


def is_form(data: Payload) -> bool:
    return bool(data.get("fields"))


def _from_message(body: Payload) -> Arrived:
    """Text, or a card sent with Action.Submit, which arrives as a message without text."""
    at = origin(body)
    if at is None:
        return None
    if mapping(clicked(body), "command"):
        return from_data(body, at, Hears.AS_MESSAGE)
    said = typed(body)
    command = _said(body, said, at)
    if command is None:
        return None
    return Turn(
        key=_key(at, at.id),
        person=at.person,
        where=at.where,
        command=command,
        hears=Hears.AS_MESSAGE,
        direct=at.direct,
        likeness=_likeness(at, said) if _may_come_again(command, at) else "",
        message=at.id,
        files=files_in(body, at.person.tenant),
    )


def _said(body: Payload, said: str, at: Origin) -> Command | None:
    """Elsewhere than in private an unaddressed text may belong to a case's thread."""
    if at.direct:
        return read_command(said) if said else Ask()
    for_desk = mentioned(body)
    is_reply = at.where.thread not in (None, at.id)
    has_content = said or files_in(body, at.person.tenant)
    if not for_desk and not (has_content and is_reply):
        return None
    words = looks(body)
    text = words.plain if words and words.plain else said
    return Say(text=text, rich=_rich(words), message=at.id, mentioned=for_desk)


def _rich(words: RichText | None) -> RichText | None:
    return words.looks if words and words.plain else None


def _from_change(body: Payload) -> Turn | None:
    """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#receive-edit-message-updates

    An edit has the id of its message, so it is known by the time of the edit too.
    """
    at = origin(body)
    if at is None:
        return None
    words, said = looks(body), typed(body)
    command: Command = Deleted(message=at.id)
    if body.get("type") == "messageUpdate":
        shown = words.plain if words and words.plain else said
        command = Edited(text=shown, rich=_rich(words), message=at.id)
    when = _digest(f"{body.get('type')} {text(body, 'timestamp')} {said}")[:32]
    return Turn(
        key=_key(at, at.id, when),
        person=at.person,
        where=at.where,
        command=command,
        hears=Hears.AS_MESSAGE,
        direct=at.direct,
        message=at.id,
        files=files_in(body, at.person.tenant),
    )


def _may_come_again(command: Command, at: Origin) -> bool:
    """Free text, which Teams may deliver again under a new id half a minute later. Repeated
    commands are meant, and so are repeated short words in a thread (`Yes.`, `!claim`): they open
    nothing."""
    in_thread = not at.direct and at.where.thread not in (None, at.id)
    if isinstance(command, Say) and in_thread:
        return len(command.text.split()) > _SHORT and not command.text.lstrip().startswith("!")
    if isinstance(command, Say) and command.mentioned:
        command = read_command(command.text)
    return isinstance(command, Ask) and bool(command.question)


def _from_invoke(body: Payload) -> Arrived:
    at = origin(body)
    if at is None:
        return None
    match body.get("name"):
        case "adaptiveCard/action" | "composeExtension/submitAction":
            return from_data(body, at, Hears.AT_ONCE)
        case "composeExtension/fetchTask":
            return _asked(at, OpenEscalation(text=_message_text(body)))
        case _:
            return None


def _asked(at: Origin, command: Command) -> Turn:
    return Turn(
        key=_key(at, at.id), person=at.person, where=at.where, command=command, direct=at.direct
    )


def _message_text(body: Payload) -> str:
    """The message that a message extension was started from.

    https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module
    """
    content = mapping(mapping(mapping(body, "value"), "messagePayload"), "body")
    return from_html(text(content, "content"))


def from_data(body: Payload, at: Origin, hears: Hears) -> Arrived:
    """A button's command, or a form's completed by its inputs. Authority never comes from here."""
    data = clicked(body)
    given = {**_inputs(data), **mapping(data, "command")}
    try:
        command = COMMAND.validate_python(given)
    except ValidationError as error:
        return Misfilled(at.person.locale, _is_missing(error)) if is_form(data) else None
    turn = _asked(at, _with_looks(command))
    return turn.model_copy(update={"key": _data_key(at, data), "hears": hears})


def _with_looks(command: Command) -> Command:
    """An answer that was typed into a field may hold Markdown, as everywhere in Teams."""
    if not isinstance(command, Answer):
        return command
    read = markdown.rich_text(command.text)
    if not read.plain:
        return command
    return command.model_copy(update={"text": read.plain, "rich": read.looks})


def _inputs(data: Payload) -> dict[str, str]:
    """What was filled in, of the inputs that the form has; empty ones are left out, and so are
    toggles that are off."""
    filled = {name: text(data, name).replace("\x00", "") for name in texts(data, "fields")}
    off = {name for name in texts(data, "toggles") if filled.get(name) == "false"}
    return {
        name: value[:_LONGEST_INPUT] for name, value in filled.items() if value and name not in off
    }


def _is_missing(error: ValidationError) -> bool:
    return any(e["type"] in ("missing", "string_too_short") for e in error.errors())


def _from_update(body: Payload) -> Arrived:
    """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events"""
    bot = text(mapping(body, "recipient"), "id")
    event = text(mapping(body, "channelData"), "eventType")
    if event in _GONE:
        return _gone(body, _GONE[event], whole_team=event != "channelDeleted")
    if _has(body, "membersRemoved", bot):
        return _gone(body, "the app was removed", whole_team=True)
    return _welcome(body) if _has(body, "membersAdded", bot) else None


def _from_installation(body: Payload) -> Arrived:
    match body.get("action"):
        case "add":
            return _welcome(body)
        case "remove":
            return _gone(body, "the app was removed", whole_team=True)
        case _:
            return None


def tells_of_channels(body: Payload) -> bool:
    """The desk comes into a team, or comes back, or the team gets a channel."""
    about = mapping(body, "channelData")
    if not text(mapping(about, "team"), "id"):
        return False
    if body.get("type") == "installationUpdate":
        return body.get("action") in ("add", "add-upgrade")
    came = text(about, "eventType") in ("channelCreated", "channelRestored", "teamUnarchived")
    bot = text(mapping(body, "recipient"), "id")
    return body.get("type") == "conversationUpdate" and (came or _has(body, "membersAdded", bot))


def _welcome(body: Payload) -> Turn | None:
    """Help as the first message. Teams reports one installation by two activities."""
    at = origin(body)
    if at is None or at.kind not in (PERSONAL, CHANNEL):
        return None
    return _asked(at, Help()).model_copy(
        update={"hears": Hears.AS_MESSAGE, "likeness": _likeness(at, "installation")}
    )


def _gone(body: Payload, why: str, *, whole_team: bool) -> Gone | None:
    about = mapping(body, "channelData")
    id = text(mapping(about, "team" if whole_team else "channel"), "id")
    there = place(tenant_of(body), id) if id else place_in(body)
    return Gone(there, why) if there else None


def _has(body: Payload, list_name: str, id: str) -> bool:
    return bool(id) and any(text(m, "id") == id for m in mappings(body, list_name))


def _key(at: Origin, *parts: str) -> str:
    """Unique for what was done. Ids of messages are unique only within their conversation."""
    key = ":".join(("teams", at.person.tenant, at.where.conversation, *parts))
    if len(key) <= _KEY:
        return key
    return f"teams:{at.person.tenant}:{_digest(key)}"


def _data_key(at: Origin, data: Payload) -> str:
    """The same form with the same inputs is the same turn, whatever id it comes with; with other
    inputs it is another. A button may be meant again, so it counts by its activity."""
    nonce = text(data, "nonce")
    if not is_form(data) or not _NONCE.fullmatch(nonce):
        return _key(at, at.id)
    filled = _digest(repr(sorted(_inputs(data).items())))[:32]
    return f"teams:{at.person.tenant}:{at.person.user}:{nonce}:{filled}"


def _likeness(at: Origin, said: str) -> str:
    return _digest("\n".join((at.where.lane, at.where.thread or "", at.person.user, said)))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()
