"""The tables. Times are seconds since 1970 in UTC; bodies are the core's values as JSON.

Texts of people are in `Sealed` columns only: read and write them through these columns.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from adapters.storage.sealed import Sealed

METADATA = MetaData()
_AWAKE, _KNOWN = text("wake_at IS NOT NULL"), text("person IS NOT NULL")

TURN = Table(
    "turn",
    METADATA,
    Column("key", String(300), primary_key=True),
    Column("at", Float, nullable=False, index=True),
    Column("likeness", String(64), nullable=False, server_default="", index=True),
    Column("reply", Sealed("turn.reply")),
    Column("person", String(300), nullable=False, server_default="", index=True),
    Column("case_id", String(9), nullable=False, server_default="", index=True),
)

CASE = Table(
    "case",
    METADATA,
    Column("id", String(9), primary_key=True),
    Column("source_key", String(300), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("queue", String(100), nullable=False),
    Column("requester", String(300), nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("body", Sealed("case.body"), nullable=False),
    Column("assignee", String(300), nullable=False, server_default=""),
    Column("topic", String(100), nullable=False, server_default=""),
    Column("workspace", String(300), nullable=False, server_default=""),
    Column("answered_at", Float),
    Column("answer_due", Float),
    Index("case_of_requester", "requester", "opened_at"),
    Index("case_of_queue", "queue", "status", "due_at"),
    Index("case_of_assignee", "assignee", "queue", "status", "due_at"),
    Index("case_opened", "opened_at", "id"),
)

ENTRY = Table(
    "entry",
    METADATA,
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", Float, nullable=False),
    Column("body", Sealed("entry.body"), nullable=False),
    PrimaryKeyConstraint("case_id", "number"),
)

# What a case is found by; `key` says which key made the words, and is empty before it was indexed.
# `id` counts the cases in the order in which they were opened. See adapters.storage.memory.search.
CASE_SEARCH = Table(
    "case_search",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("key", String(8), nullable=False, index=True),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)

PROPOSAL = Table(
    "proposal",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("standing", String(20), nullable=False),
    Column("case_id", String(9), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("body", Sealed("proposal.body"), nullable=False),
)

# Which answers to turns, and which deliveries of no case or another one, show texts of a case.
MENTION = Table(
    "mention",
    METADATA,
    Column("case_id", String(9), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("key", String(300), nullable=False),
    PrimaryKeyConstraint("case_id", "kind", "key"),
    Index("mention_key", "kind", "key"),
)

QUESTION = Table(
    "question",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("person", String(300), nullable=False, index=True),
    Column("at", Float, nullable=False, index=True),
    Column("body", Sealed("question.body"), nullable=False),
)

LANE = Table(
    "lane",
    METADATA,
    Column("name", String(400), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("ready_at", Float, nullable=False),
    Column("wake_at", Float),
    Index("lane_awake", "wake_at", sqlite_where=_AWAKE, postgresql_where=_AWAKE),
)

ADDRESS = Table(
    "address",
    METADATA,
    Column("place", String(400), primary_key=True),
    Column("at", Float, nullable=False),
    Column("body", Sealed("address.body"), nullable=False),
)

# Written out, not bound: SQLite uses a partial index only for a condition that it can read.
UNFINISHED = text("delivery.state IN ('pending', 'sending', 'unsure')")
_UNFINISHED = text("state IN ('pending', 'sending', 'unsure')")
OUTGOING = text("delivery.state IN ('pending', 'sending', 'unsure') AND delivery.kind <> 'timer'")
TIMING = text("delivery.state IN ('pending', 'sending', 'unsure') AND delivery.kind = 'timer'")
_OUTGOING = text("state IN ('pending', 'sending', 'unsure') AND kind <> 'timer'")
_TIMING = text("state IN ('pending', 'sending', 'unsure') AND kind = 'timer'")

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("case_id", String(9)),
    Column("lane", ForeignKey("lane.name"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("accepted_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("slot", String(40), nullable=False),
    Column("message", Sealed("delivery.message", lenient=True), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("unclear", Integer, nullable=False, server_default="0"),
    Column("blamed", Integer, nullable=False, server_default="0"),
    Column("intent_at", Float),
    Column("lease_owner", String(100)),
    Column("lease_until", Float),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("landed", String(500)),
    Column("error", String(500)),
    Column("person", String(300)),
    UniqueConstraint("lane", "seq"),
    Index(
        "delivery_unfinished",
        "lane",
        "seq",
        sqlite_where=_OUTGOING,
        postgresql_where=_OUTGOING,
    ),
    Index(
        "delivery_waiting", "accepted_at", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED
    ),
    Index("delivery_timer", "due_at", sqlite_where=_TIMING, postgresql_where=_TIMING),
    Index("delivery_landed", "landed"),
    Index("delivery_slot", "case_id", "lane", "slot"),
    Index("delivery_person", "person", sqlite_where=_KNOWN, postgresql_where=_KNOWN),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("chain", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Float, nullable=False, index=True),
    Column("case_id", String(9), index=True),
    Column("entry", Integer),
    Column("body", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("chain", "seq"),
)

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("chain", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(100), nullable=False),
)

LANGUAGE = Table(
    "language",
    METADATA,
    Column("person", String(300), primary_key=True),
    Column("at", Float, nullable=False),
    Column("locale", String(35), nullable=False),
)

OFFICE = Table(
    "office",
    METADATA,
    Column("version", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("by", String(300), nullable=False),
    Column("body", Sealed("office.body"), nullable=False),
)

DRAFT = Table(
    "draft",
    METADATA,
    Column("owner", String(300), primary_key=True),
    Column("at", Float, nullable=False),
    Column("body", Sealed("draft.body"), nullable=False),
)

ROUTING = Table(
    "routing",
    METADATA,
    Column("version", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("by", String(300), nullable=False),
    Column("body", Text, nullable=False),
)

INSTALLATION = Table(
    "installation",
    METADATA,
    Column("id", String(100), primary_key=True),
    Column("standing", String(20), nullable=False),
    Column("judged_by", String(300), nullable=False, server_default=""),
    Column("removed_at", Float),
    Column("renewing_until", Float, nullable=False, server_default="0"),
    Column("body", Text, nullable=False),
    Column("sealed", Text),
)

USED_STATE = Table(
    "used_state",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("at", Float, nullable=False, index=True),
)

EDITION = Table(
    "edition",
    METADATA,
    Column("kind", String(20), nullable=False),
    Column("id", String(100), nullable=False),
    Column("locale", String(20), nullable=False),
    Column("version", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("kind", "id", "locale", "version"),
)

SEALING_KEY = Table(
    "sealing_key",
    METADATA,
    Column("id", String(8), primary_key=True),
    Column("at", Float, nullable=False),
)

# Numbers of IMAP are 32 bits without a sign: too large for an Integer of PostgreSQL.
MAILBOX = Table(
    "mailbox",
    METADATA,
    Column("name", String(300), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
)

GIVEN = Table(
    "given",
    METADATA,
    Column("article", String(100), nullable=False),
    Column("version", String(64), nullable=False),
    Column("locale", String(20), nullable=False),
    Column("how", String(10), nullable=False),
    Column("at", Float, nullable=False),
    Column("case_id", String(9), nullable=False, server_default="", index=True),
    Column("question_id", String(32), nullable=False, server_default="", index=True),
    PrimaryKeyConstraint("article", "case_id", "question_id", "version", "locale", "how"),
    Index("given_lately", "article", "at"),
)

CORRECTION = Table(
    "correction",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("article", String(100), nullable=False, index=True),
    Column("released_at", Float),
    Column("body", Sealed("correction.body"), nullable=False),
)

CORRECTED = Table(
    "corrected",
    METADATA,
    Column("correction", String(32), nullable=False),
    Column("ref", String(32), nullable=False),
    Column("delivery", String(32), nullable=False),
    PrimaryKeyConstraint("correction", "ref"),
)
