"""What pictures have in common: colours that everybody can tell apart, and lines that fit."""

from core.values.drawing import Words

WIDTH = 960
MARGIN = 28
INK, SOFT, RULE, PAPER = "#1b1f24", "#4a5058", "#d5d9de", "#ffffff"
# Blue and orange of Okabe and Ito, with a dark edge where the fill is too light on white.
FIRST, FIRST_EDGE = "#0072b2", "#004d7a"
SECOND, SECOND_EDGE = "#f0b94d", "#8a5a00"
STILL, UNKNOWN = "#c9ced4", "#eceef1"
GOAL, GOAL_EDGE = "#e6f2ec", "#00684a"

_NARROW, _WIDE = frozenset("ijl.,:;'|!()[]fIt/ "), frozenset("mwMWQOGÖÄÜ%—@")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide the text is in a sans-serif face, rather too much than too little."""
    units = sum(0.32 if c in _NARROW else 0.9 if c in _WIDE else 0.57 for c in text)
    return units * size * (1.06 if bold else 1.0)


def wrapped(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """The text in lines that are at most so wide; a word that is longer has a line of its own."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size, bold=bold) > most:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def paragraph(
    text: str,
    x: float,
    y: float,
    most: float,
    *,
    size: float = 15,
    bold: bool = False,
    colour: str = INK,
) -> tuple[list[Words], float]:
    """The lines of a text from the baseline `y` on, and the baseline after them."""
    step = size * 1.35
    lines = wrapped(text, size, most, bold=bold)
    shapes = [
        Words(x=x, y=y + n * step, text=line, size=size, bold=bold, colour=colour)
        for n, line in enumerate(lines)
    ]
    return shapes, y + len(lines) * step
