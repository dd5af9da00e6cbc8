"""Opens the database that the settings name."""

from pathlib import Path

from sqlalchemy import make_url

from adapters.storage import migration
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from bots.settings import Settings, Unsafe


def upgrade(given: Settings) -> None:
    """Bring the schema up to date. Raises Unsafe for a database that the desk cannot use."""
    engine = sqlite_engine(_sqlite(given))
    try:
        migration.upgrade(engine)
    finally:
        engine.dispose()


def opened(given: Settings) -> SqliteStore:
    """A SQLite file belongs to one machine, so the desk that opens it also upgrades it."""
    upgrade(given)
    return SqliteStore(_sqlite(given))


def _sqlite(given: Settings) -> str:
    url = make_url(given.desk_database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Unsafe("DESK_DATABASE_URL: write sqlite:///FILE")
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unsafe(f"DESK_DATABASE_URL: the folder {folder} cannot be made") from error
    return given.desk_database_url
