"""The command line of routing: show, set, ask, rehearse, go back."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bots.counted import counted
from bots.operations import routing
from bots.settings import settings

Alone = Annotated[
    str,
    typer.Option(
        "--alone",
        help="Where two people are needed: do it at once all the same; why, for the audit trail",
    ),
]
_DRAFT = (
    "Two people are needed on this desk: it is a draft now, and nothing else has changed. An admin "
    "sees it in chat (admin, Show draft), with who would have moved, and activates it."
)
routes = typer.Typer(help="Which question goes to which queue.", no_args_is_help=True)


@routes.command("show")
def show(
    version: Annotated[int | None, typer.Option(help="An earlier one, by its number")] = None,
) -> None:
    """Print the routing in force as YAML."""
    typer.echo(asyncio.run(routing.shown(settings(), version)), nl=False)


@routes.command("rehearse")
def rehearse(
    file: Annotated[Path, typer.Argument(help="YAML file as for `set`", exists=True)],
    last: Annotated[int, typer.Option(help="How many cases are replayed", min=1, max=2000)] = 200,
) -> None:
    """Replay the last cases over a routing, before it comes into force; nothing is changed."""
    count, moved, differs = asyncio.run(routing.rehearsal(settings(), file, last))
    for line in differs:
        typer.echo(line)
    for case in moved:
        typer.echo(f"{case.case}  {case.before} -> {case.after}")
    typer.echo(f"Would go to another queue: {len(moved)} of the last {counted(count, 'case')}.")


@routes.command("history")
def history() -> None:
    """List the versions with who put them into force, and when (UTC), the newest first."""
    for version in asyncio.run(routing.history(settings())):
        typer.echo(f"{version.number:>5}  {version.at:%Y-%m-%d %H:%M}  {version.by}")


@routes.command("rollback")
def rollback(
    version: Annotated[int, typer.Argument(help="As `history` shows it")],
    alone: Alone = "",
) -> None:
    """Put an earlier version into force again, as a new version."""
    now = asyncio.run(routing.roll_back(settings(), version, alone))
    if now is None:
        typer.echo(_DRAFT)
    else:
        typer.echo(f"Routing version {now} is in force; it is version {version} again.")


@routes.command("set")
def set_(
    file: Annotated[Path, typer.Argument(help="YAML file with queues and rules", exists=True)],
    alone: Alone = "",
) -> None:
    """Put a routing into force. Faults are named with their line; nothing is changed then."""
    version = asyncio.run(routing.put(settings(), file, alone))
    typer.echo(_DRAFT if version is None else f"Routing version {version} is in force.")


@routes.command("test")
def explain(
    question: Annotated[str, typer.Argument(help="A question as a researcher asks it")] = "",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id","text"} lines, print one result a line')
    ] = False,
) -> None:
    """Explain where a question would go, and whether the pack answers it."""
    if bool(question) == jsonl:
        raise typer.BadParameter("give a question, or --jsonl with lines on standard input")
    explained = asyncio.run(routing.explainer(settings()))
    if jsonl:
        for line in sys.stdin:
            if line.strip():
                typer.echo(json.dumps(_line(explained, line), ensure_ascii=False))
        return
    for name, value in explained(question).items():
        shown = ", ".join(value) if isinstance(value, list) else value
        typer.echo(f"{name:<12}{'-' if shown is None else shown}")


def _line(explained: Callable[[str], dict[str, object]], line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
        return {"id": asked["id"], **explained(str(asked["text"]))}
    except (ValueError, KeyError, TypeError):
        raise typer.BadParameter('each line must be {"id": …, "text": …}') from None
