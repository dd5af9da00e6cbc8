"""Says what each call of the Bot Connector does.

https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from simulator.payload import Json
from simulator.teams import membership, posting
from simulator.teams.conversations import Conversation, Team
from simulator.teams.messages import Message
from simulator.teams.people import User
from simulator.teams.rates import Rates
from simulator.teams.refusals import RefusedError
from simulator.teams.world import World

PAGE = 500
CREATED, OK = 201, 200


@dataclass(frozen=True)
class Asked:
    """One call: path parts, query and body."""

    world: World
    rates: Rates
    path: dict[str, str]
    query: dict[str, str]
    body: Json

    def writable(self) -> tuple[Conversation, str | None]:
        thread = self.path["conversation"]
        conversation, root_id = self.world.writable(thread)
        self.rates.spend(thread, conversation.tenant_id)
        return conversation, root_id

    def readable(self) -> Conversation:
        conversation, _ = self.world.place(self.path["conversation"])
        team = self.world.team_of(conversation)
        if not conversation.has_bot or (team and not team.has_bot):
            raise RefusedError("BotNotInConversationRoster")
        return conversation

    def message(self, conversation: Conversation) -> Message:
        message = conversation.find(self.path["activity"])
        if message is None:
            raise RefusedError("ActivityNotFoundInConversation")
        return message

    def team(self) -> Team:
        team = self.world.teams.get(self.path["team"])
        if team is None or team.deleted:
            raise RefusedError("ConversationNotFound")
        if not team.has_bot:
            raise RefusedError("BotNotInConversationRoster")
        return team


Run = Callable[[Asked], web.Response]


def create_conversation(asked: Asked) -> web.Response:
    """A chat with one person, or a new post in a channel."""
    channel_id = _within(asked.body, "channelData", "channel", "id")
    if channel_id:
        return _create_post(asked, str(channel_id))
    members = asked.body.get("members") or []
    if asked.body.get("isGroup") or len(members) != 1:
        raise RefusedError("BadSyntax", "Incorrect conversation creation parameters")
    chat = _chat_with(asked.world, _member(asked, members[0]))
    answer: Json = {"id": chat.id}
    if asked.body.get("activity"):
        asked.rates.spend(chat.id, chat.tenant_id)
        asked.world.writable(chat.id)
        sent = posting.send(asked.world, chat, None, asked.body["activity"])
        answer["activityId"] = sent.get("id")
    return web.json_response(answer, status=CREATED)


def send(asked: Asked) -> web.Response:
    conversation, root_id = asked.writable()
    sent = posting.send(asked.world, conversation, root_id, asked.body)
    return web.json_response(sent, status=CREATED)


def reply(asked: Asked) -> web.Response:
    """In a channel, to the thread of the post that is named; in a chat the same as `send`."""
    conversation, root_id = asked.writable()
    parent = conversation.find(asked.path["activity"])
    if conversation.kind == "channel" and root_id is None and parent:
        root_id = parent.root_id or parent.id
    sent = posting.send(asked.world, conversation, root_id, asked.body)
    return web.json_response(sent, status=CREATED)


def update(asked: Asked) -> web.Response:
    conversation, _ = asked.writable()
    return web.json_response(posting.update(asked.world, asked.message(conversation), asked.body))


def delete(asked: Asked) -> web.Response:
    conversation, _ = asked.writable()
    posting.delete(asked.world, asked.message(conversation))
    return web.Response(status=OK)


def members(asked: Asked) -> web.Response:
    found = asked.world.members_of(asked.readable())
    return web.json_response([user.member() for user in found])


def paged_members(asked: Asked) -> web.Response:
    found = asked.world.members_of(asked.readable())
    start = int(asked.query.get("continuationToken") or 0)
    end = start + min(PAGE, max(1, int(asked.query.get("pageSize") or PAGE)))
    page: Json = {"members": [user.member() for user in found[start:end]]}
    if end < len(found):
        page["continuationToken"] = str(end)
    return web.json_response(page)


def member(asked: Asked) -> web.Response:
    """By the id that the bot knows, or the object id in Entra."""
    wanted = asked.path["member"]
    for user in asked.world.members_of(asked.readable()):
        if wanted in (user.id, user.aad_object_id, user.email):
            return web.json_response(user.member())
    raise RefusedError("MemberNotFoundInConversation")


def team_details(asked: Asked) -> web.Response:
    return web.json_response(asked.team().details())


def team_channels(asked: Asked) -> web.Response:
    """The first channel bears the team's id and no name."""
    team = asked.team()
    channels = [
        {"id": each.id, "name": None if each.id == team.id else each.name, "type": "standard"}
        for each in team.channels
        if not each.deleted
    ]
    return web.json_response({"conversations": channels})


CALLS: dict[str, tuple[str, str, Run]] = {
    "conversations.create": ("POST", "", create_conversation),
    "activities.send": ("POST", "/{conversation}/activities", send),
    "activities.reply": ("POST", "/{conversation}/activities/{activity}", reply),
    "activities.update": ("PUT", "/{conversation}/activities/{activity}", update),
    "activities.delete": ("DELETE", "/{conversation}/activities/{activity}", delete),
    "members.list": ("GET", "/{conversation}/members", members),
    "members.paged": ("GET", "/{conversation}/pagedmembers", paged_members),
    "members.get": ("GET", "/{conversation}/members/{member}", member),
}
TEAM_CALLS: dict[str, tuple[str, str, Run]] = {
    "teams.get": ("GET", "/{team}", team_details),
    "teams.channels": ("GET", "/{team}/conversations", team_channels),
}


def _chat_with(world: World, user: User) -> Conversation:
    """The personal chat, begun now if the app is in a team of that person."""
    if world.tenants[user.tenant_id].disabled:
        raise RefusedError("BotDisabledByAdmin")
    chat = world.personal_chat(user)
    if chat is None and membership.may_begin_chat(world, user):
        chat = membership.begin_chat(world, user)
    if chat is None or not chat.has_bot:
        raise RefusedError("BotNotInConversationRoster")
    return chat


def _create_post(asked: Asked, channel_id: str) -> web.Response:
    conversation, _ = asked.world.writable(channel_id)
    if conversation.kind != "channel":
        raise RefusedError("BadSyntax", "Incorrect conversation creation parameters")
    asked.rates.spend(channel_id, conversation.tenant_id)
    sent = posting.send(asked.world, conversation, None, asked.body.get("activity") or {})
    root = conversation.posts[-1]
    answer = {"id": root.thread_id, "activityId": sent.get("id")}
    return web.json_response(answer, status=CREATED)


def _member(asked: Asked, wanted: Json) -> User:
    """The person, who must be of the tenant that is named (Python's client writes `tenantID`)."""
    user = asked.world.user_of(str(wanted.get("id")))
    body = asked.body
    tenant = (
        body.get("tenantId") or body.get("tenantID") or _within(body, "channelData", "tenant", "id")
    )
    tenant = tenant or _within(body, "channelData", "tenant", "tenantId")
    if user is None or user.tenant_id != tenant:
        raise RefusedError("BadSyntax", "Bad format of conversation ID or tenant")
    return user


def _within(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
