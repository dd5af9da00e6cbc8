"""Messages become blocks, views and home pages, inside Slack's limits whatever they hold.

Text of people stands only in `rich_text` elements and `plain_text` objects, where Slack sees
neither mentions nor links. Limits: https://docs.slack.dev/reference/block-kit/blocks
"""

from typing import Any

from adapters.slack.lengths import cut, split
from adapters.slack.markup import escaped, mrkdwn, plain
from adapters.slack.quoted import quoted
from core.values.message import (
    Button,
    Fact,
    Field,
    FieldKind,
    Form,
    Message,
    Option,
    Picture,
    Quote,
)

Block = dict[str, Any]

HEADER, SECTION, LABEL, BUTTON_VALUE, ELEMENTS = 150, 3000, 75, 2000, 25
FALLBACK = 2900  # characters of the top-level text; Slack advises at most 4,000
QUOTE = 12_000  # characters of a person's text in one message
TEXT = 24_000  # characters of our own text in one message
VALUE = 2000  # characters of one fact
ALT = 2000  # characters that say what a picture shows
VIEW_TITLE, INPUT_LABEL, OPTION, HINT = 24, 2000, 75, 2000
PRIVATE_METADATA = 3000
NAME = "Innovation Desk"


def blocks(message: Message) -> list[Block]:
    """At most 50: a header, 8 sections, 9 of quotes, 1 of facts, a picture, 4 rows of buttons, a
    footer."""
    return [
        *_header(message.title),
        *(_section(part) for part in split(cut(mrkdwn(message.text), TEXT), SECTION)),
        *(_quote(message.quote) if message.quote else ()),
        *(_facts(message.facts) if message.facts else ()),
        *(_picture(message.picture) if message.picture else ()),
        *_rows(message.buttons),
        *_footer(message.footer),
    ]


def posted(message: Message) -> dict[str, Any]:
    """A message for chat.postMessage, chat.update, or as the answer to a slash command."""
    return {"text": fallback(message), "blocks": blocks(message)}


def fallback(message: Message) -> str:
    """What notifications show and screen readers read: our words, never a person's text."""
    spoken = message.summary or " ".join(filter(None, (message.title, plain(message.text))))
    return cut(escaped(spoken), FALLBACK) or NAME


def modal(message: Message, private: str = "") -> dict[str, Any]:
    """A view: a form with inputs, or a message to read. `private` comes back on submission."""
    view: dict[str, Any] = {
        "type": "modal",
        "title": _plain(_view_title(message.title), VIEW_TITLE),
        "blocks": blocks(_without_short_title(message)),
        "private_metadata": private,
    }
    if message.form:
        view |= _inputs(message.form)
        view["blocks"] += [_input(field) for field in message.form.fields]
    if not view["blocks"]:
        view["blocks"] = [_section(fallback(message))]
    return view


def _view_title(title: str) -> str:
    return title if title.strip() and len(title) <= VIEW_TITLE else NAME


def home(message: Message) -> dict[str, Any]:
    return {"type": "home", "blocks": blocks(message)}


def _inputs(form: Form) -> dict[str, Any]:
    return {
        "submit": _plain(form.submit, VIEW_TITLE),
        "close": _plain(form.cancel, VIEW_TITLE),
    }


def _without_short_title(message: Message) -> Message:
    """A title that fits into the view's own bar is not said twice."""
    return message.model_copy(update={"title": ""}) if len(message.title) <= VIEW_TITLE else message


def _header(title: str) -> tuple[Block, ...]:
    return ({"type": "header", "text": _plain(title, HEADER)},) if title else ()


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _quote(quote: Quote) -> list[Block]:
    """A person's words as quoted rich text, in several blocks where they are long."""
    by = [_rich(_line(_words(quote.by, bold=True)))] if quote.by else []
    if quote.rich:
        return by + quoted(quote.rich, QUOTE, SECTION)
    parts = split(cut(quote.text, QUOTE), SECTION)
    return by + [_rich({"type": "rich_text_quote", "elements": [_words(part)]}) for part in parts]


