"""The audit trail holds: every way to tamper with it is found, and named by its first bad row."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, select, update
from sqlalchemy.exc import DatabaseError

from adapters.storage.audit import trail
from adapters.storage.audit.chain import CHAINS, Seal, chain_of
from adapters.storage.postgres import PostgresStore, postgres_engine
from adapters.storage.schema import AUDIT, AUDIT_HEAD, ENTRY
from adapters.storage.sqlite import SqliteStore, sqlite_engine
from core.decide.audit import audited, with_salts
from core.decide.scene import Scene
from core.values import command as c
from core.values.audit import Act, Audit
from core.values.case import Case
from core.values.decision import Decision, Found
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import ASKED, changed, new_id, turn
from tests.core.given import CASE, NOW, PACK, ROUTING, SOFIE, case

SEAL = Seal("the key of the tests, which the database does not hold")
ROWS = 6
CHAIN = chain_of(CASE)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    url = request.getfixturevalue(f"{request.param}_url")
    made = sqlite_engine(url) if request.param == "sqlite" else postgres_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def kept(engine: Engine) -> Iterator[Store]:
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    made: Store = SqliteStore(url, SEAL) if "sqlite" in url else PostgresStore(url, SEAL)
    yield made
    made.close()


async def _turn(store: Store, before: Case | None, after: Case, command: c.Command) -> Case:
    """Recorded as the desk does it."""
    asked = turn(command)
    scene = Scene(asked, Found(case=before), PACK, ROUTING, NOW, new_id)
    decision = with_salts(scene, Decision(case=after))
    full = decision.model_copy(update={"effects": audited(scene, decision)})
    await store.write(lambda record: record.save(asked, full, NOW))
    assert decision.case is not None
    return decision.case


@pytest.fixture
async def rows(kept: Store) -> None:
    """A case with as many entries as ROWS, each with its row in the trail."""
    now = await _turn(kept, None, case(), ASKED)
    for _ in range(ROWS - 1):
        now = await _turn(kept, now, changed(now), c.Claim(case=CASE))


def faults(engine: Engine, seal: Seal = SEAL, *anchors: trail.Link) -> list[trail.Fault]:
    with engine.connect() as connection:
        return trail.verified(connection, seal, anchors)[1]


def tampered(engine: Engine, act: Callable[[Connection], object]) -> None:
    """By somebody who owns the database, and so takes the triggers away first."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_never_update")
            connection.exec_driver_sql("DROP TRIGGER audit_never_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        act(connection)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER USER")


def at(seq: int) -> object:
    return (AUDIT.c.chain == CHAIN) & (AUDIT.c.seq == seq)


def _flip(seq: int) -> Callable[[Connection], object]:
    def act(db: Connection) -> None:
        body = db.execute(select(AUDIT.c.body).where(at(seq))).scalar_one()  # type: ignore[arg-type]
        db.execute(update(AUDIT).where(at(seq)).values(body=body.replace("changed", "sent")))  # type: ignore[arg-type]

    return act


def _delete(*seqs: int) -> Callable[[Connection], object]:
    here = (AUDIT.c.chain == CHAIN) & AUDIT.c.seq.in_(seqs)
    return lambda db: db.execute(delete(AUDIT).where(here))


def _swap(one: int, two: int) -> Callable[[Connection], object]:
    def act(db: Connection) -> None:
        for old, new in ((one, 99), (two, one), (99, two)):
            db.execute(update(AUDIT).where(at(old)).values(seq=new))  # type: ignore[arg-type]

    return act


def _set(seq: int, **values: object) -> Callable[[Connection], object]:
    return lambda db: db.execute(update(AUDIT).where(at(seq)).values(**values))  # type: ignore[arg-type]


def _forge(db: Connection) -> None:
    """Shorten the chain and put the head back, as one can who has the database but not the key."""
    _delete(5, 6)(db)
    hash = db.execute(select(AUDIT.c.hash).where(at(4))).scalar_one()  # type: ignore[arg-type]
    seal = Seal("another key").sign(CHAIN, 4, hash)
    db.execute(update(AUDIT_HEAD).values(seq=4, hash=hash, seal=seal))


def _vanish(db: Connection) -> None:
    """The whole trail, heads and all."""
    db.execute(delete(AUDIT))
    db.execute(delete(AUDIT_HEAD))


TAMPERING = {
    "a flipped word": (_flip(3), 3, "not what was written"),
    "a row that was deleted": (_delete(3), 3, "missing; row 4"),
    "the first row deleted": (_delete(1), 1, "missing; row 2"),
    "two rows that changed places": (_swap(2, 4), 2, "not what was written"),
    "the last rows deleted": (_delete(5, 6), 5, "there were 6 rows"),
    "all rows deleted": (_delete(*range(1, 7)), 1, "there were 6 rows"),
    "another case beside the body": (_set(2, case_id="0000-0000"), 2, "not what was written"),
    "another time beside the body": (_set(2, at=1.0), 2, "not what was written"),
    "a hash": (_set(6, hash="0" * 64), 6, "not what was written"),
    "a shorter chain with a forged head": (_forge, 5, "not sealed"),
    "a head that is gone": (lambda db: db.execute(delete(AUDIT_HEAD)), 6, "head of the chain"),
    "everything gone": (_vanish, 0, "not in the trail"),
}


