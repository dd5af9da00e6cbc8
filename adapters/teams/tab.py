"""The personal tab: a web page that shows what waits, and does what the chat's buttons do.

Cards in tabs are gone from Teams, so the page is one of the desk's own (ADR 0035). It holds nothing
of anybody: its script asks Teams for a token that Entra made out for this desk, and sends it with
each act. No cookie, no session; an act is a turn in the person's private conversation, and the
rules ask again who acts.
https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-overview
"""

import html
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from aiohttp import web

from adapters.teams.gate import BODY_LIMIT, Refusal, key_id, parsed, token_in
from adapters.teams.inbound import Misfilled, from_data, is_form
from adapters.teams.keys import OpenIdKeys
from adapters.teams.mailbox import Mailboxes
from adapters.teams.noted import Noted
from adapters.teams.place import PERSONAL, Origin
from adapters.teams.render import sentence
from adapters.teams.tab_gate import TabGate
from adapters.teams.tab_html import fragment
from adapters.teams.wire import Payload, mapping, text
from core.decide.trouble import trouble
from core.values.command import Home
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import Person
from core.values.turn import Hears, Turn

PATH = "/teams/tab"
LIBRARY = "https://res.cdn.office.net/teams-js/2.58.0/js/MicrosoftTeams.min.js"
INTEGRITY = "sha384-sMo/EOqQPa1OCup2/VBRum7oFeOS22kvs8WGDc45xK53tUVZzFR5WwFYDUYN1LO4"
"""Microsoft's own library from Microsoft's own host, and the digest that its README names."""
DONE = "\u2713"
_HOST = "https://res.cdn.office.net"
# https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements
_FRAMES = (
    "https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft "
    "https://*.teams.microsoft.us"
)
_FILES = Path(__file__).with_name("tab_files")
_TYPES = {"css": "text/css", "js": "text/javascript"}
_WORDS = ("again", "back", "closed", "outside", "unknown", "unreachable")
_ACT = re.compile(r"[0-9A-Za-z-]{8,64}")

Take = Callable[[Turn], Awaitable[Message | None]]


@dataclass(frozen=True, slots=True)
class Library:
    """Where the page gets the script that talks with Teams; `frames` are who may show the page."""

    address: str = LIBRARY
    integrity: str = INTEGRITY
    host: str = _HOST
    frames: str = _FRAMES

    @property
    def policy(self) -> str:
        """Of all that lies at that host, this one script may run."""
        return (
            f"default-src 'none'; script-src 'self' {self.address}; style-src 'self'; "
            f"style-src-attr 'unsafe-inline'; img-src 'self'; connect-src 'self' {self.host}; "
            f"base-uri 'none'; form-action 'none'; frame-ancestors {self.frames}"
        )

    @property
    def tag(self) -> str:
        sure = f' integrity="{self.integrity}" crossorigin="anonymous"' if self.integrity else ""
        return f'<script defer src="{html.escape(self.address)}"{sure}></script>'


