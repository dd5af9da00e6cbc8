"""A message as a value: content that every platform renders in its own dress.

Text of ours (`title`, `text`, labels, `footer`) comes from the knowledge pack and may use
Markdown in `text`. Text of people is only ever in `quote` and in fact values, which renderers
make inert; of its looks, only what `RichText` can say is shown. Nothing is read back out of
rendered text.
"""

from enum import StrEnum
from typing import Literal

from core.values.command import Command
from core.values.rich_text import RichText
from core.values.value import Value


class Button(Value):
    """A button carries the command it stands for, or opens a web address.

    A `url` that begins with `/` is a page of the desk's own: see `Message.addressed`.
    """

    label: str
    command: Command | None = None
    url: str | None = None
    style: Literal["primary", "danger"] | None = None


class Picture(Value):
    """`alt` says in words what the picture shows; `url` is like that of a button."""

    url: str
    alt: str


class Fact(Value):
    """One line of a message's table. `value` may hold text of people and is rendered inert."""

    label: str
    value: str


class Option(Value):
    value: str
    label: str


class FieldKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CONSENT = "consent"
    CHOICES = "choices"  # several of the options; `initial` and the answer with commas between
    PEOPLE = "people"  # persons of the workspace, by their ids with commas between
    CONVERSATION = "conversation"  # a channel of the workspace, by its id; options where asked


class Field(Value):
    """One input of a form; `id` names the attribute of the command that it fills.

    `max_length` is in characters. `initial` is shown when the form opens, `fault` is what was wrong
    with what stood there.
    """

    id: str
    label: str
    kind: FieldKind
    hint: str = ""
    initial: str = ""
    options: tuple[Option, ...] = ()
    optional: bool = False
    max_length: int = 3000
    fault: str = ""


class Form(Value):
    """The inputs of a message and the command that they complete when submitted. `back` is the
    command to which *Cancel* leads where the form stands in the place of something; None: to the
    case that it is about, or to help."""

    fields: tuple[Field, ...]
    submit: str
    cancel: str
    command: dict[str, object]
    back: dict[str, object] | None = None


class Quote(Value):
    """What a person wrote, word for word, and who wrote it. `rich` is the same text with its
    looks; it has been made honest (`RichText.honest`), so a link in it shows where it leads."""

    text: str
    by: str = ""
    rich: RichText | None = None


class Message(Value):
    """Platform-free content.

    `summary` is what a notification and a screen reader get when they read one line; it holds
    no text of people. Empty: title and text serve.
    """

    title: str = ""
    text: str = ""
    quote: Quote | None = None
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    footer: str = ""
    summary: str = ""
    picture: Picture | None = None

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with a form that comes back, by field."""
        fields = self.form.fields if self.form else ()
        return {field.id: field.fault for field in fields if field.fault}

    def addressed(self, base: str | None) -> "Message":
        """With the whole addresses of the desk's own pages, or without these pages where the desk
        has no public address: `base` is such as `https://desk.example`."""
        own = [button for button in self.buttons if (button.url or "").startswith("/")]
        if not own and self.picture is None:
            return self
        buttons = (
            button.model_copy(update={"url": f"{base}{button.url}"}) if button in own else button
            for button in self.buttons
            if base or button not in own
        )
        picture = self.picture if base else None
        if picture and picture.url.startswith("/"):
            picture = picture.model_copy(update={"url": f"{base}{picture.url}"})
        return self.model_copy(update={"buttons": tuple(buttons), "picture": picture})
