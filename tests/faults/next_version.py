"""A version of the desk that does not exist yet: one expanding migration ahead of this one.

It adds a column and a table, and writes both the column and a field of a case that this version
does not know. Desks of both versions run on the same database while it is rolled out.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Text

from adapters.storage import cases, migration
from adapters.storage.schema import CASE

NUMBER = "9000"
FIELD = "of_the_next_version"
MIGRATIONS = "DESK_MIGRATIONS"  # where its migrations are, for a process that is to be of it
_EXPAND = f'''"""What the next version needs."""

import sqlalchemy as sa
from alembic import op

revision = "{NUMBER}"
down_revision = "%s"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.add_column("case", sa.Column("{FIELD}", sa.Text()))
    op.create_table("{FIELD}", sa.Column("id", sa.Integer(), primary_key=True))
'''


def migrations(folder: Path) -> Path:
    """Those of this version and one more, in this folder."""
    made = folder / "migrations"
    shutil.copytree(migration._VERSIONS.parent, made)
    (made / f"versions/{NUMBER}_next.py").write_text(_EXPAND % migration.newest())
    return made / "versions"


def become(versions: str) -> None:
    """In a process of its own: this desk is of the next version from here on."""
    migration._VERSIONS = Path(versions)
    CASE.append_column(Column(FIELD, Text))
    columns: Any = cases._columns

    def with_news(case: Any) -> dict[str, object]:
        known = columns(case)
        body = json.loads(known["body"]) | {FIELD: "news"}
        return {**known, FIELD: "news", "body": json.dumps(body)}

    cases._columns = with_news
