"""A verdict as a short code: what it says now, by the same rules or by others."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.decide.answering.walking import Shared, read_code, shared, walk
from core.values.command import COMMAND, Cta, OpenEscalation, Replay
from core.values.message import Message
from core.values.pack import Pack, Step, Tree
from tests.core.given import ALICE, FEE_CHECK, PACK, STEADY, TREE, decided, shown

CODE = "cta/medicine/here=involved=v1"


def _replayed(code: str, pack: Pack = PACK) -> Message:
    return shown(decided(ALICE, Replay(code=code), pack=pack))


def _changed(**changes: object) -> Pack:
    tree = TREE.model_copy(update=changes)
    return PACK.model_copy(update={"trees": {"en": {"cta": tree}}})


def test_a_verdict_carries_its_code_and_the_button_to_replay_it() -> None:
    message = shown(decided(ALICE, Cta(path=("medicine", "here"))))
    assert f"**replay.share** `cta replay {CODE}`" in message.text
    assert Replay(code=CODE) in [button.command for button in message.buttons]


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        (CODE, "replay.same old=Verdict involved now=v1"),
        (CODE.replace("v1", "v0"), "replay.new_rules old=Verdict involved then=v0 now=v1"),
        (
            "cta/medicine/here=out=v0",
            "replay.other old=Verdict out new=Verdict involved then=v0 now=v1",
        ),
        ("cta/medicine/gone=out=v0", "replay.astray old=Verdict out word=gone then=v0 now=v1"),
        ("cta/medicine=out=v0", "replay.astray old=Verdict out word=… then=v0"),
        ("cta/medicine/here=lost=v0", "replay.other old=lost new=Verdict involved"),
        ("fee_check/device=out=v1", "replay.same old=Verdict out now=v1"),
        (f"look: `cta replay {CODE.upper()}`.", "replay.same"),
        ("nonsense", "replay.unread code=nonsense"),
        ("", "replay.unread code=…"),
        ("other/medicine=out=v1", "replay.unread"),
        ("[x](https://evil)", "replay.unread"),
    ],
)
def test_a_code_is_compared_with_todays_rules(code: str, phrase: str) -> None:
    text = _replayed(code).text.replace("\\", "")
    words = phrase.split()
    assert words[0] in text
    assert all(word in text for word in words)
    assert "](https://evil)" not in _replayed(code).text


def test_a_tree_that_leads_elsewhere_now_says_no() -> None:
    place = TREE.steps["place"]
    options = tuple(o.model_copy(update={"leads_to": "out"}) for o in place.options)
    steps = {**TREE.steps, "place": place.model_copy(update={"options": options})}
    text = _replayed(CODE, _changed(steps=steps, version="v2")).text
    for part in ("replay.other", "old=Verdict involved", "new=Verdict out", "then=v1", "now=v2"):
        assert part in text
    assert "**Verdict out**" in text


def test_the_answer_shows_todays_verdict_with_its_trace() -> None:
    message = _replayed(CODE)
    assert "Text of involved." in message.text
    assert "Rule of product." in message.text
    assert OpenEscalation() in [button.command for button in message.buttons]


def test_past_its_review_nothing_is_said() -> None:
    late = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert "article.expired" in shown(decided(ALICE, Replay(code=CODE), now=late)).text


def _verdicts(tree: Tree) -> list[Shared]:
    found: list[Shared] = []
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        path = waiting.pop()
        walked = walk(tree, path)
        one = shared(tree, walked)
        if one:
            found.append(one)
        elif isinstance(walked.at, Step):
            waiting += [(*path, option.id) for option in walked.at.options]
    return found


@pytest.mark.parametrize("one", [*_verdicts(TREE), *_verdicts(FEE_CHECK)], ids=lambda one: one.code)
def test_every_verdict_comes_back_from_its_code(one: Shared) -> None:
    assert read_code(one.code) == one
    assert read_code(f"<{one.code}>") == one


@given(st.text(max_size=300))
@STEADY
def test_any_text_gets_an_answer(code: str) -> None:
    assert OpenEscalation() in [b.command for b in _replayed(code).buttons]


def test_a_code_that_a_script_sends_is_no_longer_than_one_that_is_typed() -> None:
    """Looking for a code takes time with the square of the length: of 256 KB, half an hour."""
    with pytest.raises(ValidationError, match="at most 500"):
        COMMAND.validate_python({"do": "replay", "code": "a" * 501})
    begun = time.perf_counter()
    for row in ("a" * 500, "a/" * 250, "a/a=" * 125, "a/a=a=" * 83):
        assert OpenEscalation() in [b.command for b in _replayed(row).buttons]
    assert time.perf_counter() - begun < 0.5
