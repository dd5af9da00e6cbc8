"""A case as a row of an export: plain columns, times with their zone, texts only where asked for.

Without texts a row names no requester and holds nothing that a person typed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from core.decide.overview.spreadsheet import line
from core.decide.versions import question, standing
from core.values.case import Case, EntryKind
from core.values.selection import Selected
from core.values.value import Value

COLUMNS = (
    *("case", "state", "outcome", "queue", "topic", "platform", "workspace"),
    *("workspace_name", "language"),
    *("product", "stage", "urgency", "assignee", "opened_at", "due_at", "answered_at"),
    *("answer_due", "answered_in_time", "rating"),
)
TEXTS = ("requester", "organisation", "question", "answers", "rating_comment")


def columns(*, texts: bool) -> tuple[str, ...]:
    return (*COLUMNS, *TEXTS) if texts else COLUMNS


def row(selected: Selected, *, texts: bool, named: Mapping[str, str]) -> dict[str, str]:
    """Text for each column. `assignee` is the key of a member of staff; `named` are workspaces by
    their ids."""
    case = selected.case
    given = {
        "case": case.id,
        "state": case.status,
        "outcome": case.outcome or "",
        "queue": case.queue,
        "topic": case.topic,
        "platform": case.requester.platform,
        "workspace": case.requester.workspace,
        "workspace_name": named.get(case.requester.workspace, ""),
        "language": case.locale,
        "product": case.product,
        "stage": case.stage,
        "urgency": case.urgency,
        "assignee": case.assignee.key if case.assignee else "",
        "opened_at": _moment(case.opened_at),
        "due_at": _moment(case.due_at),
        "answered_at": _moment(selected.answered_at),
        "answer_due": _moment(selected.answer_due),
        "answered_in_time": _in_time(selected),
        "rating": (case.rating.score or "") if case.rating else "",
    }
    return {**given, **_texts(case)} if texts else given


def _texts(case: Case) -> dict[str, str]:
    sent = (entry for entry in case.entries if entry.kind is EntryKind.SENT)
    answers = [now.text for entry in sent if (now := standing(case, entry))]
    return {
        "requester": case.requester.name,
        "organisation": case.organisation,
        "question": question(case),
        "answers": "\n\n".join(answers),
        "rating_comment": case.rating.comment if case.rating else "",
    }


def _moment(at: datetime | None) -> str:
    """ISO 8601 in UTC, to the second."""
    return at.isoformat(timespec="seconds") if at else ""


def _in_time(selected: Selected) -> str:
    if selected.answered_at is None or selected.answer_due is None:
        return ""
    return "yes" if selected.answered_at <= selected.answer_due else "no"


class Sheet(Value):
    """How an export is written. `excel` is for the Excel of Western Europe: a byte order mark, and
    semicolons between the columns. `named` are workspaces by their ids."""

    kind: Literal["csv", "json", "jsonl"] = "csv"
    texts: bool = False
    excel: bool = False
    named: Mapping[str, str] = Field(default_factory=dict)

    @property
    def head(self) -> str:
        if self.kind != "csv":
            return "[\n" if self.kind == "json" else ""
        mark = "\ufeff" if self.excel else ""
        return mark + line(columns(texts=self.texts), self._delimiter)

    def rows(self, some: Sequence[Selected], *, first: bool) -> str:
        """A page of rows; `first` says that none was written before."""
        made = [row(each, texts=self.texts, named=self.named) for each in some]
        if self.kind == "csv":
            return "".join(line(each.values(), self._delimiter) for each in made)
        lines = [json.dumps(_nulls(each), ensure_ascii=False) for each in made]
        if self.kind == "jsonl":
            return "".join(f"{each}\n" for each in lines)
        return ("" if first or not lines else ",\n") + ",\n".join(lines)

    @property
    def tail(self) -> str:
        return "\n]\n" if self.kind == "json" else ""

    @property
    def _delimiter(self) -> str:
        return ";" if self.excel else ","


def _nulls(given: dict[str, str]) -> dict[str, str | None]:
    return {name: value or None for name, value in given.items()}
