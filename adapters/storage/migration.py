"""Brings a database to the schema of this version of the desk."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

_VERSIONS = Path(__file__).parent / "migrations/versions"
_ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(727202)"}


def upgrade(engine: Engine) -> None:
    """Run what is missing, all or nothing, one process at a time; safe to repeat.

    alembic takes 8 MB, so only a database that lacks something loads it.
    """
    if is_current(engine):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent))
    with engine.connect() as connection:
        connection.exec_driver_sql(_ALONE[engine.dialect.name])
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
        connection.commit()


def is_current(engine: Engine) -> bool:
    """Whether it has all that this version needs. One that is ahead has: while a newer version is
    rolled out both use it, and migrations only expand."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        at = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return max(at, default="") >= newest()


def newest() -> str:
    """The version that this code needs; the files are numbered in their order."""
    return max(path.name.split("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))
