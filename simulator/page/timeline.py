"""Shows what one person sees: the messages of a place, a thread, the App Home, an open modal."""

from __future__ import annotations

from simulator.page import blockkit, mrkdwn, names
from simulator.page.controls import Attributes, Surface
from simulator.page.html import Html, el
from simulator.payload import Json
from simulator.slack.channels import Channel
from simulator.slack.messages import Message
from simulator.slack.person import Person
from simulator.slack.views import View

Item = dict[str, str]


def channel_items(person: Person, channel: Channel) -> list[Item]:
    """Root messages and this person's ephemeral ones, oldest first."""
    seen = [m for m in person.ephemerals(channel.id) if m.thread_ts is None]
    return [_item(person, m, "channel") for m in _in_order([*channel.roots, *seen])]


def thread_items(person: Person, channel: Channel, thread_ts: str) -> list[Item]:
    seen = [m for m in person.ephemerals(channel.id) if m.thread_ts == thread_ts]
    return [_item(person, m, "thread") for m in _in_order([*channel.thread(thread_ts), *seen])]


def home_items(person: Person) -> list[Item]:
    view = person.home
    if view is None:
        return []
    surface = Surface(person.workspace, view.id)
    body = blockkit.shown(surface, view.blocks, {})
    attributes = {"class": "home", "data-view": view.id, "data-testid": "home"}
    return [{"key": "home", "html": el("div", attributes, body)}]


def modal(person: Person) -> Json | None:
    """The form on top of the person's stack, as the inside of a `<dialog>`."""
    view = person.modal
    if view is None:
        return None
    return {"id": view.id, "hash": view.hash, "html": _form(person, view)}


def _in_order(messages: list[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: message.ts)


def _item(person: Person, message: Message, where: str) -> Item:
    kind = "only" if message.ephemeral_to else "all"
    return {"key": f"{kind}-{message.ts}", "html": _message(person, message, where)}


def _message(person: Person, message: Message, where: str) -> Html:
    workspace = person.workspace
    classes = ["message"]
    classes += ["ephemeral"] if message.ephemeral_to else []
    classes += ["mine"] if message.user == person.id else []
    attributes = {
        "class": " ".join(classes),
        "data-ts": message.ts,
        "data-channel": message.channel_id,
        "data-testid": "ephemeral" if message.ephemeral_to else "message",
    }
    body = el(
        "div",
        {"class": "body"},
        _private_note(message),
        _byline(person, message),
        _content(person, message, where),
        _footer(message, where),
    )
    tools = _tools(person, message, where)
    return el("article", attributes, names.avatar(workspace, message.user), body, tools)


def _private_note(message: Message) -> Html:
    if not message.ephemeral_to:
        return Html()
    dismiss = el("button", {"type": "button", "class": "link", "data-do": "dismiss"}, "Dismiss")
    return el("p", {"class": "private"}, "Only visible to you · ", dismiss)


def _byline(person: Person, message: Message) -> Html:
    name = names.of_user(person.workspace, message.user)
    badge = el("span", {"class": "badge"}, "app") if message.bot_id else Html()
    edited = el("small", {"class": "edited"}, "(edited)") if message.edited else Html()
    moment = names.moment(message.ts, person.user.tz)
    return el("header", {"class": "byline"}, el("b", {}, name), badge, moment, edited)


def _content(person: Person, message: Message, where: str) -> Html:
    if message.blocks:
        surface = Surface(person.workspace, f"{where}-{message.ts}")
        body = blockkit.shown(surface, message.blocks, {})
    else:
        body = mrkdwn.shown(person.workspace, message.text)
    files = [el("p", {"class": "file"}, _file(file)) for file in message.files]
    return el("div", {"class": "content"}, body, files)


def _file(file: Json) -> str:
    """A plain line; no picture of what is in it."""
    if file.get("mode") == "tombstone":
        return "📄 This file was deleted."
    return f"📄 {file['title']} · {file['size']:,} bytes"


def _footer(message: Message, where: str) -> Html:
    reactions = [
        el("span", {"class": "reaction"}, f"{mrkdwn.emojis(f':{name}:')} {len(users)}")
        for name, users in message.reactions.items()
    ]
    if message.reply_count and where == "channel":
        words = f"{message.reply_count} {'reply' if message.reply_count == 1 else 'replies'}"
        attributes = {"type": "button", "class": "replies", "data-do": "thread"}
        reactions.append(el("button", attributes, words))
    return el("footer", {}, reactions) if reactions else Html()


def _tools(person: Person, message: Message, where: str) -> Html:
    """What can be done with a message: reply, the app's shortcuts, edit and delete one's own."""
    if message.ephemeral_to:
        return Html()
    tools = [_tool("thread", "Reply in thread", "💬")] if where == "channel" else []
    if message.user == person.id:
        tools += [_tool("edit", "Edit message", "✏️"), _tool("delete", "Delete message", "🗑️")]
    shortcuts = [
        el(
            "button",
            {"type": "button", "data-do": "shortcut", "data-callback": callback_id},
            label,
        )
        for callback_id, label in person.workspace.app.shortcuts.items()
    ]
    if shortcuts:
        summary = el("summary", {"aria-label": "More message actions", "title": "More"}, "⋯")
        tools.append(
            el("details", {"class": "overflow"}, summary, el("div", {"class": "menu"}, shortcuts))
        )
    return el("div", {"class": "tools"}, tools)


def _tool(do: str, label: str, glyph: str) -> Html:
    attributes = {"type": "button", "data-do": do, "aria-label": label, "title": label}
    return el("button", attributes, glyph)


def _form(person: Person, view: View) -> Html:
    """Title, blocks, and the buttons at the foot."""
    surface = Surface(person.workspace, view.id)
    heading = f"title-{view.id}"
    cross = el(
        "button",
        {"type": "button", "class": "cross", "data-do": "cross", "aria-label": "Close"},
        "✕",
    )
    head = el("header", {}, el("h2", {"id": heading}, view.title or "Form"), cross)
    fields = el("div", {"class": "blocks"}, blockkit.shown(surface, view.blocks, view.errors))
    close = view.source.get("close") or {"text": "Close"}
    buttons = [
        el("button", {"type": "button", "class": "button", "data-do": "close"}, close["text"])
    ]
    if view.source.get("submit"):
        words = view.source["submit"]["text"]
        attributes = {"type": "submit", "class": "button primary", "data-testid": "modal-submit"}
        buttons.append(el("button", attributes, words))
    trouble = el("p", {"class": "trouble", "role": "alert", "hidden": True})
    foot = el("footer", {}, trouble, buttons)
    form: Attributes = {"data-view": view.id, "aria-labelledby": heading, "novalidate": True}
    return el("form", form, head, fields, foot)
