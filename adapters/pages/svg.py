"""A drawing as SVG 1.1, with its title and its description for screen readers."""

from xml.sax.saxutils import escape, quoteattr

from core.values.drawing import Box, Drawing, Shape, Stroke, Words

_FACE = "Roboto, 'Helvetica Neue', Arial, sans-serif"


def svg(drawing: Drawing, language: str) -> str:
    """https://www.w3.org/TR/SVG11/struct.html#DescriptionAndTitleElements"""
    size = f'width="{drawing.width}" height="{drawing.height}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
        f'viewBox="0 0 {drawing.width} {drawing.height}" role="img" '
        f'aria-labelledby="title description" xml:lang={quoteattr(language)} '
        f"font-family={quoteattr(_FACE)}>"
    )
    named = (
        f'<title id="title">{escape(drawing.title)}</title>'
        f'<desc id="description">{escape(drawing.alt)}</desc>'
    )
    return "\n".join((head, named, *map(_shape, drawing.shapes), "</svg>\n"))


def _shape(shape: Shape) -> str:
    match shape:
        case Box():
            edge = f" stroke={quoteattr(shape.stroke)}" if shape.stroke else ""
            return (
                f'<rect x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" '
                f'height="{shape.height:.1f}" rx="{shape.radius:g}" '
                f"fill={quoteattr(shape.fill)}{edge}/>"
            )
        case Stroke():
            return (
                f'<line x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" '
                f'y2="{shape.y2:.1f}" stroke={quoteattr(shape.colour)} '
                f'stroke-width="{shape.width:g}"/>'
            )
        case Words():
            weight = ' font-weight="700"' if shape.bold else ""
            return (
                f'<text x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size:g}" '
                f'text-anchor="{shape.anchor}" fill={quoteattr(shape.colour)}{weight}>'
                f"{escape(shape.text)}</text>"
            )
