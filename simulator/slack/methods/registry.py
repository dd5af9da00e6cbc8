"""Defines what a Web API method is here: a function from an invocation to Slack's answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.payload import Json
from simulator.slack.arguments import Arguments
from simulator.slack.passes import Passes
from simulator.slack.rates import Rates
from simulator.slack.uploads import Uploads
from simulator.slack.workspace import Workspace


@dataclass(frozen=True)
class Invocation:
    """One authenticated call: by whose installation, with what, and what it may touch."""

    workspace: Workspace
    arguments: Arguments
    passes: Passes
    rates: Rates
    uploads: Uploads


Run = Callable[[Invocation], Json]


@dataclass(frozen=True)
class Method:
    """`tier` counts calls per minute (None: special or unlimited); `scopes`: any one suffices."""

    run: Run
    tier: int | None
    scopes: frozenset[str]


METHODS: dict[str, Method] = {}


def method(name: str, tier: int | None, *scopes: str) -> Callable[[Run], Run]:
    """Register a function as the method `name`."""

    def register(run: Run) -> Run:
        METHODS[name] = Method(run, tier, frozenset(scopes))
        return run

    return register
