"""Opens the database that the settings name."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from adapters.storage import keys, migration
from adapters.storage.audit.chain import Seal
from adapters.storage.cipher import LEAST, Cipher, Undecipherable
from adapters.storage.integrity import is_plainly_damaged
from adapters.storage.postgres import PostgresStore, is_postgres, postgres_engine
from adapters.storage.schema import METADATA
from adapters.storage.sealed import seal_with
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from bots.settings import Settings, Unsafe

Database = SqliteStore | PostgresStore

_OFFICE = (
    *("audit", "audit_head", "draft", "edition", "installation", "mailbox", "office"),
    *("routing", "sealing_key", "used_state"),
)
SCRUBBED = tuple(table.name for table in METADATA.sorted_tables if table.name not in _OFFICE)
"""Tables from which something is erased; a new one is among them until it is named above."""


def upgrade(given: Settings) -> None:
    """Bring the schema up to date. Raises Unsafe for a database that the desk cannot use."""
    engine = _engine(given)
    try:
        if engine.dialect.name == "sqlite":
            _refuse_damaged(Path(str(engine.url.database)))
        migration.upgrade(engine)
    except SQLAlchemyError as error:
        raise Unsafe(_unreachable(error)) from None
    finally:
        engine.dispose()


def _refuse_damaged(file: Path) -> None:
    """Before anything is written. A large file is read whole while the desk works."""
    try:
        damaged = is_plainly_damaged(file)
    except sqlite3.Error as error:
        raise Unsafe(f"DESK_DATABASE_URL: {file} cannot be opened ({error})") from None
    if damaged:
        raise Unsafe(
            f"DESK_DATABASE_URL: {file} is damaged, or is no SQLite database. Nothing was started "
            "and nothing was changed. Keep the file, and restore the last backup: see "
            "docs/operators.md, 'A damaged file'"
        )


def opened(given: Settings) -> Database:
    """The store. A SQLite file belongs to one machine, so whoever opens it also upgrades it; a
    PostgreSQL database is shared, so it is upgraded by `db upgrade` before new versions start."""
    if not is_postgres(given.desk_database_url):
        upgrade(given)
    else:
        _check_schema(given)
    _introduce_key(given)
    made = PostgresStore if is_postgres(given.desk_database_url) else SqliteStore
    return made(given.desk_database_url, seal(given), cipher(given))


def _introduce_key(given: Settings) -> None:
    """Raises Unsafe for a database whose texts this desk could not read."""
    engine = _engine(given)
    try:
        with engine.connect() as connection:
            keys.introduce(connection, datetime.now(UTC))
            connection.commit()
    except Undecipherable as error:
        raise Unsafe(str(error)) from None
    except SQLAlchemyError as error:
        raise Unsafe(_unreachable(error)) from None
    finally:
        engine.dispose()


def lacking_keys(given: Settings) -> list[str]:
    """Ids of keys that texts of the database need and that are not set."""
    engine = _engine(given)
    try:
        with engine.connect() as connection:
            return keys.lacking(connection)
    except SQLAlchemyError as error:
        raise Unsafe(_unreachable(error)) from None
    finally:
        engine.dispose()


@contextmanager
def inspected(given: Settings) -> Iterator[Connection]:
    """A connection for long looks, in one snapshot. Raises Unsafe when there is no database."""
    opened(given).close()
    engine = _engine(given)
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise Unsafe(_unreachable(error)) from None
    finally:
        engine.dispose()


def scrub(given: Settings) -> None:
    """Make sure that what was erased is in no file any more: free pages, write-ahead log."""
    engine = _engine(given)
    sqlite = (
        "INSERT INTO case_words(case_words) VALUES ('optimize')",
        "VACUUM",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    )
    postgres = (
        "SET statement_timeout = 0",
        "SET lock_timeout = '10s'",
        *(f'VACUUM FULL "{table}"' for table in SCRUBBED),
    )
    statements = postgres if is_postgres(given.desk_database_url) else sqlite
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    except SQLAlchemyError as error:
        raise Unsafe(
            "It is erased, but traces may be left in free pages until the next vacuum: "
            f"{type(error).__name__}"
        ) from None
    finally:
        engine.dispose()


def seal(given: Settings) -> Seal:
    """What signs the heads of the audit trail."""
    return Seal(*given.secret_keys)


def cipher(given: Settings) -> Cipher | None:
    """What encrypts at rest; None on a desk without a key, which only the simulator's may be.

    Raises Unsafe for a key that is too short to be one.
    """
    if not given.secret_keys:
        return None
    if len(given.secret_keys[0]) < LEAST:
        raise Unsafe(f"DESK_SECRET_KEY is shorter than {LEAST} characters")
    return Cipher(given.secret_keys)


def exists(given: Settings) -> bool:
    """Whether there may be something to read. Only a SQLite file can be missing."""
    if is_postgres(given.desk_database_url):
        return True
    file = _address(given).database
    return file is not None and Path(file).exists()


def folder(given: Settings) -> Path | None:
    """Where a SQLite file is, or would be."""
    file = None if is_postgres(given.desk_database_url) else _address(given).database
    return Path(file).parent if file else None


def is_current(given: Settings) -> bool:
    """Whether the tables are of this version. Raises Unsafe when the database cannot be used."""
    engine = _engine(given)
    try:
        return migration.is_current(engine)
    except SQLAlchemyError as error:
        raise Unsafe(_unreachable(error)) from None
    finally:
        engine.dispose()


def _check_schema(given: Settings) -> None:
    if not is_current(given):
        raise Unsafe("The database lacks tables of this version: run python -m bots db upgrade")


def _unreachable(error: SQLAlchemyError) -> str:
    return f"DESK_DATABASE_URL: the database cannot be used ({type(error).__name__})"


def _address(given: Settings) -> URL:
    try:
        return make_url(given.desk_database_url)
    except ArgumentError:
        raise Unsafe(_SHAPE) from None


def _engine(given: Settings) -> Engine:
    url = _address(given)
    if is_postgres(given.desk_database_url):
        return seal_with(postgres_engine(given.desk_database_url), cipher(given))
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Unsafe(_SHAPE)
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unsafe(f"DESK_DATABASE_URL: the folder {folder} cannot be made") from error
    return seal_with(sqlite_engine(given.desk_database_url), cipher(given))


_SHAPE = "DESK_DATABASE_URL: write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
