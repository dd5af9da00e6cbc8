"""A page for those who review translations: every text of a pack, all languages side by side."""

from html import escape
from pathlib import Path

from adapters.packs.pieces import Piece, outdated, pieces

_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem;color:#1a1a1a;background:#fff}
header{position:sticky;top:0;background:#fff;padding:.5rem 0;border-bottom:1px solid #bbb;z-index:2}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid #ccc;padding:.4rem .5rem;vertical-align:top;text-align:left;
white-space:pre-wrap;overflow-wrap:anywhere}
thead th{background:#eef2f7}
tbody th{font-weight:normal;font-family:ui-monospace,monospace;font-size:12px;width:14%}
tr.file th{background:#dfe7f1;font-weight:bold;font-size:14px;width:auto}
td.missing{background:#fde2e2}td.old{background:#fff3cd}
td.missing::before,td.old::before{content:attr(data-note);display:block;font-size:12px;color:#7a1f1f}
label{margin-right:1rem}
"""
_SCRIPT = """
const words=document.querySelector('#words'),only=document.querySelector('#only');
function look(){const w=words.value.toLowerCase();
 for(const row of document.querySelectorAll('tr.piece')){
  const needs=row.dataset.work==='1';
  row.hidden=(only.checked&&!needs)||(w&&!row.textContent.toLowerCase().includes(w));}
 for(const head of document.querySelectorAll('tr.file')){
  let next=head.nextElementSibling,any=false;
  while(next&&next.classList.contains('piece')){any=any||!next.hidden;next=next.nextElementSibling;}
  head.hidden=!any;}}
words.addEventListener('input',look);only.addEventListener('change',look);
"""


def table(folder: Path, default: str, locales: tuple[str, ...]) -> list[tuple[Piece, list[str]]]:
    """Each text of the default locale with those of `locales` in their order; empty if missing."""
    own = {locale: pieces(folder, locale) for locale in locales}
    return [
        (piece, [own[locale][id].text if id in own[locale] else "" for locale in locales])
        for id, piece in pieces(folder, default).items()
    ]


def page(folder: Path, title: str, default: str, locales: tuple[str, ...]) -> str:
    """The whole page; it needs nothing from elsewhere."""
    old = {locale: set(outdated(folder, default, locale)) for locale in locales}
    rows, work, file = [], 0, ""
    for piece, texts in table(folder, default, locales):
        if piece.file != file:
            file = piece.file
            rows.append(
                f'<tr class="file"><th colspan="{len(locales) + 1}">{escape(file)}</th></tr>'
            )
        cells = [
            _cell(locale, text, old=piece.id in old[locale])
            for locale, text in zip(locales, texts, strict=True)
        ]
        needs = any("class=" in cell for cell in cells)
        work += needs
        rows.append(
            f'<tr class="piece" data-work="{int(needs)}"><th>{escape(piece.place)}</th>'
            f"{''.join(cells)}</tr>"
        )
    heads = "".join(f"<th>{escape(locale)}</th>" for locale in locales)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}: texts side by side</title>
<style>{_STYLE}</style></head><body>
<header><h1>{escape(title)}: texts side by side</h1>
<label>Find <input id="words" type="search"></label>
<label><input id="only" type="checkbox"> only what needs work ({work})</label></header>
<table><thead><tr><th>place</th>{heads}</tr></thead><tbody>
{chr(10).join(rows)}
</tbody></table><script>{_SCRIPT}</script></body></html>
"""


def _cell(locale: str, text: str, *, old: bool) -> str:
    mark = ""
    if not text:
        mark = ' class="missing" data-note="not translated"'
    elif old:
        mark = ' class="old" data-note="older than its source"'
    return f'<td lang="{escape(locale)}"{mark}>{escape(text)}</td>'
