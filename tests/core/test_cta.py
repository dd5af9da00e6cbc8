"""The decision tree: every path ends in a verdict, with its trace, its rule and its sources."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.decide.answering.walking import walk
from core.values.command import Cta, OpenEscalation, Replay, Services
from core.values.message import Message
from core.values.pack import Step, Verdict
from tests.core.given import ALICE, PACK, TREE, decided, shown


def paths(at: str = TREE.start, so_far: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every path through the tree, the unfinished ones included."""
    yield so_far
    step = TREE.steps.get(at)
    for option in step.options if step else ():
        yield from paths(option.leads_to, (*so_far, option.id))


PATHS = tuple(paths())


def _shown(path: tuple[str, ...], now: datetime | None = None) -> Message:
    command = Cta(path=path)
    return shown(decided(ALICE, command, now=now) if now else decided(ALICE, command))


@pytest.mark.parametrize("path", PATHS)
def test_every_path_leads_to_a_step_or_a_verdict(path: tuple[str, ...]) -> None:
    walked = walk(TREE, path)
    assert walked.path == path
    assert not walked.astray
    message = _shown(path)
    assert "article.source" in message.text
    assert "as_of=" in message.footer
    for step, option in walked.taken:
        assert f"{step.ask} → **{option.label}**" in message.text
        assert step.rule in message.text
    assert isinstance(walked.at, Step | Verdict)
    assert walked.at.rule in message.text


@pytest.mark.parametrize("path", [path for path in PATHS if isinstance(walk(TREE, path).at, Step)])
def test_a_step_offers_each_of_its_options_and_the_way_back(path: tuple[str, ...]) -> None:
    step = walk(TREE, path).at
    assert isinstance(step, Step)
    commands = [button.command for button in _shown(path).buttons]
    forward = [Cta(path=(*path, option.id)) for option in step.options]
    back = [Cta(path=path[:-1]), Cta()] if path else []
    assert commands == forward + back


@pytest.mark.parametrize(
    "path", [path for path in PATHS if isinstance(walk(TREE, path).at, Verdict)]
)
def test_a_verdict_names_the_path_and_a_person_to_ask(path: tuple[str, ...]) -> None:
    message = _shown(path)
    assert f"cta.path path=cta {' '.join(path)}" in message.footer
    commands = [button.command for button in message.buttons]
    code = f"cta/{'/'.join(path)}={walk(TREE, path).at.id}=v1"
    assert commands[:3] == [OpenEscalation(), Replay(code=code), Services(topic="cta")]


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        (("nonsense",), ()),
        (("medicine", "nonsense", "here"), ("medicine",)),
        (("[x](https://evil)",), ()),
    ],
)
def test_a_word_that_is_no_option_stops_the_walk_and_is_named(
    path: tuple[str, ...], reached: tuple[str, ...]
) -> None:
    walked = walk(TREE, path)
    assert walked.path == reached
    assert walked.astray == path[len(reached)]
    assert "cta.astray" in _shown(path).text
    assert "](https://evil)" not in _shown(path).text.replace("\\", "\\\\").replace("\\]\\(", "")


def test_words_after_a_verdict_change_nothing_of_it() -> None:
    walked = walk(TREE, ("device", "more"))
    assert walked.at == TREE.verdicts["out"]
    assert _shown(("device", "more")) == _shown(("device",))


def test_an_expired_tree_asks_nothing_and_offers_a_person() -> None:
    message = _shown((), datetime(2027, 1, 1, 12, tzinfo=UTC))
    assert "article.expired" in message.text
    assert [button.command for button in message.buttons] == [OpenEscalation()]


def test_the_last_day_of_the_tree_is_counted_in_the_office() -> None:
    assert "Ask product?" in _shown((), datetime(2026, 12, 31, 22, 59, tzinfo=UTC)).text
    assert "article.expired" in _shown((), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)).text


def test_the_fee_check_is_a_tree_of_its_own() -> None:
    start = shown(decided(ALICE, Cta(tree="fee_check")))
    assert start.title == "Do I pay less?"
    assert start.buttons[0].command == Cta(tree="fee_check", path=("medicine",))
    end = shown(decided(ALICE, Cta(tree="fee_check", path=("device",))))
    assert "cta.path path=fees check device" in end.footer
    assert Cta(tree="fee_check") in [button.command for button in end.buttons]


def test_a_pack_without_the_tree_says_so() -> None:
    pack = PACK.model_copy(update={"trees": {"en": {"cta": TREE}}})
    assert "cta.missing" in shown(decided(ALICE, Cta(tree="fee_check"), pack=pack)).text
