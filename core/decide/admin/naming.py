"""Names in place of ids on the pages of admins; an id stays where no name is known."""

import re
from collections import Counter
from collections.abc import Mapping

from core.values.message import Fact, Field, Form, Message

_KEY = re.compile(r"(?:slack|teams):[^:\s,;()]+(?::[^\s,;()]*[^\s,;():])?")


def named(text: str, names: Mapping[str, str]) -> str:
    """The text with a name for each key; where two have the same name, the key stands beside it."""
    alike = Counter(names.values())

    def name(found: re.Match[str]) -> str:
        key = found[0]
        known = names.get(key, "")
        if not known:
            return key
        return f"{known} ({key})" if alike[known] > 1 else known

    return _KEY.sub(name, text)


def named_in(message: Message, names: Mapping[str, str]) -> Message:
    """A page, or a form, with names. What an input holds stays as it is: it comes back."""
    facts = tuple(
        Fact(label=named(fact.label, names), value=named(fact.value, names))
        for fact in message.facts
    )
    form = _form(message.form, names) if message.form else None
    return message.model_copy(update={"facts": facts, "form": form})


def _form(form: Form, names: Mapping[str, str]) -> Form:
    return form.model_copy(update={"fields": tuple(_field(each, names) for each in form.fields)})


def _field(field: Field, names: Mapping[str, str]) -> Field:
    options = tuple(
        option.model_copy(update={"label": named(option.label, names)}) for option in field.options
    )
    return field.model_copy(update={"hint": named(field.hint, names), "options": options})
