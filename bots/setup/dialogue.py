"""How the assistant asks: a person at a terminal, or a file of answers."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import typer
from rich.console import Console
from rich.prompt import Confirm, Prompt

from bots.settings import Unsafe


class Dialogue(Protocol):
    """`name` is that of the setting, or of the question where no setting holds the answer."""

    def tell(self, text: str) -> None: ...

    def ask(self, name: str, question: str, default: str = "", *, secret: bool = False) -> str: ...

    def choose(self, name: str, question: str, options: Sequence[str], default: str) -> str: ...

    def confirm(self, name: str, question: str, *, default: bool) -> bool: ...

    def wrong(self, name: str, why: str) -> None:
        """The answer does not do; returns where it can be given again. Raises Unsafe elsewhere."""


class Terminal:
    """A person. Secrets are not shown while they are typed."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)

    def tell(self, text: str) -> None:
        self._console.print(text, markup=False)

    def ask(self, name: str, question: str, default: str = "", *, secret: bool = False) -> str:
        told = f"{question} ({name})"
        given = Prompt.ask(
            told,
            console=self._console,
            password=secret,
            default=default or "",
            show_default=bool(default),
        )
        return given.strip()

    def choose(self, name: str, question: str, options: Sequence[str], default: str) -> str:
        return Prompt.ask(question, console=self._console, choices=list(options), default=default)

    def confirm(self, name: str, question: str, *, default: bool) -> bool:
        return Confirm.ask(question, console=self._console, default=default)

    def wrong(self, name: str, why: str) -> None:
        self._console.print(f"That does not do: {why}", markup=False, style="red")


class Answers:
    """A file: nobody is there to answer a second time."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def tell(self, text: str) -> None:
        typer.echo(text)

    def ask(self, name: str, question: str, default: str = "", *, secret: bool = False) -> str:
        return str(self._given.get(name, default)).strip()

    def choose(self, name: str, question: str, options: Sequence[str], default: str) -> str:
        chosen = self.ask(name, question, default)
        if chosen not in options:
            raise Unsafe(f"{name}: '{chosen}' is none of: {', '.join(options)}")
        return chosen

    def confirm(self, name: str, question: str, *, default: bool) -> bool:
        return self.ask(name, question, "yes" if default else "no").lower() in ("yes", "true", "1")

    def wrong(self, name: str, why: str) -> None:
        raise Unsafe(f"{name}: {why}")
