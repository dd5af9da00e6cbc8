"""The path through a decision tree as a picture: each question, the answer given, the verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.decide.answering.walking import Walk
from core.decide.sheet import (
    FIRST,
    GOAL,
    GOAL_EDGE,
    MARGIN,
    PAPER,
    RULE,
    SOFT,
    WIDTH,
    paragraph,
)
from core.decide.voice import Voice
from core.values.drawing import Box, Drawing, Shape, Stroke, Words
from core.values.pack import Tree, Verdict

_LEFT = MARGIN + 48.0
_INNER = WIDTH - MARGIN - _LEFT - 20.0
_ALT = 1900  # characters; Slack takes 2,000


def path_chart(voice: Voice, tree: Tree, walked: Walk) -> Drawing:
    parts = list(_Path(voice, tree, walked).parts())
    bottom = parts[-1].bottom
    shapes = (Box(x=0, y=0, width=WIDTH, height=bottom, fill=PAPER), *_all(parts))
    return Drawing(
        width=WIDTH,
        height=int(bottom),
        title=tree.title,
        alt=path_alt(voice, tree, walked),
        shapes=shapes,
    )


def path_alt(voice: Voice, tree: Tree, walked: Walk) -> str:
    """The picture in words."""
    taken = "; ".join(f"{step.ask} {option.label}" for step, option in walked.taken)
    end = walked.at.title if isinstance(walked.at, Verdict) else walked.at.ask
    whole = voice.say("cta.alt", title=tree.title, path=taken, end=end)
    return whole if len(whole) <= _ALT else f"{whole[: _ALT - 1]}…"


@dataclass(frozen=True, slots=True)
class _Part:
    shapes: tuple[Shape, ...]
    bottom: float


def _all(parts: list[_Part]) -> Iterable[Shape]:
    for part in parts:
        yield from part.shapes


@dataclass(frozen=True, slots=True)
class _Path:
    voice: Voice
    tree: Tree
    walked: Walk

    def parts(self) -> Iterable[_Part]:
        title, y = paragraph(self.tree.title, MARGIN, 44, WIDTH - 2 * MARGIN, size=24, bold=True)
        yield _Part(tuple(title), y)
        y += 6
        for number, (step, option) in enumerate(self.walked.taken, 1):
            part = self._step(y, number, step.ask, option.label)
            yield part
            y = part.bottom + 14
        end = self._end(y)
        yield end
        yield self._foot(end.bottom + 30)

    def _step(self, y: float, number: int, ask: str, answer: str) -> _Part:
        """A question with its number, and under it the answer that was given."""
        asked, below = paragraph(ask, _LEFT + 10, y + 28, _INNER, size=16)
        given, bottom = paragraph(
            f"› {answer}", _LEFT + 10, below + 6, _INNER, size=16, bold=True, colour=FIRST
        )
        height = bottom - y - 8
        frame = Box(
            x=_LEFT - 6, y=y, width=WIDTH - MARGIN - _LEFT + 6, height=height,
            fill=PAPER, stroke=RULE, radius=8,
        )  # fmt: skip
        badge = Box(x=MARGIN, y=y + 8, width=28, height=28, fill=FIRST, radius=14)
        figure = Words(
            x=MARGIN + 14, y=y + 27, text=str(number), size=15, bold=True, colour=PAPER,
            anchor="middle",
        )  # fmt: skip
        on = Stroke(
            x1=MARGIN + 14, y1=y + 36, x2=MARGIN + 14, y2=y + height + 22, colour=FIRST, width=2
        )
        return _Part((on, frame, badge, figure, *asked, *given), y + height)

    def _end(self, y: float) -> _Part:
        """The verdict, or the question that is still open."""
        at = self.walked.at
        text = at.title if isinstance(at, Verdict) else f"? {at.ask}"
        lines, below = paragraph(text, _LEFT + 10, y + 32, _INNER, size=19, bold=True)
        ruled, bottom = paragraph(at.rule, _LEFT + 10, below + 4, _INNER, size=14, colour=SOFT)
        frame = Box(
            x=_LEFT - 6, y=y, width=WIDTH - MARGIN - _LEFT + 6, height=bottom - y,
            fill=GOAL, stroke=GOAL_EDGE, radius=8,
        )  # fmt: skip
        goal = Box(x=MARGIN, y=y + 10, width=28, height=28, fill=GOAL_EDGE, radius=14)
        return _Part((frame, goal, *lines, *ruled), bottom)

    def _foot(self, y: float) -> _Part:
        text = self.voice.say(
            "cta.foot",
            as_of=self.voice.day(self.tree.as_of),
            version=self.tree.version,
        )
        lines, bottom = paragraph(text, MARGIN, y, WIDTH - 2 * MARGIN, size=12.5, colour=SOFT)
        return _Part(tuple(lines), bottom + 8)
