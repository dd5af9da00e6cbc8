"""The command line: `python -m bots`. Errors go to stderr; misuse and unsafe settings exit 2."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bots import database, logs, manifest
from bots.commands.cases import cases
from bots.commands.knowledge import knowledge
from bots.commands.office import admins, people, trail
from bots.commands.routing import routes
from bots.counted import counted
from bots.operations import deliveries, examination, resealing, retention, routing, workspaces
from bots.serve import serve as run_desk
from bots.settings import Unsafe, ready_to_serve, settings
from bots.setup.command import setup
from core.values.installation import Standing
from core.values.value import DeskError

app = typer.Typer(
    help="Innovation Desk: a desk between researchers and a regulator, in chat and by e-mail.",
    no_args_is_help=False,
    rich_markup_mode=None,  # rich help gives every switch a value: `--help <bool>`
    pretty_exceptions_enable=False,
    add_completion=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
manifests = typer.Typer(help="What admins upload to the platforms.", no_args_is_help=True)
sending = typer.Typer(help="Messages on their way.", no_args_is_help=True)
spaces = typer.Typer(help="Workspaces that installed the app.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(cases, name="cases")
app.add_typer(spaces, name="workspaces")
app.add_typer(trail, name="audit")
app.add_typer(admins, name="admins")
app.add_typer(people, name="privacy")
app.add_typer(routes, name="routing")
app.add_typer(knowledge, name="pack")
app.add_typer(sending, name="deliveries")
app.add_typer(manifests, name="manifest")


@app.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """Without a command: serve."""
    if context.invoked_subcommand is None:
        serve()


@app.command()
def serve() -> None:
    """Listen for the platforms and deliver, until SIGTERM."""
    asyncio.run(run_desk(ready_to_serve(settings())))


@app.command()
def deliver() -> None:
    """Deliver only, without listening (a worker)."""
    asyncio.run(run_desk(ready_to_serve(settings()), doors=False))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For monitoring; in English")] = False,
    lang: Annotated[str, typer.Option(help="en, nl, fr or de", envvar="LANG")] = "",
) -> None:
    """Prove each part of the desk live, and say how to mend what fails; exit 1 if anything does."""
    locale = "" if as_json else lang
    try:
        found = asyncio.run(examination.examined(settings(), locale))
    except Unsafe as error:
        found = examination.of_bad_settings(error, locale)
    if as_json:
        typer.echo(json.dumps([finding.model_dump() for finding in found], indent=1))
    else:
        for finding in sorted(found, key=lambda each: each.well):
            mark = "ok  " if finding.well else "FAIL"
            typer.echo(f"{mark} {finding.name}: {finding.told} {finding.mend}".rstrip())
    raise typer.Exit(0 if all(finding.well for finding in found) else 1)


app.command()(setup)


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to the schema of this version; safe to repeat."""
    database.upgrade(settings())
    typer.echo("The database is up to date.")


@db.command("reseal")
def reseal(
    scrub: Annotated[
        bool, typer.Option("--scrub", help="Then write the files anew: no free page keeps a text")
    ] = False,
) -> None:
    """After DESK_SECRET_KEY was set or changed: encrypt all texts with it, while the desk runs."""
    done = asyncio.run(resealing.resealed(settings(), lambda line: typer.echo(line, err=True)))
    if scrub:
        database.scrub(settings())
    typer.echo(f"Encrypted with the present key: {counted(done, 'text')}. No other key is needed.")


@app.command()
def purge(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go; change nothing")
    ] = False,
) -> None:
    """Shred cases that are over for longer than their queue's `keep_for`; a skeleton stays."""
    done = asyncio.run(
        retention.purged(settings(), lambda line: typer.echo(line, err=True), dry=dry_run)
    )
    for case in done.cases:
        typer.echo(case)
    said = "would be shredded" if dry_run else "were shredded"
    held = f"{len(done.held)} more are due, but under a legal hold"
    typer.echo(f"{counted(len(done.cases), 'case')} {said}; {held}.", err=True)


@db.command("restored")
def restored() -> None:
    """After a restore, before the desk starts: hold what the backup would send again."""
    count = asyncio.run(deliveries.held(settings()))
    typer.echo(f"Held: {counted(count, 'delivery', 'deliveries')}. See deliveries list")
    typer.echo("--state failed, and release with deliveries release once staff agree.")


@manifests.command("slack")
def slack_manifest() -> None:
    """Print the app manifest for Slack, as JSON to paste at api.slack.com."""
    given = settings()
    typer.echo(json.dumps(manifest.slack_manifest(given, routing.pack_of(given)), indent=2))


@manifests.command("teams")
def teams_manifest(
    output: Annotated[Path, typer.Option(help="Where the zip is written")] = Path(
        "innovation-desk-teams.zip"
    ),
) -> None:
    """Write the app package for Teams, to upload in the Teams admin centre."""
    given = settings()
    output.write_bytes(manifest.teams_package(given, routing.pack_of(given)))
    typer.echo(f"Written: {output}")


@sending.command("list")
def list_deliveries(
    state: Annotated[
        list[str] | None, typer.Option("--state", help="pending, sending, unsure, failed, sent …")
    ] = None,
) -> None:
    """Show what waits and what failed; never what a message says."""
    states = tuple(state or ("pending", "sending", "unsure", "failed"))
    for line in asyncio.run(deliveries.listed(settings(), states)):
        typer.echo(line)


@sending.command("retry")
def retry(key: Annotated[str, typer.Argument(help="As `list` shows it")]) -> None:
    """Try a failed delivery again."""
    asyncio.run(deliveries.retried(settings(), key))
    typer.echo("It will be tried again.")


@sending.command("release")
def release() -> None:
    """After a restore: look for what was held, and send what is not there, marked."""
    count = asyncio.run(deliveries.released(settings()))
    told = counted(count, "delivery", "deliveries")
    typer.echo(f"To be looked for, and sent where not there: {told}.")


@sending.command("drop")
def drop(key: Annotated[str, typer.Argument(help="As `list` shows it")]) -> None:
    """Give a waiting delivery up, so that those behind it can go."""
    asyncio.run(deliveries.dropped(settings(), key))
    typer.echo("It is dropped; the case keeps what it said.")


@spaces.command("list")
def list_workspaces() -> None:
    """Show every workspace, whether it was let in, and since when it is installed."""
    for line in asyncio.run(workspaces.listed(settings())):
        typer.echo(line)


@spaces.command("accept")
def accept(id: Annotated[str, typer.Argument(help="As `list` shows it: slack:T0UNI")]) -> None:
    """Let a workspace in: its people are served from now on."""
    it = asyncio.run(workspaces.judged(settings(), id, Standing.ACCEPTED))
    typer.echo(f"{it.name} is let in.")


@spaces.command("refuse")
def refuse(id: Annotated[str, typer.Argument(help="As `list` shows it: slack:T0UNI")]) -> None:
    """Keep a workspace out, or put it out again. Its cases are kept."""
    it = asyncio.run(workspaces.judged(settings(), id, Standing.REFUSED))
    typer.echo(f"{it.name} is not let in; its cases are kept.")


def run() -> None:
    logs.configure()
    try:
        app(prog_name="python -m bots")
    except DeskError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    run()
