"""Shows what one person sees of Teams: the messages of a place, a thread, an open dialog."""

from __future__ import annotations

from simulator.page import adaptive, card_text, names
from simulator.page.html import Attributes, Html, el
from simulator.payload import Json
from simulator.teams.messages import Message
from simulator.teams.person import Person

Item = dict[str, str]
FACES = {"like": "👍", "heart": "❤️", "laugh": "😆", "surprised": "😮", "sad": "😢", "angry": "😠"}


def items(person: Person, messages: list[Message], where: str) -> list[Item]:
    return [
        {"key": f"teams-{message.id}", "html": _message(person, person.sees(message), where)}
        for message in messages
    ]


def dialog(person: Person) -> Json | None:
    """The inside of a `<dialog>`; the card brings its own buttons."""
    opened = person.dialog
    if opened is None:
        return None
    heading = f"title-{opened.id}"
    cross: Attributes = {
        "type": "button", "class": "cross", "data-do": "cross", "aria-label": "Close",
    }  # fmt: skip
    head = el(
        "header", {}, el("h2", {"id": heading}, opened.title or "Form"), el("button", cross, "✕")
    )
    card = adaptive.shown(opened.card, opened.id) if opened.card else _elsewhere(opened.url)
    form: Attributes = {"data-view": opened.id, "aria-labelledby": heading, "novalidate": True}
    html = el("form", form, head, el("div", {"class": "blocks"}, card))
    return {"id": opened.id, "hash": opened.id, "html": html}


def _elsewhere(url: str) -> Html:
    return el("p", {"class": "quiet"}, f"Teams would show this page here: {url}")


def _message(person: Person, message: Message, where: str) -> Html:
    place = person.world.conversations[message.conversation_id]
    mine = message.author_id == person.id and place.kind != "channel"
    attributes = {
        "class": f"message teams {'mine' if mine else ''}".strip(),
        "data-ts": message.id,
        "data-channel": message.conversation_id,
        "data-testid": "message",
    }
    body = el(
        "div",
        {"class": "body"},
        _byline(person, message),
        el("div", {"class": "content"}, _content(message, f"{person.key}-{where}")),
        _footer(person, message, where),
    )
    return el("article", attributes, _avatar(person, message), body, _tools(person, message, where))


def _byline(person: Person, message: Message) -> Html:
    badge = el("span", {"class": "badge"}, "app") if message.is_from_bot else Html()
    changed = el("small", {"class": "edited"}, "Edited") if message.updated else Html()
    moment = names.moment(int(message.id) / 1000, person.user.tz)
    return el(
        "header", {"class": "byline"}, el("b", {}, _name(person, message)), badge, moment, changed
    )


def _name(person: Person, message: Message) -> str:
    author = person.world.users.get(message.author_id)
    return author.name if author else person.world.bot.name


def _avatar(person: Person, message: Message) -> Html:
    return names.initials(_name(person, message), message.author_id, is_app=message.is_from_bot)


def _content(message: Message, where: str) -> list[Html]:
    parts = []
    mentioned = any(e["type"] == "mention" for e in message.activity.get("entities") or [])
    if mentioned and not message.is_from_bot:
        bot = message.activity["recipient"]["name"]
        parts.append(el("p", {}, el("span", {"class": "mention"}, bot), " ", message.text))
    elif message.text:
        write = card_text.blocks if message.is_from_bot else card_text.plain
        parts.append(write(message.text))
    parts += [adaptive.shown(card, f"{where}-{message.id}") for card in message.cards]
    parts += [el("p", {"class": "file"}, f"📄 {name}") for name in message.file_names]
    parts += [el("p", {"class": "quiet"}, f"Teams left out: {kind}") for kind in message.dropped]
    return parts


def _footer(person: Person, message: Message, where: str) -> Html:
    reactions = [
        el("span", {"class": "reaction"}, f"{FACES.get(kind, kind)} {len(people)}")
        for kind, people in message.reactions.items()
        if people
    ]
    place = person.world.conversations[message.conversation_id]
    if place.kind == "channel" and where == "channel":
        count = len(place.replies(message))
        words = f"{count} {'reply' if count == 1 else 'replies'}" if count else "Reply"
        attributes = {"type": "button", "class": "replies", "data-do": "thread"}
        reactions.append(el("button", attributes, words))
    return el("footer", {}, reactions) if reactions else Html()


def _tools(person: Person, message: Message, where: str) -> Html:
    """What can be done with a message: react, edit and delete one's own, the app's commands."""
    tools = [_tool("react", "Like", "👍")]
    if message.author_id == person.id:
        tools += [_tool("edit", "Edit message", "✏️"), _tool("delete", "Delete message", "🗑️")]
    commands = [
        el("button", {"type": "button", "data-do": "shortcut", "data-callback": command}, label)
        for command, label in person.teams.commands.items()
    ]
    if commands:
        summary = el("summary", {"aria-label": "More message actions", "title": "More"}, "⋯")
        menu = el("div", {"class": "menu"}, commands)
        tools.append(el("details", {"class": "overflow"}, summary, menu))
    return el("div", {"class": "tools"}, tools)


def _tool(do: str, label: str, glyph: str) -> Html:
    attributes = {"type": "button", "data-do": do, "aria-label": label, "title": label}
    return el("button", attributes, glyph)
