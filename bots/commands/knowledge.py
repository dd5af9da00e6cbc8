"""The knowledge pack on the command line: `pack check`, `log`, `phrases`, `translated`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bots.counted import counted
from bots.operations import editions
from bots.settings import settings

knowledge = typer.Typer(help="The knowledge pack.", no_args_is_help=True)


@knowledge.command("log")
def log_of_pack(
    id: Annotated[str, typer.Argument(help="An article, a tree, timelines or glossary")] = "",
    show: Annotated[str, typer.Option(help="Print what that version said")] = "",
    locale: Annotated[str, typer.Option(help="Only in this language")] = "",
) -> None:
    """Which versions of an article were served since when; `--show VERSION` reads one again."""
    if show and not id:
        raise typer.BadParameter("name the article whose version is to be shown")
    if show:
        typer.echo(editions.shown(settings(), id, show, locale))
        return
    for line in editions.listed(settings(), id, locale):
        typer.echo(line)


@knowledge.command("phrases")
def phrases(
    html: Annotated[
        bool, typer.Option("--html", help="A page for reviewers instead of a table of tabs")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="Where it is written instead of standard output")
    ] = None,
) -> None:
    """Every text of the pack, all languages side by side."""
    from bots.operations import texts

    written = texts.page(settings()) if html else texts.table(settings())
    if output is None:
        typer.echo(written, nl=False)
        return
    output.write_text(written, encoding="utf-8")
    typer.echo(f"Written: {output}")


@knowledge.command("translated")
def translated(
    locales: Annotated[list[str], typer.Argument(help="Such as nl; each is recorded as a whole")],
) -> None:
    """Record that the translations are of today's source texts, after somebody looked at them."""
    from bots.operations import texts

    for locale, count in texts.recorded(settings(), tuple(locales)):
        typer.echo(f"{locale}: recorded as up to date: {counted(count, 'text')}.")


@knowledge.command("proposals")
def proposed() -> None:
    """Articles that staff made of answers, with their state."""
    from bots.operations import proposals

    found = list(proposals.listed(settings()))
    for line in found:
        typer.echo(line)
    if not found:
        typer.echo("No article was proposed. Staff make one in chat: Make an article.", err=True)


@knowledge.command("write")
def write(
    folder: Annotated[Path, typer.Argument(help="The folder of a pack, under version control")],
) -> None:
    """Write approved articles into a pack; look at them, run `pack check`, and restart the desk."""
    from bots.operations import proposals

    files = proposals.exported(settings(), folder)
    for file in files:
        typer.echo(f"Written: {file}")
    typer.echo(f"New: {counted(len(files), 'article')}; served once the desk runs with this pack.")


@knowledge.command("check")
def check() -> None:
    """Report every fault of the pack with file and line; exit 1 when there is an error."""
    from adapters.packs.check import check_pack
    from adapters.packs.loader import load_pack
    from adapters.triage.book import read_book

    folder, today = settings().desk_pack, datetime.now(UTC).date()
    problems = check_pack(folder, today)
    for problem in problems:
        typer.echo(f"{problem.file}:{problem.line}: {problem.severity}: {problem.text}")
    errors = sum(problem.severity == "error" for problem in problems)
    if not errors:
        read_book(folder / "triage", load_pack(folder, today))
    typer.echo(f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}")
    raise typer.Exit(1 if errors else 0)
