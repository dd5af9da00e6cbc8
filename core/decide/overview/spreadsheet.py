"""Rows for spreadsheet programs: what a program would take for a formula is made plain text."""

import csv
import io
import re
from collections.abc import Iterable

# https://owasp.org/www-community/attacks/CSV_Injection
_AT_START = re.compile(r"^(?=[=+\-@\t\r\n＝＋－＠])")
_INSIDE = re.compile(r"([;\t\r\n])(?=[\s\"']*[=+\-@＝＋－＠])")


def plain(text: str) -> str:
    """The text as it is, but for an apostrophe in front of what a program would calculate: at the
    start, and after what some programs take for the end of a cell or a row."""
    return _INSIDE.sub(r"\1'", _AT_START.sub("'", text))


def line(values: Iterable[str], delimiter: str = ",") -> str:
    """One row, all values quoted, ended as RFC 4180 says."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([plain(value) for value in values])
    return made.getvalue()
