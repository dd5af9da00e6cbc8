"""Past cases can be searched: an index of hashed words, to be filled by the running desk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0012"
down_revision = "0011"

# `detail=none`: where in a text a word stood is not kept, since a hash has no neighbours to show.
_SQLITE = (
    "CREATE VIRTUAL TABLE case_words USING fts5(words, content='case_search', content_rowid='id', "
    "tokenize='ascii', detail='none', columnsize=0)",
    "CREATE TRIGGER case_words_added AFTER INSERT ON case_search BEGIN "
    "INSERT INTO case_words(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER case_words_gone AFTER DELETE ON case_search BEGIN "
    "INSERT INTO case_words(case_words, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER case_words_changed AFTER UPDATE OF words ON case_search BEGIN "
    "INSERT INTO case_words(case_words, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO case_words(rowid, words) VALUES (new.id, new.words); END",
)


def upgrade() -> None:
    op.create_table(
        "case_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=9), nullable=False),
        sa.Column("key", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_index("ix_case_search_key", "case_search", ["key"])
    op.create_table(
        "mention",
        sa.Column("case_id", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "kind", "key"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
    else:
        op.execute("CREATE INDEX case_words ON case_search USING gin (words)")
    op.execute(
        "INSERT INTO case_search (case_id, key, words) "
        "SELECT id, '', '' FROM \"case\" ORDER BY opened_at, id"
    )
