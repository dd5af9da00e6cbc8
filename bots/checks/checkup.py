"""What the doctor looks at on this machine: settings, database, pack, disk, what waits, who is
admin. Also works on a desk that is half set up: that is when it is needed."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from adapters.packs.problems import Problem
from adapters.storage.record import SqlRecord
from bots import database
from bots.settings import Settings, Unsafe
from core.desk.alarm import TOO_LONG
from core.values.office import Finding
from core.values.pack import Pack
from core.values.place import Platform
from core.values.routing import Routing

LITTLE = 500 * 2**20  # bytes
HEARD_WITHIN = timedelta(days=30)


def of_settings(given: Settings) -> Iterator[Finding]:
    if not (given.slack or given.teams):
        yield Finding(
            part="settings",
            well=False,
            told="No platform is set up.",
            mend="Run: python -m bots setup",
        )
    if not given.smtp_url:
        yield Finding(
            part="settings",
            well=False,
            told="SMTP_URL is not set: no mail goes out.",
            mend="Set SMTP_URL and MAIL_FROM.",
        )
    if given.desk_secret_key is None:
        yield Finding(
            part="settings",
            well=False,
            told="DESK_SECRET_KEY is not set: texts are not encrypted, the trail is not sealed.",
            mend='Make one: python -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    if given.slack and not given.desk_public_url and not given.slack_app_token:
        yield Finding(
            part="settings",
            well=False,
            told="DESK_PUBLIC_URL is not set.",
            mend="Set the https address under which Slack and Teams reach the desk.",
        )


def of_pack(given: Settings) -> Finding:
    newest = max(file.stat().st_mtime for file in given.desk_pack.rglob("*"))
    problems = _checked(given.desk_pack, datetime.now(UTC).date(), newest)
    bad = [problem for problem in problems if problem.severity == "error"]
    values = {"errors": str(len(bad)), "warnings": str(len(problems) - len(bad))}
    told = "Errors: {errors}; warnings: {warnings}."
    mend = "" if not problems else "Run: python -m bots pack check"
    return Finding(part="pack", well=not problems, told=told, mend=mend, values=values)


@lru_cache(maxsize=2)
def _checked(folder: Path, today: date, newest: float) -> tuple[Problem, ...]:
    """It takes a second of a processor, so the same files are checked once a day. What it needs for
    that (3 MB) a desk loads when it is asked."""
    from adapters.packs.check import check_pack

    return tuple(check_pack(folder, today))


def of_disk(given: Settings) -> Finding:
    folder = database.folder(given) or Path.cwd()
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    values = {"free": str(free // 2**20)}
    mend = "Make room: a full disk means that questions are refused." if free < LITTLE else ""
    told = "{free} MiB free."
    return Finding(part="disk", well=free >= LITTLE, told=told, mend=mend, values=values)


def of_database(given: Settings) -> Finding:
    """Looks without making or upgrading anything."""
    part = "database"
    try:
        if not database.exists(given):
            return Finding(part=part, well=False, told="There is none yet.", mend=_UPGRADE)
        if not database.is_current(given):
            return Finding(part=part, well=False, told="Its tables are older.", mend=_UPGRADE)
        if lacking := database.lacking_keys(given):
            told = "Texts are encrypted with a key that is not set: id {ids}."
            values = {"ids": ", ".join(lacking)}
            return Finding(part=part, well=False, told=told, mend=_KEY, values=values)
    except Unsafe as error:
        mend = "Look at DESK_DATABASE_URL and whether the server runs."
        values = {"why": str(error)}
        return Finding(part=part, well=False, told="{why}", mend=mend, values=values)
    return Finding(part=part, well=True, told="It answers, and its tables are of this version.")


_KEY = "Set DESK_SECRET_KEY to the key that the desk had, or add it to DESK_FORMER_SECRET_KEYS."
_UPGRADE = "Run: python -m bots db upgrade"


def on_record(record: SqlRecord, given: Settings, pack: Pack, now: datetime) -> Iterator[Finding]:
    """What only the database knows."""
    office, _ = record.office()
    yield Finding(
        part="admins",
        well=bool(office.admins),
        told="Admins: {count}.",
        mend="" if office.admins else "Run: python -m bots admins add slack:TEAM:USER",
        values={"count": str(len(office.admins))},
    )
    yield _of_backlog(record, now)
    yield from _of_queues(record.routing() or Routing.model_validate(pack.default_routing))
    if given.slack:
        yield _of_events(record, now)


def _of_backlog(record: SqlRecord, now: datetime) -> Finding:
    waiting = record.backlog(now)
    late = waiting is not None and now - waiting.since > TOO_LONG
    told = "Messages that are due: {count}." if waiting else "Nothing waits."
    mend = "Run: python -m bots deliveries list" if late else ""
    values = {"count": str(waiting.count)} if waiting else {}
    return Finding(part="backlog", well=not late, told=told, mend=mend, values=values)


def _of_queues(routing: Routing) -> Iterator[Finding]:
    for name, queue in routing.queues.items():
        if queue.staff is None:
            yield Finding(
                part="queue {queue}",
                well=False,
                told="It has no staff conversation.",
                mend="Choose one in chat (admin, Queues), or with: python -m bots routing set",
                values={"queue": name},
            )


def _of_events(record: SqlRecord, now: datetime) -> Finding:
    heard = record.heard_event(Platform.SLACK, now - HEARD_WITHIN)
    return Finding(
        part="slack events",
        well=heard,
        told="Events arrive." if heard else "No event arrived within 30 days.",
        mend=""
        if heard
        else "Write to the app once. If nothing comes back: Event Subscriptions must be on, "
        "verified, and hold the events of the manifest.",
    )
