"""The command line of roles and the audit trail."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bots.commands.routing import Alone
from bots.counted import counted
from bots.operations import audit, office, privacy
from bots.settings import settings

trail = typer.Typer(help="Who saw, sent, changed or exported what.", no_args_is_help=True)
people = typer.Typer(help="What somebody may ask about their data.", no_args_is_help=True)
admins = typer.Typer(help="Who configures the desk.", no_args_is_help=True)


@admins.command("list")
def list_admins() -> None:
    """Show who configures the desk."""
    for person in asyncio.run(office.admins(settings())):
        typer.echo(person)


Who = Annotated[str, typer.Argument(help="slack:TEAM:USER or teams:TENANT:OBJECTID")]


@admins.command("add")
def add_admin(person: Who, alone: Alone = "") -> None:
    """Make somebody an admin."""
    asyncio.run(office.add(settings(), person, alone))
    typer.echo(f"{person} is an admin.")


@admins.command("remove")
def remove_admin(person: Who, alone: Alone = "") -> None:
    """Take the role away; the last admin stays."""
    asyncio.run(office.remove(settings(), person, alone))
    typer.echo(f"{person} is no longer an admin.")


@people.command("export")
def export_person(person: Who, alone: Alone = "") -> None:
    """Print all that is kept about somebody, as JSON; the audit trail says that you did."""
    typer.echo(asyncio.run(privacy.exported(settings(), person, alone)))


@people.command("erase")
def erase_person(
    person: Who,
    reason: Annotated[str, typer.Option(help="Why, for the audit trail; at most 40 characters")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    alone: Alone = "",
) -> None:
    """Shred what somebody wrote and got; the skeleton of their cases stays. It cannot be undone."""
    if not yes:
        typer.confirm(f"Erase all of {person}? This cannot be undone.", abort=True)
    done = asyncio.run(privacy.erased(settings(), person, reason, alone))
    typer.echo(f"Erased: {counted(len(done.cases), 'case')}.")
    for place in done.places:
        typer.echo(f"still on the platform: {place}")


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
    typer.echo(
        f"{counted(count, 'row')}, "
        + (f"{counted(len(faults), 'chain')} not sound" if faults else "all sound")
    )
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
