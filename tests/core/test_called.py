"""What workspaces are called: whose word counts, and names that two have."""

import time
from types import SimpleNamespace
from typing import cast

import pytest

from core.desk import called
from core.desk.called import Names, names_of
from core.desk.ports import Record
from core.values.office import Office, Workspace


def record(installed: dict[str, str], written: dict[str, str] | None = None) -> Record:
    spaces = {key: Workspace(name=name) for key, name in (written or {}).items()}
    there = tuple(SimpleNamespace(id=id, name=name) for id, name in installed.items())
    asked = SimpleNamespace(installed=lambda: there, office=lambda: (Office(workspaces=spaces), 1))
    return cast(Record, asked)


@pytest.mark.parametrize(
    ("told", "installed", "written", "known"),
    [
        ({"slack:T0": "Told"}, {}, {}, {"slack:T0": "Told"}),
        ({"slack:T0": "Told"}, {"slack:T0": "Installed"}, {}, {"slack:T0": "Installed"}),
        ({"slack:T0": "Told"}, {"slack:T0": ""}, {}, {"slack:T0": "Told"}),
        ({}, {"slack:T0": "Installed"}, {"slack:T0": "Written"}, {"slack:T0": "Written"}),
        ({}, {"slack:T0": "Installed"}, {"slack:T0": " "}, {"slack:T0": "Installed"}),
        ({}, {"slack:T0": " two\n lines "}, {}, {"slack:T0": "two lines"}),
        ({"slack:T0": " "}, {}, {}, {}),
        (
            {}, {"slack:T0": "KU", "slack:T1": "KU"}, {},
            {"slack:T0": "KU (slack:T0)", "slack:T1": "KU (slack:T1)"},
        ),
    ],
)  # fmt: skip
def test_whose_word_counts(
    told: dict[str, str], installed: dict[str, str], written: dict[str, str], known: dict[str, str]
) -> None:
    assert names_of(record(installed, written), told) == known


def test_a_name_is_believed_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    names = Names(dict)
    assert names.on(record({"slack:T0": "Old"})) == {"slack:T0": "Old"}
    now[0] += called.BELIEVED - 0.1
    assert names.on(record({"slack:T0": "New"})) == {"slack:T0": "Old"}
    now[0] += 0.2
    assert names.on(record({"slack:T0": "New"})) == {"slack:T0": "New"}


def test_a_long_name_is_cut() -> None:
    assert len(names_of(record({"slack:T0": "x" * 500}), {})["slack:T0"]) == 80
