"""What tests of several folders share: a PostgreSQL server of their own."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.postgres import MISSING, programs, server

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def fresh_postgres() -> Iterator[Callable[[], str]]:
    """A function that gives the address of a new, empty database."""
    if programs() is None:
        pytest.skip(MISSING)
    with server() as running:
        yield lambda: running.fresh(f"desk_{next(_NUMBERS)}")
