"""Imported by the process from which desks are forked: it has read all that they need before they
need it, and what their starting program imports."""

import gc

import pytest  # noqa: F401

import tests.faults.__main__  # noqa: F401
from tests.read_once import warm

warm()
gc.collect()
gc.freeze()  # else each child walks through all of it again
