"""Messages become HTML for the tab: the same parts, buttons and forms as on a card.

Everything of people is escaped; Markdown is read only in our own text. A button holds in
`data-send` what its card would send, and the page's script gives it back.
"""

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt

from adapters.rich_html import quoted
from adapters.teams.render import SLASH, named, opens, sent_by, way_back
from core.values.message import Button, Fact, Field, FieldKind, Form, Message, Picture, Quote

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def fragment(message: Message, nonce: str) -> str:
    """`nonce` makes a form that is sent twice one turn."""
    return "".join(_parts(message, nonce))


def _parts(message: Message, nonce: str) -> Iterator[str]:
    if message.title:
        yield f'<h1 tabindex="-1">{html.escape(message.title)}</h1>'
    if message.text:
        yield f'<div class="text">{_MARKDOWN.render(SLASH.sub("`", message.text))}</div>'
    if message.quote:
        yield _quote(message.quote)
    if message.facts:
        yield f"<dl>{''.join(map(_fact, message.facts))}</dl>"
    if message.picture and opens(message.picture.url):
        yield _picture(message.picture)
    if buttons := "".join(map(_button, message.buttons)):
        yield f'<div class="buttons">{buttons}</div>'
    if message.form:
        yield _form(message.form, nonce)
    if message.footer:
        yield f"<footer>{html.escape(message.footer)}</footer>"


def _quote(quote: Quote) -> str:
    by = f"<cite>{html.escape(quote.by)}</cite>" if quote.by else ""
    said = quoted(quote.rich) if quote.rich else html.escape(quote.text)
    return f"<blockquote>{by}<div>{said}</div></blockquote>"


def _fact(fact: Fact) -> str:
    return f"<div><dt>{html.escape(fact.label)}</dt><dd>{html.escape(fact.value)}</dd></div>"


def _picture(picture: Picture) -> str:
    url, told = html.escape(picture.url), html.escape(picture.alt)
    return f'<a class="picture" href="{url}" rel="noopener"><img src="{url}" alt="{told}"></a>'


def _button(button: Button) -> str:
    """Nothing for a button that would do nothing."""
    look = f' class="{button.style}"' if button.style else ""
    label = html.escape(button.label) or "…"
    if button.url and opens(button.url):
        return f'<a role="button" href="{html.escape(button.url)}" rel="noopener"{look}>{label}</a>'
    if button.command is None:
        return ""
    return (
        f'<button type="button"{look}{_sends({"command": named(button.command)})}>{label}</button>'
    )


def _sends(data: Mapping[str, Any]) -> str:
    return f' data-send="{html.escape(json.dumps(data, ensure_ascii=False))}"'


def _form(form: Form, nonce: str) -> str:
    inputs = "".join(_field(field, f"f{number}") for number, field in enumerate(form.fields))
    submit = f'<button type="submit" class="primary">{html.escape(form.submit)}</button>'
    back = _sends({"command": way_back(form)})
    cancel = f'<button type="button"{back}>{html.escape(form.cancel)}</button>'
    buttons = f'<div class="buttons">{submit}{cancel}</div>'
    return f"<form{_sends(sent_by(form, nonce))}>{inputs}{buttons}</form>"


def _field(field: Field, id: str) -> str:
    hint = "".join(
        f'<p class="{look}" id="{id}-{look}">{html.escape(words)}</p>'
        for look, words in (("fault", field.fault), ("hint", field.hint))
        if words
    )
    told = f' aria-describedby="{id}-fault {id}-hint"' if hint else ""
    told += ' aria-invalid="true"' if field.fault else ""
    label = html.escape(field.label)
    if field.kind is FieldKind.CONSENT:
        return f'<div class="field">{_toggle(field, id, told)}{hint}</div>'
    if field.kind is FieldKind.CHOICES:
        boxes = "".join(_box(field, value, words) for value, words in _options(field))
        legend = f"<legend>{label}</legend>"
        return f'<fieldset class="field" data-several="{field.id}">{legend}{boxes}{hint}</fieldset>'
    control = _control(field, f' id="{id}" name="{field.id}"{told}{_required(field)}')
    return f'<div class="field"><label for="{id}">{label}</label>{control}{hint}</div>'


def _control(field: Field, named: str) -> str:
    """People and channels are typed by their ids: only Teams' own cards have a picker."""
    if field.kind in (FieldKind.CHOICE, FieldKind.CONVERSATION) and field.options:
        return f"<select{named}>{''.join(_choices(field))}</select>"
    most, initial = max(1, field.max_length), html.escape(field.initial)
    if field.kind is FieldKind.TEXT:
        return f'<textarea{named} rows="5" maxlength="{most}">\n{initial}</textarea>'
    return f'<input type="text"{named} maxlength="{most}" value="{initial}" autocomplete="off">'


def _choices(field: Field) -> Iterator[str]:
    """Nothing is chosen for the person that nobody chose."""
    if all(option.value != field.initial for option in field.options):
        yield '<option value=""></option>'
    for value, words in _options(field):
        chosen = " selected" if value == field.initial else ""
        yield f'<option value="{html.escape(value)}"{chosen}>{html.escape(words)}</option>'


def _box(field: Field, value: str, words: str) -> str:
    on = " checked" if value in field.initial.split(",") else ""
    shown = html.escape(words)
    return f'<label><input type="checkbox" value="{html.escape(value)}"{on}> {shown}</label>'


def _toggle(field: Field, id: str, told: str) -> str:
    value, words = next(iter(_options(field)), ("yes", field.label))
    box = f'<input type="checkbox" id="{id}" name="{field.id}" value="{html.escape(value)}"'
    return f"<label>{box}{told}{_required(field)}> {html.escape(words)}</label>"


def _options(field: Field) -> Iterator[tuple[str, str]]:
    return ((option.value, option.label) for option in field.options)


def _required(field: Field) -> str:
    return "" if field.optional else " required"
