"""Rows of an export: safe in a spreadsheet, without texts unless asked for."""

import csv
import io
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.overview.exported import Sheet
from core.decide.overview.spreadsheet import line, plain
from core.values.case import Entry, EntryKind, Rating, Status
from core.values.command import Score
from core.values.selection import Place, Selected
from tests.core.given import ALICE, NOW, SOFIE, STEADY, case

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x","y")',
    "＝1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_would_be_calculated_gets_an_apostrophe(text: str) -> None:
    assert plain(text).startswith("'")


@pytest.mark.parametrize("text", ["yes;=cmd|' /C calc'!A0", "a\n=1", 'a";"=1', "a\t@x", "a; -1"])
def test_also_behind_what_some_programs_take_for_the_end_of_a_cell(text: str) -> None:
    assert not any(
        part.strip(' "')[:1] in "=+-@"
        for part in plain(text).replace("\n", ";").replace("\t", ";").split(";")[1:]
        if part.strip(' "')
    )


@pytest.mark.parametrize("text", ["", "Yes, 75 %.", "a - b", "1-2", "x=1", "user@uni.example"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


@STEADY
@given(st.lists(st.text(), min_size=1, max_size=5), st.sampled_from([",", ";"]))
def test_a_row_stays_one_row_whatever_people_type(values: list[str], delimiter: str) -> None:
    (row,) = csv.reader(io.StringIO(line(values, delimiter), newline=""), delimiter=delimiter)
    assert row == [plain(value) for value in values]
    assert not any(cell[:1] in tuple("=+-@\t\r\n") and cell for cell in row)


def _selected() -> Selected:
    sent = Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="FIRST-ANSWER")
    edited = Entry(number=3, kind=EntryKind.EDITED, at=NOW, by=SOFIE, text="=BETTER", of=2)
    gone = Entry(number=4, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="WITHDRAWN-ANSWER")
    deleted = Entry(number=5, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=4)
    said = Entry(number=6, kind=EntryKind.SAID, at=NOW, by=SOFIE, text="INTERNAL")
    made = case(
        Status.ANSWERED,
        question="=SECRET()",
        organisation="@KU",
        entries=(*case().entries, sent, edited, gone, deleted, said),
        rating=Rating(score=Score.PARTLY, comment="+well", at=NOW, of=2),
    )
    place = Place(opened_at=made.opened_at.timestamp(), id=made.id)
    late = NOW + timedelta(days=4)
    return Selected(case=made, place=place, answered_at=late, answer_due=made.due_at)


def test_without_texts_a_row_says_nothing_of_what_people_wrote() -> None:
    for kind in ("csv", "json", "jsonl"):
        written = Sheet.model_validate({"kind": kind}).rows([_selected()], first=True)
        for secret in ("SECRET", "ANSWER", "BETTER", "INTERNAL", ALICE.name, "@KU", "well"):
            assert secret not in written
        assert "2026-05-04T08:00:00+00:00" in written
        assert "slack:T0KUL" in written


def test_with_texts_only_what_was_sent_and_stands() -> None:
    sheet = Sheet(texts=True)
    written = sheet.head + sheet.rows([_selected()], first=True)
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    assert row["question"] == "'=SECRET()"
    assert row["answers"] == "'=BETTER"
    assert row["organisation"] == "'@KU"
    assert row["rating_comment"] == "'+well"
    assert row["answered_in_time"] == "no"
    assert row["requester"] == ALICE.name
    assert "INTERNAL" not in written


def test_json_is_exact() -> None:
    sheet = Sheet(kind="json", texts=True)
    two = [_selected(), _selected()]
    whole = sheet.head + sheet.rows(two, first=True) + sheet.rows(two, first=False) + sheet.tail
    rows = json.loads(whole)
    assert len(rows) == 4
    assert rows[0]["question"] == "=SECRET()"
    assert rows[0]["outcome"] is None
    assert json.loads(sheet.head + sheet.rows([], first=True) + sheet.tail) == []
    lines = Sheet(kind="jsonl").rows(two, first=True).splitlines()
    assert [json.loads(each)["case"] for each in lines] == [two[0].case.id] * 2


def test_for_excel_there_is_a_mark_and_semicolons() -> None:
    sheet = Sheet(excel=True)
    assert sheet.head.startswith('\ufeff"case";"state"')
