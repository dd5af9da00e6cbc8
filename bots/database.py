"""Opens the database that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from adapters.storage import migration
from adapters.storage.chain import Seal
from adapters.storage.cipher import Cipher
from adapters.storage.postgres import PostgresStore, is_postgres, postgres_engine
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from bots.settings import Settings, Unsafe

Database = SqliteStore | PostgresStore


def upgrade(given: Settings) -> None:
    """Bring the schema up to date. Raises Unsafe for a database that the desk cannot use."""
    engine = _engine(given)
    try:
        migration.upgrade(engine)
    except SQLAlchemyError as error:
        raise Unsafe(_unreachable(error)) from None
    finally:
        engine.dispose()


def opened(given: Settings) -> Database:
    """The store. A SQLite file belongs to one machine, so whoever opens it also upgrades it; a
    PostgreSQL database is shared, so it is upgraded by `db upgrade` before new versions start."""
    if not is_postgres(given.desk_database_url):
        upgrade(given)
        return SqliteStore(given.desk_database_url, seal(given))
    _check_schema(given)
    return PostgresStore(given.desk_database_url, seal(given))


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
    sqlite = ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
    tables = ('"case"', "entry", "question", "turn", "delivery", "lane", "address", "language")
    postgres = (
        "SET statement_timeout = 0",
        "SET lock_timeout = '10s'",
        *(f"VACUUM FULL {table}" for table in tables),
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
    """What encrypts at rest; None on a desk without a key, which only the simulator's may be."""
    return Cipher(given.secret_keys) if given.secret_keys else None


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
        return postgres_engine(given.desk_database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Unsafe(_SHAPE)
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unsafe(f"DESK_DATABASE_URL: the folder {folder} cannot be made") from error
    return sqlite_engine(given.desk_database_url)


_SHAPE = "DESK_DATABASE_URL: write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
