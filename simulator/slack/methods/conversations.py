"""Answers the conversations.* methods; https://docs.slack.dev/apis/web-api/using-the-conversations-api"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from simulator.payload import Json
from simulator.slack import membership
from simulator.slack.channels import Channel
from simulator.slack.messages import Message
from simulator.slack.methods.registry import Invocation, method
from simulator.slack.pagination import page
from simulator.slack.refusals import RefusedError

READ = ("channels:read", "groups:read", "im:read")
HISTORY = ("channels:history", "groups:history", "im:history")
TYPE_NAMES = {"public": "public_channel", "private": "private_channel", "im": "im"}


@method("conversations.open", 3, "im:write")
def open_conversation(call: Invocation) -> Json:
    channel_id = call.arguments.text("channel")
    if channel_id:
        channel = call.workspace.visible_to_app(channel_id)
        return {"channel": _opened(call, channel), "no_op": True, "already_open": True}
    wanted = [user for user in call.arguments.needed("users").split(",") if user]
    if len(wanted) != 1:
        raise RefusedError("not_enough_users" if not wanted else "mpim_not_simulated")
    existed = call.workspace.dm_of(wanted[0]) is not None
    channel = call.workspace.dm_with(wanted[0])
    return {"channel": _opened(call, channel), "no_op": existed, "already_open": existed}


@method("conversations.info", 3, *READ)
def info(call: Invocation) -> Json:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    payload = channel.payload(call.workspace.app.bot_user_id)
    if not call.arguments.flag("include_num_members"):
        payload.pop("num_members", None)
    if call.arguments.flag("include_locale"):
        payload["locale"] = "en-US"
    return {"channel": payload}


@method("conversations.list", 2, *READ)
def list_conversations(call: Invocation) -> Json:
    kinds = call.arguments.text("types", "public_channel").replace(" ", "").split(",")
    hidden = call.arguments.flag("exclude_archived")
    found = [c for c in call.workspace.channels.values() if TYPE_NAMES[c.kind] in kinds]
    found = [c for c in found if c.kind == "public" or call.workspace.app_is_in(c)]
    found = [c for c in found if not (hidden and c.is_archived)]
    channels, more = page(found, call.arguments)
    bot = call.workspace.app.bot_user_id
    return {"channels": [c.payload(bot) for c in channels], "response_metadata": more}


@method("conversations.members", 4, *READ)
def members(call: Invocation) -> Json:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    ids, more = page(channel.members, call.arguments)
    return {"members": ids, "response_metadata": more}


@method("conversations.history", 3, *HISTORY)
def history(call: Invocation) -> Json:
    channel = _readable(call)
    newest_first = _between(call, channel.roots)[::-1]
    return _messages(call, newest_first)


@method("conversations.replies", 3, *HISTORY)
def replies(call: Invocation) -> Json:
    channel = _readable(call)
    thread = channel.thread(call.arguments.needed("ts"))
    if not thread:
        raise RefusedError("thread_not_found")
    parent, answers = thread[0], thread[1:]
    return _messages(call, [parent, *_between(call, answers)])


@method("conversations.join", 3, "channels:join")
def join(call: Invocation) -> Json:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    if channel.kind != "public":
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusedError("is_archived")
    bot = call.workspace.app.bot_user_id
    membership.join(call.workspace, channel, bot)
    return {"channel": channel.payload(bot)}


def _opened(call: Invocation, channel: Channel) -> Json:
    if call.arguments.flag("return_im"):
        return channel.payload(call.workspace.app.bot_user_id)
    return {"id": channel.id}


def _readable(call: Invocation) -> Channel:
    channel = call.workspace.visible_to_app(call.arguments.needed("channel"))
    if not call.workspace.app_is_in(channel):
        raise RefusedError("not_in_channel")
    return channel


def _between(call: Invocation, messages: list[Message]) -> list[Message]:
    """Those later than `oldest` and earlier than `latest`; the bounds count when `inclusive`."""
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    inclusive = call.arguments.flag("inclusive")

    def lies_between(message: Message) -> bool:
        at = Decimal(message.ts)
        after = oldest is None or at > oldest or (inclusive and at == oldest)
        before = latest is None or at < latest or (inclusive and at == latest)
        return after and before

    return [message for message in messages if lies_between(message)]


def _moment(call: Invocation, name: str) -> Decimal | None:
    if name not in call.arguments:
        return None
    try:
        return Decimal(call.arguments.text(name))
    except InvalidOperation:
        raise RefusedError(f"invalid_ts_{name}") from None


def _messages(call: Invocation, messages: list[Message]) -> Json:
    found, more = page(messages, call.arguments)
    include_metadata = call.arguments.flag("include_all_metadata")
    answer: Json = {
        "messages": [message.payload(include_metadata=include_metadata) for message in found],
        "has_more": bool(more["next_cursor"]),
    }
    return answer | ({"response_metadata": more} if more["next_cursor"] else {})