def _facts(facts: tuple[Fact, ...]) -> list[Block]:
    lines = (
        _line(_words(f"{fact.label}: ", bold=True), _words(f"{cut(fact.value, VALUE)}\n"))
        for fact in facts[:40]
    )
    return [_rich(*lines)]


def _picture(picture: Picture) -> tuple[Block, ...]:
    """https://docs.slack.dev/reference/block-kit/blocks/image-block"""
    told = cut(picture.alt, ALT) or " "
    return ({"type": "image", "image_url": picture.url, "alt_text": told},)


def _rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def _line(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def _words(text: str, *, bold: bool = False) -> Block:
    words: Block = {"type": "text", "text": text or " "}
    return words | {"style": {"bold": True}} if bold else words


def _rows(buttons: tuple[Button, ...]) -> list[Block]:
    made = [_button(number, button) for number, button in enumerate(buttons[: 4 * ELEMENTS])]
    return [
        {"type": "actions", "elements": made[start : start + ELEMENTS]}
        for start in range(0, len(made), ELEMENTS)
    ]


def _button(number: int, button: Button) -> Block:
    made: Block = {
        "type": "button",
        "action_id": f"button-{number}",
        "text": _plain(button.label, LABEL),
    }
    if button.url:
        made["url"] = button.url
    if button.command:
        made["value"] = button.command.model_dump_json()
        assert len(made["value"]) <= BUTTON_VALUE, "commands carry ids, not prose"
    return made | {"style": button.style} if button.style else made


def _footer(footer: str) -> tuple[Block, ...]:
    return ({"type": "context", "elements": [_plain(footer, SECTION)]},) if footer else ()


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.id,
        "label": _plain(field.label, INPUT_LABEL),
        "element": _element(field),
        "optional": field.optional,
    }
    told = " ".join(filter(None, (field.fault, field.hint)))
    return block | {"hint": _plain(told, HINT)} if told else block


def _element(field: Field) -> Block:
    chosen = next((_option(o) for o in field.options if o.value == field.initial), None)
    match field.kind:
        case FieldKind.CHOICE:
            element: Block = {"type": "static_select", "options": _options(field)}
            return _named(element | {"initial_option": chosen} if chosen else element)
        case FieldKind.CONSENT:
            return _named({"type": "checkboxes", "options": _options(field)})
        case FieldKind.CHOICES | FieldKind.PEOPLE | FieldKind.CONVERSATION:
            return _named(_picker(field))
        case FieldKind.LINE | FieldKind.TEXT:
            element = {
                "type": "plain_text_input",
                "multiline": field.kind is FieldKind.TEXT,
                "max_length": min(field.max_length, SECTION),
            }
            initial = field.initial[: element["max_length"]]
            return _named(element | {"initial_value": initial} if initial else element)


def _picker(field: Field) -> Block:
    """Slack's own menus. Of conversations only private channels of the workspace itself: staff
    talk there. https://docs.slack.dev/reference/block-kit/block-elements"""
    given = [part for part in field.initial.split(",") if part]
    match field.kind:
        case FieldKind.PEOPLE:
            menu: Block = {"type": "multi_users_select"}
            return menu | {"initial_users": given} if given else menu
        case FieldKind.CONVERSATION:
            only = {"include": ["private"], "exclude_external_shared_channels": True}
            menu = {"type": "conversations_select", "filter": only}
            return menu | {"initial_conversation": given[0]} if given else menu
        case _:
            menu = {"type": "multi_static_select", "options": _options(field)}
            chosen = [_option(o) for o in field.options[:100] if o.value in given]
            return menu | {"initial_options": chosen} if chosen else menu


def _named(element: Block) -> Block:
    return element | {"action_id": "input"}


def _options(field: Field) -> list[Block]:
    return [_option(option) for option in field.options[:100]]


def _option(option: Option) -> Block:
    return {"text": _plain(option.label, OPTION), "value": option.value}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(text, limit) or " ", "emoji": False}
