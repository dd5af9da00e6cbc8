"""A picture as a value: shapes on a white sheet, which adapters write as SVG or PNG.

Sizes are in pixels, the origin is at the top left; the `y` of words is their baseline.
"""

from typing import Literal

from core.values.value import Value


class Box(Value):
    kind: Literal["box"] = "box"
    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    radius: float = 0


class Stroke(Value):
    kind: Literal["stroke"] = "stroke"
    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1


class Words(Value):
    kind: Literal["words"] = "words"
    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"


Shape = Box | Stroke | Words


class Drawing(Value):
    """`alt` says in words what the picture shows."""

    width: int
    height: int
    title: str
    alt: str
    shapes: tuple[Shape, ...]
