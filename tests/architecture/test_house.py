"""The order of the house: what may import what, what things are called, and no `print`."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.architecture.source import calls, tree
from tests.core.given import ROOT

OURS = ("core", "adapters", "bots", "simulator", "benchmarks")
FOLDERS = [ROOT / name for name in OURS if (ROOT / name).is_dir()]
CORE_MAY = {*sys.stdlib_module_names, "pydantic", "core"}
NEVER = ("utils", "util", "helpers", "helper", "common", "base", "manager")
NO_IO = {"asyncio", "socket", "sqlite3", "subprocess", "random", "secrets", "time", "os", "logging"}


def _sources(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield (node.module or "").partition(".")[0]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", _sources(ROOT / "core"), ids=_name)
def test_the_core_imports_the_standard_library_pydantic_and_itself(path: Path) -> None:
    assert set(_imports(path)) <= CORE_MAY


@pytest.mark.parametrize("path", _sources(ROOT / "core/decide", ROOT / "core/values"), ids=_name)
def test_rules_and_values_do_no_io_and_know_no_clock(path: Path) -> None:
    assert set(_imports(path)).isdisjoint(NO_IO)
    called = {ast.unparse(call.func) for call in calls(path)}
    assert called.isdisjoint({"datetime.now", "datetime.utcnow", "date.today", "open"})


def test_nothing_is_called_after_what_it_is_not() -> None:
    files = [path for path in _sources(*FOLDERS) if set(path.stem.split("_")) & set(NEVER)]
    classes = [
        f"{_name(path)}: {node.name}"
        for path in _sources(*FOLDERS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and node.name.lower().endswith(tuple(n for n in NEVER if n != "base"))
    ]
    assert (files, classes) == ([], [])


def _prints(path: Path) -> list[str]:
    return [
        f"{_name(path)}:{call.lineno}" for call in calls(path) if ast.unparse(call.func) == "print"
    ]


def test_nobody_prints() -> None:
    quiet = _sources(ROOT / "core", ROOT / "adapters", ROOT / "bots")
    assert [place for path in quiet for place in _prints(path)] == []


def test_every_file_says_what_it_is_for() -> None:
    dumb = [
        _name(path)
        for path in _sources(*FOLDERS)
        if path.read_text() and not ast.get_docstring(tree(path))
    ]
    assert dumb == []


def test_files_stay_readable() -> None:
    long = {_name(p): n for p in _sources(*FOLDERS) if (n := len(p.read_text().splitlines())) > 320}
    assert long == {}, "about 200 lines; at 300 ask what lives there"


# Each contract of .importlinter with a line that breaks it: (file, line).
VIOLATIONS = {
    "house": ("core/values/value.py", "import adapters.packs"),
    "core": ("core/values/value.py", "import core.decide.words"),
    "loop": ("core/desk/ports/record.py", "import core.desk.deliver"),
    "ports": ("core/desk/ports/deliveries.py", "import core.desk.ports.record"),
    "rules": ("core/decide/voice.py", "import core.decide.cards"),
    "answering": ("core/decide/answering/walking.py", "import core.decide.answering.cta"),
    "evidence": ("core/decide/evidence/case_record.py", "import core.decide.evidence.verifying"),
    "overview": ("core/decide/overview/gaps.py", "import core.decide.overview.monthly"),
    "timing": ("core/decide/timing/clock.py", "import core.decide.timing.due"),
    "wiring": ("bots/settings.py", "import bots.serve"),
    "memory": ("core/decide/memory/reading.py", "import core.decide.memory.searching"),
    "casework": ("core/decide/casework/telling.py", "import core.decide.casework.showing"),
    "admin": ("core/decide/admin/forms.py", "import core.decide.admin.home"),
    "values": ("core/values/value.py", "import core.values.case"),
    "adapters": ("adapters/email/render.py", "import adapters.slack.markup"),
    "pages": ("adapters/pages/svg.py", "import adapters.pages.server"),
    "drawing": ("core/values/value.py", "import PIL"),
    "slack": ("adapters/slack/door.py", "import adapters.slack.render"),
    "slack-sdk": ("core/values/value.py", "import slack_sdk"),
    "storage": ("adapters/storage/sealed.py", "import adapters.storage.schema"),
    "database": ("core/values/value.py", "import sqlalchemy"),
    "triage": ("adapters/triage/words.py", "import adapters.triage.sorter"),
    "numbers": ("core/values/value.py", "import numpy"),
    "simulator": ("simulator/__init__.py", "import core.values.value"),
    "teams": ("adapters/teams/markup.py", "import adapters.teams.server"),
    "teams-sdk": ("core/values/value.py", "import botbuilder.core"),
}


def _contracts() -> list[str]:
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter")
    return [
        s.rpartition(":")[2] for s in parser.sections() if s.startswith("importlinter:contract")
    ]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, to be spoiled."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("core", "adapters", "bots", "simulator"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def test_the_order_of_the_house_is_kept(house: Path) -> None:
    found = _lint(house)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("contract", _contracts())
def test_every_contract_finds_its_violation(house: Path, contract: str) -> None:
    """Contracts are checked one by one: a violation may break several."""
    assert contract in VIOLATIONS, f"plant a violation for the contract {contract}"
    name, line = VIOLATIONS[contract]
    spoiled = house / name
    whole = spoiled.read_text()
    spoiled.write_text(f"{whole}\n{line}\n")
    try:
        found = _lint_one(house, contract)
    finally:
        spoiled.write_text(whole)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "BROKEN" in found.stdout


def _lint_one(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    given = [*command, "--contract", contract]
    return subprocess.run(given, cwd=folder, capture_output=True, text=True, check=False)
