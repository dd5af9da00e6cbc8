"""The command line: `python -m bots`. Errors go to stderr; misuse and unsafe settings exit 2."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bots import (
    audit,
    database,
    deliveries,
    logs,
    manifest,
    office,
    routing,
    workspaces,
)
from bots.knowledge import knowledge
from bots.serve import serve as run_desk
from bots.settings import ready_to_serve, settings
from core.values.installation import Standing
from core.values.value import DeskError

app = typer.Typer(
    help="Innovation Desk: a desk between researchers and a regulator, in chat and by e-mail.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
routes = typer.Typer(help="Which question goes to which queue.", no_args_is_help=True)
manifests = typer.Typer(help="What admins upload to the platforms.", no_args_is_help=True)
sending = typer.Typer(help="Messages on their way.", no_args_is_help=True)
trail = typer.Typer(help="Who saw, sent, changed or exported what.", no_args_is_help=True)
admins = typer.Typer(help="Who configures the desk.", no_args_is_help=True)
spaces = typer.Typer(help="Workspaces that installed the app.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(spaces, name="workspaces")
app.add_typer(trail, name="audit")
app.add_typer(admins, name="admins")
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


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to the schema of this version; safe to repeat."""
    database.upgrade(settings())
    typer.echo("The database is up to date.")


@db.command("restored")
def restored() -> None:
    """After a restore, before the desk starts: hold what the backup would send again."""
    count = asyncio.run(deliveries.held(settings()))
    typer.echo(f"{count} deliveries are held: see them with deliveries list --state failed, and")
    typer.echo("release them with deliveries release once staff agree.")


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
    typer.echo(f"{len(moved)} of the last {count} cases would go to another queue.")


@routes.command("history")
def history() -> None:
    """List the versions with who put them into force, and when (UTC), the newest first."""
    for version in asyncio.run(routing.history(settings())):
        typer.echo(f"{version.number:>5}  {version.at:%Y-%m-%d %H:%M}  {version.by}")


@routes.command("rollback")
def rollback(
    version: Annotated[int, typer.Argument(help="As `history` shows it")],
) -> None:
    """Put an earlier version into force again, as a new version."""
    now = asyncio.run(routing.roll_back(settings(), version))
    typer.echo(f"Routing version {now} is in force; it is version {version} again.")


@routes.command("set")
def set_(
    file: Annotated[Path, typer.Argument(help="YAML file with queues and rules", exists=True)],
) -> None:
    """Put a routing into force. Faults are named with their line; nothing is changed then."""
    version = asyncio.run(routing.put(settings(), file))
    typer.echo(f"Routing version {version} is in force.")


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


@admins.command("list")
def list_admins() -> None:
    """Show who configures the desk."""
    for person in asyncio.run(office.admins(settings())):
        typer.echo(person)


Who = Annotated[str, typer.Argument(help="slack:TEAM:USER or teams:TENANT:OBJECTID")]


@admins.command("add")
def add_admin(person: Who) -> None:
    """Make somebody an admin."""
    asyncio.run(office.add(settings(), person))
    typer.echo(f"{person} is an admin.")


@admins.command("remove")
def remove_admin(person: Who) -> None:
    """Take the role away; the last admin stays."""
    asyncio.run(office.remove(settings(), person))
    typer.echo(f"{person} is no longer an admin.")


@trail.command("verify")
def verify(
    against: Annotated[
        Path | None,
        typer.Option(help="An earlier export, which the trail must still hold", exists=True),
    ] = None,
) -> None:
    """Prove that nothing in the audit trail was changed; exit 1 names the first bad row."""
    count, faults = audit.verify(settings(), against)
    for fault in faults:
        typer.echo(fault)
    typer.echo(f"{count} rows, " + (f"{len(faults)} chains not sound" if faults else "all sound"))
    raise typer.Exit(1 if faults else 0)


@trail.command("export")
def export_trail(
    since: Annotated[datetime | None, typer.Option(help="A day, in UTC")] = None,
    case: Annotated[str, typer.Option(help="Only what was done with this case")] = "",
) -> None:
    """Print the audit trail as JSON lines; that it was exported becomes part of it."""
    for line in asyncio.run(audit.export(settings(), since, case)):
        typer.echo(line)


@trail.command("seal")
def seal_trail() -> None:
    """Seal the trail with the present DESK_SECRET_KEY, after the key was changed."""
    asyncio.run(audit.seal(settings()))
    typer.echo("The trail is sealed with the present key.")


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
    typer.echo(f"{count} deliveries will be looked for, and sent where they are not there.")


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
