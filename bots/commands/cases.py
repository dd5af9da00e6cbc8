"""The command line of cases: lists, exports, and who was given an article."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from bots.commands.routing import Alone
from bots.counted import counted
from bots.operations import cases as work
from bots.operations import cases_affected
from bots.settings import settings
from core.decide.overview.exported import Sheet

cases = typer.Typer(help="Look cases up and export them.", no_args_is_help=True)

State = Annotated[list[str], typer.Option("--state", help="open, claimed, …; several times")]
Queue = Annotated[list[str], typer.Option("--queue", help="of this queue; several times")]
Topic = Annotated[list[str], typer.Option("--topic", help="about this topic; several times")]
Since = Annotated[str, typer.Option("--since", help="opened on that day or later: 2026-01-31")]
Kind = Literal["csv", "json", "jsonl"]
_SHOWN = ("case", "state", "queue", "topic", "opened_at", "due_at", "assignee")


@cases.command("list")
def list_cases(
    state: State = [],  # noqa: B006 - typer reads the default
    queue: Queue = [],  # noqa: B006
    topic: Topic = [],  # noqa: B006
    since: Since = "",
    limit: Annotated[int, typer.Option(min=1, help="at most so many")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """List cases in the order in which they were opened, without texts and names of requesters."""
    given = settings()
    which = work.selection(given, state, queue, topic, since)
    rows = asyncio.run(work.listed(given, which, limit))
    for row in rows:
        line = "\t".join(row[name] or "-" for name in _SHOWN)
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else line)
    if len(rows) == limit:
        typer.echo(f"There may be more: these are the first {limit} (--limit).", err=True)


@cases.command("export")
def export_cases(
    state: State = [],  # noqa: B006
    queue: Queue = [],  # noqa: B006
    topic: Topic = [],  # noqa: B006
    since: Since = "",
    out: Annotated[Path | None, typer.Option(help="The file; else standard output")] = None,
    kind: Annotated[Kind | None, typer.Option("--format", help="Else by the file's name")] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help="With names, questions and answers")
    ] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV with a byte order mark and semicolons")
    ] = False,
    alone: Alone = "",
) -> None:
    """Export cases as CSV, JSON or JSON lines; the audit trail says that you did.

    What a spreadsheet would take for a formula is written with an apostrophe in front.
    """
    given = settings()
    which = work.selection(given, state, queue, topic, since)
    sheet = Sheet(kind=kind or _kind_of(out), texts=texts, excel=excel)
    done = asyncio.run(
        work.exported(given, which, sheet, out, lambda line: typer.echo(line, err=True), alone)
    )
    typer.echo(f"Exported: {counted(done, 'case')}.", err=True)


def _kind_of(out: Path | None) -> Kind:
    match out.suffix.lower() if out else "":
        case ".json":
            return "json"
        case ".jsonl":
            return "jsonl"
        case _:
            return "csv"


@cases.command("affected")
def list_affected(
    article: Annotated[str, typer.Argument(help="The article's id: its file name in the pack")],
) -> None:
    """Show which cases and questions were given an article, in which version."""
    for line in asyncio.run(cases_affected.listed(settings(), article)):
        typer.echo(line)
