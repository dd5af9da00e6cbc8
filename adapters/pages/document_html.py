"""A document as one HTML page that stands alone: no script, nothing loaded, good on paper too."""

from html import escape

from core.values.document import Document, Line, Part, Passage

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1.2rem;"
    "color:#1c2b2a;background:#fff}h1{font-size:1.5rem;color:#0b6b64}h2{font-size:1.1rem;"
    "color:#0b6b64;margin-top:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}th{width:30%;"
    "font-weight:600}tr{border-top:1px solid #cfdcda}blockquote{margin:.5rem 0;padding:.4rem 1rem;"
    "border-left:4px solid #0b6b64;background:#f3f7f6;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".small{font-size:.85rem;color:#4a5a58;overflow-wrap:anywhere}a{color:#0b6b64}"
    "@media print{body{margin:0;max-width:none}h2{break-after:avoid}}"
)


def html(document: Document) -> str:
    body = "\n".join(_passage(passage) for passage in document.passages)
    title = escape(document.title)
    return (
        f'<!doctype html>\n<html lang="{escape(document.locale)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{STYLE}</style>\n'
        f"<main>\n<h1>{title}</h1>\n{body}\n</main></html>\n"
    )


def _passage(passage: Passage) -> str:
    words = escape(passage.text)
    match passage.part:
        case Part.HEADING:
            return f"<h2>{words}</h2>"
        case Part.QUOTE:
            return f"<blockquote>{words}</blockquote>"
        case Part.SMALL:
            return f'<p class="small">{words}</p>'
        case Part.LINES:
            return f"<table>{''.join(_line(line) for line in passage.lines)}</table>"
        case Part.TEXT:
            return f"<p>{words}</p>"


def _line(line: Line) -> str:
    value = escape(line.value)
    if line.address.startswith("https://"):
        value = f'<a href="{escape(line.address)}" rel="noreferrer">{value}</a>'
    return f'<tr><th scope="row">{escape(line.label)}</th><td>{value}</td></tr>'
