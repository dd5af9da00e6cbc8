"""Rich text of people becomes simple HTML: every word escaped, no link that hides its address."""

import html

from core.values.rich_text import Block, BlockKind, RichText, Span, leads_where_it_says

_TAGS = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}
_CODE = "font-family:monospace"
_QUOTE = "border-left:2px solid #6b7a90;padding-left:.6em"


def quoted(rich: RichText) -> str:
    """One `div` for each block; the box around it keeps line breaks."""
    return "".join(_block(block) for block in rich.blocks)


def _block(block: Block) -> str:
    said = "".join(_span(span) for span in block.spans) or "<br>"
    match block.kind:
        case BlockKind.ITEM:
            indent = f"{1.5 * (block.depth + 1):g}em"
            bullet = html.escape(block.bullet)
            return f"<div style='padding-left:{indent};text-indent:-1em'>{bullet} {said}</div>"
        case BlockKind.QUOTE:
            return f"<div style='{_QUOTE}'>{said}</div>"
        case BlockKind.CODE:
            return f"<div style='{_CODE}'>{said}</div>"
        case BlockKind.TEXT:
            return f"<div>{said}</div>"


def _span(span: Span) -> str:
    said = html.escape(span.text)
    for look, tag in _TAGS.items():
        if getattr(span, look):
            said = f"<{tag}>{said}</{tag}>"
    if not leads_where_it_says(span):
        return said
    return f'<a href="{html.escape(span.link)}" rel="noreferrer">{said}</a>'
