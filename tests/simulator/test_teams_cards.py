"""Cards are checked as Teams checks them, and read as people read them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from simulator.teams import markdown, visible
from simulator.teams.card_checks import checked
from simulator.teams.refusals import RefusedError
from tests.simulator.teams_desk import card

TEXT = {"type": "Input.Text", "id": "a", "label": "Label"}
RICH: list[Any] = [
    {"type": "Container", "style": "emphasis", "items": [{"type": "TextBlock", "text": "in"}]},
    {"type": "ColumnSet", "columns": [
        {"type": "Column", "width": "auto", "items": [{"type": "TextBlock", "text": "left"}]},
        {"type": "Column", "width": "stretch", "items": [{"type": "TextBlock", "text": "right"}]}]},
    {"type": "FactSet", "facts": [{"title": "Due", "value": "**Friday**"}]},
    {"type": "RichTextBlock", "inlines": [
        {"type": "TextRun", "text": "a *literal* ", "weight": "Bolder"}, "b"]},
    {"type": "Table", "columns": [{"width": 1}, {"width": 2}], "rows": [
        {"type": "TableRow", "cells": [
            {"type": "TableCell", "items": [{"type": "TextBlock", "text": "c1"}]},
            {"type": "TableCell", "items": [{"type": "TextBlock", "text": "c2"}]}]}]},
    TEXT | {"isMultiline": True, "maxLength": 9},
    {"type": "Input.ChoiceSet", "id": "c", "choices": [{"title": "One", "value": "1"}]},
    {"type": "TextBlock", "text": "hidden", "isVisible": False},
    {"type": "ActionSet", "actions": [
        {"type": "Action.ShowCard", "title": "More", "card": card("behind")},
        {"type": "Action.OpenUrl", "title": "Read", "url": "https://fagg.be"}]},
]  # fmt: skip


def test_all_visible_words_in_reading_order() -> None:
    lines = visible.text_of(card(*RICH, actions=[{"type": "Action.Submit", "title": "Send"}]))
    assert lines.split("\n") == [
        "in", "left", "right", "Due Friday", "a *literal* b", "c1", "c2", "Label", "One", "More",
        "behind", "Read", "Send",
    ]  # fmt: skip


def test_a_good_card_has_no_complaints() -> None:
    result = checked(card(*RICH))
    assert (result.card, result.complaints, result.dropped) == (card(*RICH), [], [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([], "no AdaptiveCard"),
        ({"type": "AdaptiveCard"}, "up to 1.5"),
        (card("x", version="1.6"), "up to 1.5"),
        (card({"type": "Input.Text", "label": "x"}), "Input.Text has no id"),
        (card(TEXT, TEXT), "duplicate id 'a'"),
        (card(TEXT, actions=[{"type": "Action.ShowCard", "card": card(TEXT)}]), "duplicate id"),
    ],
)
def test_refused(content: Any, words: str) -> None:
    with pytest.raises(RefusedError) as caught:
        checked(content)
    assert words in caught.value.words


@pytest.mark.parametrize(
    ("node", "complaint"),
    [
        ({"type": "TextBlock"}, "/0: TextBlock needs text"),
        ({"type": "TextBlock", "text": "x", "size": "huge"}, "/0/size: 'huge' is not allowed"),
        ({"type": "TextBlock", "text": "x", "colour": "red"}, "/0: unknown property colour"),
        ({"type": "TextBlock", "text": "x", "wrap": "yes"}, "/0/wrap: 'yes' is not allowed"),
        ({"type": "Carousel"}, ": unknown Carousel"),
    ],
)  # fmt: skip
def test_reported(node: Any, complaint: str) -> None:
    assert checked(card(node)).complaints == [f"card/body{complaint}"]


def test_unknown_elements_are_left_out_or_fall_back() -> None:
    fallback = {"type": "TextBlock", "text": "instead"}
    result = checked(card({"type": "Chart"}, {"type": "Chart", "fallback": fallback}, "end"))
    assert visible.text_of(result.card) == "instead\nend"
    assert result.dropped == ["Chart", "Chart"]


@pytest.mark.skipif("DESK_SCHEMAS" not in os.environ, reason="DESK_SCHEMAS is not set")
def test_microsofts_schema_agrees() -> None:
    path = Path(os.environ["DESK_SCHEMAS"]) / "adaptive-card-1.5.schema.json"
    validator = jsonschema_rs.Draft6Validator(json.loads(path.read_text()))
    assert not list(validator.iter_errors(card(*RICH)))
    for bad in ({"type": "TextBlock"}, {"type": "Chart"}, {"type": "TextBlock", "text": 1}):
        assert list(validator.iter_errors(card(bad)))
        assert checked(card(bad)).complaints


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**b** _i_ *j* [label](https://x.example)", "b i j label"),
        (r"\*kept\* \[x\](y) 2*3*4 snake_case_name", "*kept* [x](y) 2*3*4 snake_case_name"),
        ("**a _b_**", "a b"),
    ],
)
def test_markdown(text: str, plain: str) -> None:
    assert markdown.plain(text) == plain
