"""Messages become Adaptive Cards 1.5, inside Teams' limits whatever they hold.

Text of people stands only in TextRuns, which read no markup. Teams takes cards up to 28 KB:
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
A card is `card(message, nonce)`; the nonce makes a submitted form recognisable when Teams delivers
it again under a new id. A card without a form does not depend on it.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from adapters.teams.markup import Element, elements, plain, rich, words_block
from adapters.teams.quoted import quoted
from adapters.teams.wire import written
from core.values.command import Command
from core.values.message import Button, Fact, Field, FieldKind, Form, Message, Picture, Quote

CARD_LIMIT = 25 * 1024  # bytes of UTF-8; a fifth is left for what Teams adds
SUMMARY = 500  # characters of the line in a notification
IN_ROW = 6  # buttons that Teams shows in one row
NAME = "Innovation Desk"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
_STYLES = {"primary": "positive", "danger": "destructive"}
_BUTTON_VALUE = 2000  # characters; commands carry ids, not prose
_SCALES = (1.0, 0.5, 0.25, 0.12, 0.06, 0.03)

Send = Literal["Action.Execute", "Action.Submit"]


@dataclass(frozen=True, slots=True)
class Dress:
    """How one card is made. `scale` shrinks what may be shortened until the card fits; dialogs
    know only Action.Submit; `whisper` marks the buttons of a card that goes away when used."""

    nonce: str
    send: Send = "Action.Execute"
    whisper: bool = False
    scale: float = 1.0

    def most(self, whole: int) -> int:
        return max(3, int(whole * self.scale))


def card(
    message: Message, nonce: str, *, send: Send = "Action.Execute", whisper: bool = False
) -> Element:
    """At most 25 KB: what is too long for that is cut, and says so."""
    made: Element = {}
    for scale in _SCALES:
        made = _card(message, Dress(nonce, send, whisper, scale))
        if size(made) <= CARD_LIMIT:
            break
    return made


def size(made: Element) -> int:
    return len(written(made))


def attachment(made: Element) -> Element:
    return {"contentType": CONTENT_TYPE, "content": made}


SLASH = re.compile(r"`/innovation (?=\w)")  # people on Teams type the words alone


def summary(message: Message) -> str:
    """What notifications show and screen readers read: our words, never a person's text."""
    spoken = message.summary or " ".join(
        filter(None, (message.title, plain(cut(message.text, 2000))))
    )
    return cut(spoken, SUMMARY) or NAME


def sentence(message: Message) -> str:
    """A message of only title and text as one plain line; empty when there is more to show."""
    more = (message.quote, message.facts, message.picture, message.buttons, message.form)
    return "" if any(more) else cut(f"{message.title}. {plain(message.text)}", SUMMARY).strip(". ")


def _card(message: Message, dress: Dress) -> Element:
    spoken = cut(summary(message), dress.most(SUMMARY))
    return {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": spoken,
        "speak": spoken,
        "body": _body(message, dress) or [words_block(NAME)],
    }


def _body(message: Message, dress: Dress) -> list[Element]:
    return [
        *_title(message.title, dress),
        *elements(cut(SLASH.sub("`", message.text), dress.most(12_000)))[: dress.most(150)],
        *(_quote(message.quote, dress) if message.quote else ()),
        *(_fact(fact, dress) for fact in message.facts[: dress.most(40)]),
        *(_picture(message.picture, dress) if message.picture else ()),
        *_rows(message.buttons, dress),
        *(_form(message.form, dress) if message.form else ()),
        *_footer(message.footer, dress),
    ]


def _title(title: str, dress: Dress) -> list[Element]:
    if not title:
        return []
    looks = {"size": "Large", "weight": "Bolder"}
    block = words_block(cut(title, dress.most(300)), **looks)
    return [block | {"style": "heading"} if block["type"] == "TextBlock" else block]


def _footer(footer: str, dress: Dress) -> list[Element]:
    words = cut(footer, dress.most(1500))
    return [words_block(words, size="Small", isSubtle=True)] if footer else []


