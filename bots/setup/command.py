"""`python -m bots setup`."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from bots.settings import Unsafe
from bots.setup import envfile


def setup(
    answers: Annotated[
        Path | None,
        typer.Option(help="A file of NAME=answer lines: nothing is asked; a wrong answer ends it"),
    ] = None,
    file: Annotated[Path, typer.Option(help="Where the settings are written")] = Path(".env"),
) -> None:
    """Set the desk up: asks what it cannot find out, tries each answer, writes .env."""
    from bots.setup.assistant import Assistant
    from bots.setup.dialogue import Answers, Dialogue, Terminal

    dialogue: Dialogue = Answers(_given(answers)) if answers else Terminal()
    try:
        asyncio.run(Assistant(file, dialogue, os.environ).run())
    except (KeyboardInterrupt, EOFError):
        typer.echo(
            f"\nWhat you answered is in {file}. The same command goes on from there.", err=True
        )
        raise typer.Exit(130) from None
    except OSError as error:
        raise Unsafe(f"{error.filename or file} cannot be written: {error.strerror}") from None


def _given(answers: Path) -> dict[str, str]:
    if not answers.exists():
        raise Unsafe(f"There is no file {answers}")
    return envfile.read(answers)