@pytest.mark.usefixtures("rows")
class TestTampering:
    def test_what_nobody_touched_is_sound(self, engine: Engine) -> None:
        with engine.connect() as connection:
            assert trail.verified(connection, SEAL) == (ROWS, [])

    @pytest.mark.parametrize("name", TAMPERING)
    def test_is_named_by_its_first_row(self, engine: Engine, name: str) -> None:
        act, seq, text = TAMPERING[name]
        tampered(engine, act)
        found = faults(engine)
        assert [fault.seq for fault in found] == [seq], found
        assert text in found[0].text

    @pytest.mark.parametrize("name", TAMPERING)
    async def test_is_not_covered_up_by_what_comes_after(
        self, engine: Engine, kept: Store, name: str
    ) -> None:
        """The desk goes on recording, and the fault stays."""
        tampered(engine, TAMPERING[name][0])
        line = Audit(at=NOW, by=SOFIE.key, act=Act.SAW, what="case", case=CASE)
        await kept.write(lambda record: record.audit([line]))
        assert faults(engine)

    def test_a_text_that_was_changed_in_the_case(self, engine: Engine) -> None:
        tampered(engine, _changed_text)
        assert "entry 2 of case 7K3F-Q2MG is not the text" in str(faults(engine))

    def test_an_erased_text_leaves_the_trail_sound(self, engine: Engine) -> None:
        tampered(engine, _erased_text)
        assert faults(engine) == []

    def test_another_key_vouches_for_nothing(self, engine: Engine) -> None:
        assert "DESK_SECRET_KEY" in str(faults(engine, Seal("some other key")))

    async def test_a_changed_key_seals_again(self, engine: Engine, kept: Store) -> None:
        new = Seal("the next key")
        with engine.begin() as connection:
            trail.sealed_again(connection, new)
        assert faults(engine, new) == []
        assert faults(engine, SEAL) != []

    def test_an_older_copy_of_the_database_lacks_what_was_exported(self, engine: Engine) -> None:
        later = trail.Link(CHAIN, ROWS + 1, "{}", "a" * 64)
        assert faults(engine, SEAL, later) == [
            trail.Fault(CHAIN, ROWS + 1, "it is not the row that was exported")
        ]

    def test_an_export_reads_back_to_the_same_hashes(self, engine: Engine) -> None:
        with engine.connect() as connection:
            text = [json.dumps(row) for row in trail.exported(connection)]
        rows = [trail.read_back(json.loads(line)) for line in text]
        assert list(trail.walked(rows, {})) == []
        assert len(rows) == ROWS
        assert faults(engine, SEAL, *rows) == []

    def test_the_database_itself_refuses(self, engine: Engine) -> None:
        for act in (_flip(3), _delete(3)):
            with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
                act(connection)
        assert faults(engine) == []


def _changed_text(db: Connection) -> None:
    here = (ENTRY.c.case_id == CASE) & (ENTRY.c.number == 2)
    body = db.execute(select(ENTRY.c.body).where(here)).scalar_one()
    db.execute(update(ENTRY).where(here).values(body=body.replace("hm", "no")))


def _erased_text(db: Connection) -> None:
    here = (ENTRY.c.case_id == CASE) & (ENTRY.c.number == 2)
    body = json.loads(db.execute(select(ENTRY.c.body).where(here)).scalar_one())
    gone = json.dumps({**body, "text": "", "salt": ""})
    db.execute(update(ENTRY).where(here).values(body=gone))


async def test_many_at_once_leave_sound_chains(engine: Engine, kept: Store) -> None:
    """Two hundred turns about forty cases: nothing is lost, no chain forks."""
    import asyncio

    def line(number: int) -> Audit:
        when = NOW + timedelta(seconds=number)
        return Audit(at=when, by="x", act=Act.SAW, what="case", case=f"{number % 40:04}-0000")

    await asyncio.gather(
        *(kept.write(lambda record, n=n: record.audit([line(n)])) for n in range(200))  # type: ignore[misc]
    )
    with engine.connect() as connection:
        assert trail.verified(connection, SEAL) == (200, [])
        chains = connection.execute(select(AUDIT_HEAD.c.chain)).all()
    assert 1 < len(chains) <= CHAINS


async def test_what_is_rolled_back_leaves_no_row(engine: Engine, kept: Store) -> None:
    def fails(record: object) -> None:
        record.audit([Audit(at=NOW, by="x", act=Act.SAW, what="case", case=CASE)])  # type: ignore[attr-defined]
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        await kept.write(fails)
    assert faults(engine) == []
    with engine.connect() as connection:
        assert trail.verified(connection, SEAL)[0] == 0
