"""Routing on the command line of a real process: versions, rehearsal, faults by line."""

from pathlib import Path

import pytest

from tests.walks.test_audit_trail import told

FIRST = """\
queues:
  nio: {mailbox: nio@office.example}
  ctr: {mailbox: ctr@office.example}
rules:
  - {queue: nio}
"""
SECOND = FIRST.replace("rules:\n", "rules:\n  - {when: {words: [gène]}, queue: ctr}\n")


async def test_versions_come_and_go_back(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(FIRST)
    two.write_text(SECOND)
    assert await told(tmp_path, "routing", "set", str(one)) == (
        0,
        "Routing version 1 is in force.\n",
    )
    assert await told(tmp_path, "routing", "rehearse", str(two)) == (
        0,
        "+ rule words: gène → ctr\nWould go to another queue: 0 of the last 0 cases.\n",
    )
    await told(tmp_path, "routing", "set", str(two))
    code, back = await told(tmp_path, "routing", "rollback", "1")
    assert (code, back) == (0, "Routing version 3 is in force; it is version 1 again.\n")
    code, lines = await told(tmp_path, "routing", "history")
    assert [line.split()[0] for line in lines.splitlines()] == ["3", "2", "1"]
    assert all("command line:" in line for line in lines.splitlines())
    first, now = [await told(tmp_path, "routing", "show", *v) for v in (("--version", "1"), ())]
    assert first == now
    assert "gène" in (await told(tmp_path, "routing", "show", "--version", "2"))[1]
    assert (await told(tmp_path, "routing", "rollback", "9"))[0] == 2


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        ("  - {when: {pattern: '(?=x)'}, queue: ctr}", "6: error: rules.0.when.pattern: '(?=x)'"),
        ("  - {when: {topic: nothing}, queue: ctr}", "6: error: rules.0.when.topic: 'nothing'"),
        ("  - {queue: nobody}", "6: error: rules.0.queue: rule 1 names queue 'nobody'"),
    ],
)
async def test_faults_are_named_by_file_and_line(tmp_path: Path, spoiled: str, words: str) -> None:
    file = tmp_path / "routing.yaml"
    file.write_text(FIRST.replace("rules:\n", f"rules:\n  # mine\n{spoiled}\n"))
    code, text = await told(tmp_path, "routing", "set", str(file))
    assert code == 2
    assert f"routing.yaml:{words}" in text
    assert "Value error" not in text
    assert "Traceback" not in text
