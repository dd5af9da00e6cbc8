"""The pages that both manifests name: privacy and terms of use, in the languages of the pack.

They hold no data of anybody, set no cookie and load nothing from elsewhere.
"""

import html
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from aiohttp import web
from markdown_it import MarkdownIt

from core.values.pack import Pack

PAGES = ("privacy", "terms")
STYLE = (
    "body{font:16px/1.55 system-ui,sans-serif;max-width:44rem;margin:2.5rem auto;padding:0 1.2rem;"
    "color:#1c2b2a;background:#fff}h1,h2{line-height:1.25;color:#0b6b64}h2{font-size:1.15rem;"
    "margin-top:2rem}a{color:#0b6b64}footer{margin-top:3rem;border-top:1px solid #cfdcda;"
    "padding-top:1rem;font-size:.9rem}.button{display:inline-block;padding:.5rem 1rem;"
    "border-radius:6px;background:#0b6b64;color:#fff;text-decoration:none}"
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_WANTED = re.compile(r"([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,32})?(?:\s*;\s*q=([01](?:\.\d{0,3})?))?")
_MOST_WANTED = 20  # entries of an Accept-Language header that are looked at
Mailbox = Callable[[], Awaitable[str]]


def add_pages(app: web.Application, pack: Pack, mailbox: Mailbox) -> None:
    """`mailbox` gives the address at which people ask about their data."""
    for name in PAGES:
        app.router.add_get(f"/{name}", partial(_page, pack, mailbox, name))


async def _page(pack: Pack, mailbox: Mailbox, name: str, request: web.Request) -> web.Response:
    locale = chosen(pack, request.query.get("lang", ""), request.headers.get("Accept-Language", ""))
    title = pack.say(f"page.{name}_title", locale)
    text = pack.say(f"page.{name}", locale, mailbox=await mailbox())
    said = f"<h1>{html.escape(title)}</h1>{_MARKDOWN.render(text)}{languages(pack, locale)}"
    return written(f"{title} · {pack.say('manifest.name', locale)}", said, locale)


def written(title: str, body: str, locale: str) -> web.Response:
    """A whole page; `body` is HTML already."""
    page = (
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style><main>{body}</main></html>"
    )
    headers = {**HEADERS, "Content-Language": locale, "Vary": "Accept-Language"}
    return web.Response(text=page, content_type="text/html", headers=headers)


def languages(pack: Pack, locale: str) -> str:
    """Links to the same page in the other languages."""
    links = " · ".join(_link(pack, other) for other in pack.locales if other != locale)
    return f"<footer>{html.escape(pack.say('page.other', locale))} {links}</footer>"


def _link(pack: Pack, locale: str) -> str:
    name = html.escape(pack.say("page.language", locale))
    return f'<a href="?lang={locale}" lang="{locale}" hreflang="{locale}">{name}</a>'


def chosen(pack: Pack, named: str, header: str) -> str:
    """The language that was named, or the first of the browser's that the pack speaks."""
    for tag in (named, *_preferred(header)):
        if tag and pack.locale(tag) == tag.replace("_", "-").split("-")[0].lower():
            return pack.locale(tag)
    return pack.default_locale


def _preferred(header: str) -> Iterator[str]:
    """The languages of an Accept-Language header, the most wanted first; rubbish is passed over.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
    """
    found = (_WANTED.fullmatch(part.strip()) for part in header.split(",")[:_MOST_WANTED])
    rated = [(float(m[2] or 1), m[1]) for m in found if m]
    ranked = sorted((each for each in rated if each[0]), key=lambda each: -each[0])
    yield from (tag for _, tag in ranked)
