"""The command line of cases."""

import asyncio
from typing import Annotated

import typer

from bots import cases_affected
from bots.settings import settings

cases = typer.Typer(help="Look cases up.", no_args_is_help=True)


@cases.callback()
def _group() -> None:
    """Look cases up."""


@cases.command("affected")
def list_affected(
    article: Annotated[str, typer.Argument(help="The article's id: its file name in the pack")],
) -> None:
    """Show which cases and questions were given an article, in which version."""
    for line in asyncio.run(cases_affected.listed(settings(), article)):
        typer.echo(line)
