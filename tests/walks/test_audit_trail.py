"""The audit trail on the command line of a real process."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faults.command import ran
from tests.walks.test_process import SAFE

ROUTING = """\
queues:
  nio: {staff: "slack:T0STAFF:C0NIO", mailbox: nio@office.example}
rules:
  - {queue: nio}
"""


async def told(folder: Path, *words: str) -> tuple[int, str]:
    ended = await ran(folder, *words, **SAFE, DESK_SECRET_KEY="k" * 40)
    return ended.status, ended.out + ended.errors


async def test_verify_export_and_tampering(tmp_path: Path) -> None:
    (tmp_path / "routing.yaml").write_text(ROUTING)
    for _ in range(2):
        assert (await told(tmp_path, "routing", "set", str(tmp_path / "routing.yaml")))[0] == 0
    assert await told(tmp_path, "audit", "verify") == (0, "2 rows, all sound\n")

    code, lines = await told(tmp_path, "audit", "export")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert code == 0
    assert [row["line"]["what"] for row in rows] == ["routing", "routing", "audit"]
    assert rows[-1]["line"]["act"] == "exported"
    (tmp_path / "kept.jsonl").write_text(lines)

    kept = ("audit", "verify", "--against", str(tmp_path / "kept.jsonl"))
    assert (await told(tmp_path, *kept))[0] == 0
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database:
        database.execute("DROP TRIGGER audit_never_delete")
        database.execute("DELETE FROM audit WHERE seq = 2")
        database.commit()
    code, text = await told(tmp_path, *kept)
    assert code == 1
    assert "chain 0, row 2: it is missing; row 3 comes next" in text


async def test_a_file_that_is_no_export_is_named(tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text("{}\n")
    code, text = await told(tmp_path, "audit", "verify", "--against", str(tmp_path / "other.jsonl"))
    assert code == 2
    assert "other.jsonl:1: this is not a line of `audit export`" in text
