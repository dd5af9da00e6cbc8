"""Ports of the tests' own, for what must know its port before it listens, or outlive a restart.

The kernel gives a port that is free *now*: until a desk or a database listens there, somebody's
outgoing connection may take it, and the port of a killed desk goes to the desk of another test,
which then answers the wrong people. So each process of the tests holds a block of ports below those
that the kernel gives out, by listening on the first of them, and takes turns with the others.
"""

import atexit
import itertools
import os
import socket
from collections.abc import Iterator
from functools import cache

HOST = "127.0.0.1"
_FIRST, _BLOCKS, _SIZE = 10_000, 220, 100  # up to 32,000; Linux gives out from 32,768


def free() -> int:
    """A port on which nobody listens, and that no other test will use."""
    return next(port for port in _turns() if _is_free(port))


def neighbours(count: int) -> list[int]:
    """So many free ports in a row."""
    while True:
        ports = [free() for _ in range(count)]
        if ports[-1] - ports[0] == count - 1:
            return ports


@cache
def _turns() -> Iterator[int]:
    first = _held()
    return itertools.cycle(range(first + 1, first + _SIZE))


def _held() -> int:
    """The first port of a block that is ours for as long as this process lives."""
    for number in range(_BLOCKS):
        first = _FIRST + (os.getpid() + number) % _BLOCKS * _SIZE
        guard = socket.socket()
        try:
            guard.bind((HOST, first))
            guard.listen()
        except OSError:
            guard.close()
            continue
        atexit.register(guard.close)
        return first
    raise AssertionError("all blocks of ports are taken")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # old connections may linger
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
