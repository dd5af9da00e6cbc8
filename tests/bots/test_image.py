"""The image and the composition, as far as they can be proved without a container engine."""

import asyncio
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from bots.__main__ import app
from bots.beside import DRAIN
from tests.adapters.teams.world import served
from tests.core.given import ROOT

Lines = list[tuple[str, str]]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text())
OURS = {n: s for n, s in COMPOSE["services"].items() if "build" in s}


def _instructions() -> Lines:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in lines]


def _copied() -> Iterator[tuple[str, str]]:
    for word, rest in _instructions():
        if word == "COPY" and not rest.startswith("--from"):
            yield tuple(rest.split())  # type: ignore[misc]


def _last(word: str) -> str:
    return [rest for name, rest in _instructions() if name == word][-1]


@pytest.mark.parametrize("source", [source for source, _ in _copied()])
def test_what_is_copied_is_there(source: str) -> None:
    assert (ROOT / source).exists()


def test_it_runs_as_nobody_in_particular_and_keeps_its_data_in_a_volume() -> None:
    """A number, since a machine that refuses root cannot know what a name stands for."""
    user = _last("USER")
    assert user.isdigit()
    assert int(user) > 0
    made = next(rest for word, rest in _instructions() if word == "RUN" and "useradd" in rest)
    assert f"--uid {user} " in made
    assert _last("VOLUME") in made, "the volume belongs to that user"
    assert _last("STOPSIGNAL") == "SIGTERM"


async def test_what_is_copied_is_enough_to_run(tmp_path: Path) -> None:
    """The program starts from these folders alone: reads the pack, makes a database."""
    for source, target in _copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / target, ignore=_unwanted)
    entry = json.loads(_last("ENTRYPOINT"))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *entry[1:], "db", "upgrade"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "DESK_DATABASE_URL": f"sqlite:///{tmp_path}/var/desk.db"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()
    assert (tmp_path / "var/desk.db").exists()


_unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")


@pytest.mark.parametrize(("status", "ended"), [(200, 0), (503, 1)])
async def test_the_health_check_says_whether_it_is_ready(status: int, ended: int) -> None:
    async def readiness(_: web.Request) -> web.Response:
        return web.Response(status=status)

    there = web.Application()
    there.router.add_get("/readyz", readiness)
    command = json.loads(_last("HEALTHCHECK").partition(" CMD ")[2])
    async with served(there) as address:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *command[1:]),
            env={"PORT": address.rpartition(":")[2].strip("/")},
            stderr=asyncio.subprocess.PIPE,
        )
        await process.communicate()
    assert process.returncode == ended


def _commands() -> set[str]:
    groups = {str(group.name) for group in app.registered_groups}
    named = {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}
    return groups | named


@pytest.mark.parametrize("name", OURS)
def test_each_service_runs_a_command_of_the_program(name: str) -> None:
    given = OURS[name]["command"]
    assert (shlex.split(given) if isinstance(given, str) else given)[0] in _commands()
    assert json.loads(_last("CMD")) == ["serve"]


@pytest.mark.parametrize("name", OURS)
def test_a_service_has_the_time_that_an_orderly_end_takes_and_few_rights(name: str) -> None:
    seconds = re.fullmatch(r"(\d+)s", OURS[name]["stop_grace_period"])
    assert seconds
    assert int(seconds[1]) > DRAIN
    assert OURS[name]["read_only"] is True
    assert OURS[name]["cap_drop"] == ["ALL"]
    assert (ROOT / "deploy" / OURS[name]["build"]["context"] / "Dockerfile").exists()


def test_whatever_the_composition_names_is_in_it() -> None:
    services = COMPOSE["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= services.keys(), name
        assert set(service.get("secrets", ())) <= COMPOSE["secrets"].keys(), name
        volumes = {each.partition(":")[0] for each in service.get("volumes", ())}
        assert volumes <= COMPOSE["volumes"].keys(), name
    healthy = {
        other
        for service in services.values()
        for other, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    }
    assert all("healthcheck" in services[name] for name in healthy)
