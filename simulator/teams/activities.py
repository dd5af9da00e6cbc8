"""Writes the activities of people: pure functions, no sending.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-messages
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from simulator import composer
from simulator.payload import Json
from simulator.teams.conversations import Conversation
from simulator.teams.messages import Message
from simulator.teams.people import User
from simulator.teams.world import World

UTC = ZoneInfo("UTC")
SCHEMA = "http://schema.skype.com/Mention"


def activity(
    world: World, kind: str, user: User, place: Conversation, root_id: str | None = None
) -> Json:
    """What every activity has in common."""
    now = datetime.fromtimestamp(world.now(), UTC)
    local = now.astimezone(ZoneInfo(user.tz))
    return {
        "type": kind,
        "id": world.ids.event(),
        "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z",
        "localTimestamp": local.isoformat(),
        "localTimezone": user.tz,
        "serviceUrl": world.service_url,
        "channelId": "msteams",
        "from": user.account(),
        "conversation": place.payload(root_id),
        "recipient": world.bot.account(),
        "entities": [_client(user)],
        "channelData": channel_data(world, place),
        "locale": user.locale,
    }


def channel_data(world: World, place: Conversation) -> Json:
    """https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-messages#teams-channel-data"""
    data: Json = {"tenant": {"id": place.tenant_id}}
    team = world.team_of(place)
    if team is not None:
        data = {"teamsChannelId": place.id, "teamsTeamId": team.id, "channel": {"id": place.id},
                "team": {"id": team.id}} | data  # fmt: skip
    return data


def said(world: World, user: User, place: Conversation, message: Message, *, mention: bool) -> Json:
    """A message; `mention` of the bot stands before the words."""
    root = message.root_id or message.id
    base = activity(world, "message", user, place, root) | {"id": message.id}
    at = f"<at>{world.bot.name}</at>"
    words = composer.plain(message.text)
    text = f"{at} {words}" if mention else words
    said = {
        "text": text,
        "textFormat": "plain",
        "attachments": [_html(world, place, message.text, mention=mention)],
    }
    if mention:
        mentioned = {"mentioned": world.bot.account(), "text": at, "type": "mention"}
        base["entities"] = [mentioned, *base["entities"]]
    return base | said


def attached(place: Conversation, name: str, file_id: str, download: str) -> Json:
    """A file: in private with an address to fetch it from, in a channel as a page of SharePoint.

    https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/bots-filesv4
    """
    address = f"https://simulated.sharepoint.com/files/{file_id}/{name}"
    if place.kind != "personal":
        return {"contentType": "reference", "contentUrl": address, "name": name}
    kind = name.rpartition(".")[2]
    return {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": address,
        "name": name,
        "content": {"downloadUrl": download, "uniqueId": file_id, "fileType": kind},
    }


def edited(original: Json, event_type: str) -> Json:
    """`messageUpdate` of a message that was sent before: editMessage, undeleteMessage.

    https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-messages
    """
    data = original["channelData"] | {"eventType": event_type}
    return original | {"type": "messageUpdate", "channelData": data}


def deleted(world: World, user: User, place: Conversation, message: Message) -> Json:
    base = activity(world, "messageDelete", user, place, message.root_id or message.id)
    base["channelData"]["eventType"] = "softDeleteMessage"
    return base | {"id": message.id}


def reacted(
    world: World, user: User, place: Conversation, message: Message, kind: str, *, added: bool
) -> Json:
    """To a message of the bot, which `replyToId` names."""
    base = activity(world, "messageReaction", user, place, message.root_id or message.id)
    key = "reactionsAdded" if added else "reactionsRemoved"
    return base | {key: [{"type": kind}], "replyToId": message.id}


def submitted(
    world: World, user: User, place: Conversation, message: Message, value: Any, text: str = ""
) -> Json:
    """Action.Submit arrives as a message with a value and usually no text.

    https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-actions
    """
    base = activity(world, "message", user, place, message.root_id or message.id)
    base["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": message.id}}
    words = {"text": text, "textFormat": "plain"} if text else {}
    return base | {"replyToId": message.id} | words | ({} if value is None else {"value": value})


def invoke(
    world: World, user: User, place: Conversation, name: str, value: Json, about: Message | None
) -> Json:
    """https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/bot-invoke-activity"""
    root_id = (about.root_id or about.id) if about else None
    base = activity(world, "invoke", user, place, root_id) | {"name": name, "value": value}
    source = "message" if about else "compose"
    base["channelData"]["source"] = {"name": source}
    return base | ({"replyToId": about.id} if about and about.is_from_bot else {})


def executed(world: World, user: User, place: Conversation, message: Message, action: Json) -> Json:
    """https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/universal-action-model#request-format"""
    value = {"action": action, "trigger": "manual"}
    return invoke(world, user, place, "adaptiveCard/action", value, message)


def message_payload(world: World, message: Message) -> Json:
    """https://learn.microsoft.com/en-us/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module"""
    moment = datetime.fromtimestamp(int(message.id) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    link = f"https://teams.microsoft.com/l/message/{message.conversation_id}/{message.id}"
    return {
        "linkToMessage": link,
        "id": message.id,
        "replyToId": message.root_id,
        "createdDateTime": moment[:-3] + "Z",
        "lastModifiedDateTime": None,
        "deleted": message.deleted,
        "summary": None,
        "importance": "normal",
        "locale": "en-us",
        "body": {
            "contentType": "html",
            "content": f"<div><div>{_broken(message.text)}</div></div>",
        },
        "from": _author(world, message),
        "reactions": [],
        "mentions": [],
        "attachments": [],
    }


def _author(world: World, message: Message) -> Json:
    user = world.users.get(message.author_id)
    nobody: Json = {"device": None, "conversation": None, "user": None, "application": None}
    if user is None:
        app = {
            "applicationIdentityType": "bot",
            "id": world.bot.app_id,
            "displayName": world.bot.name,
        }
        return nobody | {"application": app}
    person = {"userIdentityType": "aadUser", "id": user.aad_object_id, "displayName": user.name}
    return nobody | {"user": person}


def _html(world: World, place: Conversation, text: str, *, mention: bool) -> Json:
    """The same words once more, as the message box made them."""
    if place.kind == "personal":
        return {"contentType": "text/html", "content": _written(text, "p")}
    at = f'<span itemscope="" itemtype="{SCHEMA}" itemid="0">{escape(world.bot.name)}</span>&nbsp;'
    content = f"<div><div>{at if mention else ''}{_written(text, '')}</div></div>"
    return {"contentType": "text/html", "content": content}


_TAGS = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}
_AROUND = {"quote": "blockquote", "code": "pre", "bullet": "ul", "ordered": "ol"}


def _written(text: str, around: str) -> str:
    """The message box's HTML; `around` is the tag of a paragraph, empty where there is none."""
    return "".join(_part(part, around) for part in composer.parts(text))


def _part(part: composer.Part, around: str) -> str:
    lines = ["".join(_looks(words) for words in line) for line in part.lines]
    tag = _AROUND.get(part.kind, around)
    if part.kind in ("bullet", "ordered"):
        return f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"
    said = "<br>".join(lines)
    return f"<{tag}>{said}</{tag}>" if tag else said


def _looks(words: composer.Words) -> str:
    said, tag = _broken(words.text), _TAGS.get(words.look)
    return f"<{tag}>{said}</{tag}>" if tag else said


def _broken(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _client(user: User) -> Json:
    return {
        "locale": user.locale,
        "country": user.country,
        "platform": "Web",
        "timezone": user.tz,
        "type": "clientInfo",
    }