def _quote(quote: Quote, dress: Dress) -> list[Element]:
    """A person's words, line by line, in a box of their own."""
    by = [_run(cut(quote.by, dress.most(200)), weight="Bolder")] if quote.by else []
    items = [rich(*by)] if by else []
    if quote.rich:
        items += quoted(quote.rich, dress.most(12_000), dress.most(80))
    else:
        shown = lines(cut(quote.text, dress.most(12_000)), dress.most(80))
        items += [rich(_run(line)) for line in shown]
    box = {"type": "Container", "style": "emphasis", "items": items}
    return [box] if items else []


def _fact(fact: Fact, dress: Dress) -> Element:
    label = cut(fact.label, dress.most(200))
    value = cut(fact.value, dress.most(2000))
    return rich(_run(f"{label}: ", weight="Bolder"), _run(value)) | {"spacing": "Small"}


def _picture(picture: Picture, dress: Dress) -> list[Element]:
    """A click on it opens it in full size."""
    if not opens(picture.url):
        return []
    told = cut(picture.alt, dress.most(1000))
    large = {"type": "Action.OpenUrl", "url": picture.url}
    image = {"type": "Image", "url": picture.url, "altText": told, "size": "Stretch"}
    return [image | {"selectAction": large}]


def opens(url: str) -> bool:
    """Teams opens https; the simulator's desk is on this machine."""
    return url.startswith(("https://", "http://127.0.0.1:", "http://localhost:"))


def _run(words: str, **style: Any) -> Element:
    return {"type": "TextRun", "text": words or " ", **style}


def lines(text: str, most: int) -> list[str]:
    """Clients show a TextRun without its line breaks, so each line gets its own; at most `most`."""
    split = text.strip().split("\n")
    kept, rest = split[: most - 1], split[most - 1 :]
    return [line for line in (*kept, " ⏎ ".join(rest)) if line.strip()]


def _rows(buttons: tuple[Button, ...], dress: Dress) -> list[Element]:
    made = [_button(button, dress) for button in buttons[: dress.most(36)]]
    actions = [action for action in made if action]
    return [
        {"type": "ActionSet", "actions": actions[start : start + IN_ROW]}
        for start in range(0, len(actions), IN_ROW)
    ]


def _button(button: Button, dress: Dress) -> Element | None:
    """A button that neither opens an address nor carries a command would do nothing."""
    title = cut(button.label, dress.most(75)) or "…"
    if button.url and opens(button.url):
        return {"type": "Action.OpenUrl", "title": title, "url": button.url}
    if button.command is None:
        return None
    command = named(button.command)
    look = {"style": _STYLES[button.style]} if button.style else {}
    return _action(title, command, dress) | look


def named(command: Command) -> dict[str, Any]:
    """A command as it stands in a button; who gets it back believes nothing of it."""
    written = command.model_dump(mode="json", exclude_defaults=True)
    written["do"] = command.do
    assert len(json.dumps(written)) <= _BUTTON_VALUE, "commands carry ids, not prose"
    return written


def sent_by(form: Form, nonce: str) -> dict[str, Any]:
    """What a form gives back beside its inputs."""
    toggles = [field.id for field in form.fields if field.kind is FieldKind.CONSENT]
    fields = [field.id for field in form.fields]
    data: dict[str, Any] = {"command": dict(form.command), "nonce": nonce, "fields": fields}
    return data | ({"toggles": toggles} if toggles else {})


def _action(title: str, command: dict[str, Any], dress: Dress, form: Form | None = None) -> Element:
    data: dict[str, Any] = sent_by(form, dress.nonce) if form else {"command": command}
    if dress.whisper:
        data["whisper"] = True
    made: Element = {"type": dress.send, "title": title, "data": data}
    if form is None:
        made["associatedInputs"] = "none"
    return made | {"verb": str(command["do"])} if dress.send == "Action.Execute" else made