class TeamsTab:
    """`new_id` gives random digits; `locale_of` chooses from an Accept-Language header."""

    def __init__(
        self,
        take: Take,
        pack: Pack,
        gate: TabGate,
        keys: OpenIdKeys,
        *,
        mailboxes: Mailboxes,
        library: Library,
        locale_of: Callable[[str], str],
        new_id: Callable[[], str],
        noted: Noted,
    ) -> None:
        self._take = take
        self._pack = pack
        self._gate = gate
        self._keys = keys
        self._mailboxes = mailboxes
        self._library = library
        self._locale_of = locale_of
        self._new_id = new_id
        self._noted = noted

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(PATH, self.page)
        app.router.add_get(PATH + ".{ending:css|js}", self.file)
        app.router.add_post(PATH, self.act)

    async def page(self, request: web.Request) -> web.Response:
        """The same for everybody: it holds nothing but our own words."""
        locale = self._locale_of(request.headers.get("Accept-Language", ""))
        words = {key: self._pack.say(f"tab.{key}", locale) for key in _WORDS}
        shown = Template((_FILES / "tab.html").read_text(encoding="utf-8")).substitute(
            locale=locale,
            title=html.escape(self._pack.say("manifest.name", locale)),
            back=html.escape(words["back"]),
            loading=html.escape(self._pack.say("tab.loading", locale)),
            words=json.dumps(words).replace("<", "\\u003c"),
            library=self._library.tag,
        )
        return self._answer(text=shown, content_type="text/html")

    async def file(self, request: web.Request) -> web.Response:
        ending = request.match_info["ending"]
        shown = (_FILES / f"tab.{ending}").read_text(encoding="utf-8")
        return self._answer(text=shown, content_type=_TYPES[ending])

    async def act(self, request: web.Request) -> web.Response:
        """A visit, a click or a filled-in form of whoever Entra says that it is."""
        claims = await self._let_in(request)
        body = claims if isinstance(claims, Refusal) else await _read(request)
        if isinstance(claims, Refusal) or isinstance(body, Refusal):
            refused = claims if isinstance(claims, Refusal) else body
            assert isinstance(refused, Refusal)
            self._noted("teams.tab_refused", status=refused.status, why=refused.why)
            return self._answer(status=refused.status, text=refused.why)
        person = self._gate.person(claims, text(body, "locale"))
        if person is None or not _ACT.fullmatch(text(body, "act")):
            return self._answer(status=400, text="malformed")
        return self._answer(
            body=json.dumps(await self._answered(person, body)).encode(),
            content_type="application/json",
        )

    async def _let_in(self, request: web.Request) -> Payload | Refusal:
        """The claims of the token; who has none does not even get the body read."""
        token = token_in(request.headers.get("Authorization", ""))
        kid = key_id(token) if token else None
        if token is None or kid is None:
            return Refusal(401, "no token")
        key = await self._keys.find(kid)
        return self._gate.claims(token, key) if key else Refusal(401, "unknown key")

    async def _answered(self, person: Person, body: Payload) -> Mapping[str, object]:
        data = mapping(body, "data")
        turn = _turn(person, text(body, "act"), data)
        if isinstance(turn, Misfilled):
            key = "form.missing" if turn.missing else "form.invalid"
            return {"notice": self._pack.say(key, self._pack.locale(turn.locale)), "stay": True}
        try:
            if turn is None:
                raise ValueError
            reply = await self._take(await self._mailboxes.known_to(turn))
        except Exception as error:  # the edge: a person waits for a word
            self._noted("teams.tab_not_recorded", error=type(error).__name__)
            line = sentence(trouble(self._pack, person.locale, error))
            return {"notice": line, "stay": True}
        return self._shown(reply, form=is_form(data))

    def _shown(self, reply: Message | None, *, form: bool) -> Mapping[str, object]:
        """A line beside what is shown, as in the chat; anything else in its place."""
        line = DONE if reply is None else sentence(reply)
        if reply is None or (line and not form):
            return {"notice": line, "stay": False}
        return {"html": fragment(reply, self._new_id())}

    def _answer(
        self, *, status: int = 200, text: str | None = None, body: bytes | None = None,
        content_type: str = "text/plain",
    ) -> web.Response:  # fmt: skip
        headers = {
            "Content-Security-Policy": self._library.policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        return web.Response(
            status=status, text=text, body=body, content_type=content_type, headers=headers
        )


def _turn(person: Person, act: str, data: Payload) -> Turn | Misfilled | None:
    """What a button or form sent, as from a card in the person's private conversation."""
    where = person.direct
    if not data:
        key = f"teams:{person.tenant}:{person.user}:tab:{act}"
        return Turn(key=key, person=person, where=where, command=Home(), direct=True)
    at = Origin(act, person, where, PERSONAL)
    found = from_data({"value": {"data": data}}, at, Hears.AT_ONCE)
    return found if isinstance(found, (Turn, Misfilled)) else None


async def _read(request: web.Request) -> Payload | Refusal:
    if (request.content_length or 0) > BODY_LIMIT:
        return Refusal(413, "too large")
    try:
        return parsed(await request.read())
    except web.HTTPRequestEntityTooLarge:
        return Refusal(413, "too large")