def _form(form: Form, dress: Dress) -> list[Element]:
    submit = _action(cut(form.submit, 75) or "…", dict(form.command), dress, form)
    cancel = _action(cut(form.cancel, 75) or "…", way_back(form), dress)
    return [
        *(element for field in form.fields for element in _field(field, dress)),
        {"type": "ActionSet", "actions": [submit | {"style": "positive"}, cancel]},
    ]


def way_back(form: Form) -> dict[str, Any]:
    """Where *Cancel* leads."""
    if form.back:
        return dict(form.back)
    case = form.command.get("case")
    return {"do": "case", "case": case} if isinstance(case, str) and case else {"do": "help"}


def _field(field: Field, dress: Dress) -> list[Element]:
    fault, hint = cut(field.fault, dress.most(500)), cut(field.hint, dress.most(500))
    wrong = [words_block(fault, color="Attention", weight="Bolder")] if fault else []
    told = [words_block(hint, size="Small", isSubtle=True)] if hint else []
    return [_input(field, dress), *wrong, *told]


def _input(field: Field, dress: Dress) -> Element:
    label = cut(field.label, dress.most(200)) or field.id
    made: Element = {"id": field.id, "label": label, "isRequired": not field.optional}
    if not field.optional:
        made["errorMessage"] = cut(field.hint or field.label, dress.most(200)) or label
    match field.kind:
        case FieldKind.CHOICE:
            return made | _choices(field, dress)
        case FieldKind.CONSENT:
            return made | _toggle(field, dress)
        case FieldKind.CONVERSATION:
            return made | _choices(field, dress)
        case FieldKind.CHOICES:
            return made | _several(field, dress)
        case FieldKind.PEOPLE:
            return made | _people(field, dress)
        case FieldKind.LINE | FieldKind.TEXT:
            return made | _text_input(field, dress)


def _text_input(field: Field, dress: Dress) -> Element:
    made: Element = {
        "type": "Input.Text",
        "isMultiline": field.kind is FieldKind.TEXT,
        "maxLength": max(1, field.max_length),
    }
    initial = field.initial[: min(dress.most(12_000), made["maxLength"])]
    return made | {"value": initial} if initial else made


def _choices(field: Field, dress: Dress) -> Element:
    """https://adaptivecards.io/explorer/Input.ChoiceSet.html"""
    options = field.options[: dress.most(200)]
    choices = [
        {"title": cut(option.label, dress.most(150)) or option.value, "value": option.value}
        for option in options
    ]
    made: Element = {"type": "Input.ChoiceSet", "style": "compact", "choices": choices}
    known = any(option.value == field.initial for option in options)
    return made | {"value": field.initial} if known else made


def _several(field: Field, dress: Dress) -> Element:
    """Teams gives the answer back with commas between, and reads `value` in the same way."""
    made = _choices(field, dress) | {"isMultiSelect": True}
    known = {option.value for option in field.options}
    chosen = ",".join(part for part in field.initial.split(",") if part in known)
    return made | {"value": chosen} if chosen else made


def _people(field: Field, dress: Dress) -> Element:
    """The people picker; ids are those of Microsoft Entra.
    https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker"""
    query = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    made: Element = {
        "type": "Input.ChoiceSet", "choices": [], "choices.data": query, "isMultiSelect": True
    }  # fmt: skip
    initial = field.initial[: dress.most(4000)]
    return made | {"value": initial} if initial else made


def _toggle(field: Field, dress: Dress) -> Element:
    """Off, it sends `false`: Microsoft's client does so whatever `valueOff` says."""
    first = field.options[0] if field.options else None
    return {
        "type": "Input.Toggle",
        "title": cut(first.label if first else field.label, dress.most(300)) or field.id,
        "valueOn": first.value if first else "yes",
    }


def cut(text: str, limit: int) -> str:
    """At most `limit` characters; what is cut is said."""
    if len(text) <= limit:
        return text
    note = f"… [+{len(text) - limit}]" if limit > 60 else "…"
    return text[: limit - len(note)] + note
