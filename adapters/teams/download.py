"""Fetches files that people sent to the desk in a private chat of Teams.

Teams gives an address with each such file that opens it for a short time, without any token. An
address is only called where Microsoft keeps files, over https, and where its name leads to the
public Internet at that very moment: nobody makes the desk call a machine of its own network.
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

import ipaddress
import socket
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.teams.outcomes import AWAY
from core.desk.carry import CHUNK, gathered
from core.desk.ports import Later, Refused
from core.values.file import File

HOSTS = (".sharepoint.com",)
"""OneDrive for Business. Bots get no files in the clouds for governments and in China."""

_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=3, sock_read=5)
_LONGEST = 4000  # characters of an address
_SLOW = timedelta(seconds=30)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is given out of the public Internet.
https://www.iana.org/assignments/ipv6-address-space"""


class NotPublic(OSError):
    """A name that leads to an address which is not of the public Internet."""


class PublicOnly(AbstractResolver):
    """Gives no address of a network of ours; what it gives is what is called, so a name cannot lead
    to one place when it is looked at and to another when it is called."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not found or not all(is_public(each["host"]) for each in found):
            raise NotPublic("a name leads to a private network")
        return found

    async def close(self) -> None:
        await self._inner.close()


def is_public(address: str) -> bool:
    """Of an IP address: also one that is wrapped in another kind of address."""
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(given, ipaddress.IPv6Address):
        inner = given.ipv4_mapped or given.sixtofour or (given.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner))
        if given in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(given) & 0xFFFFFFFF)))
        if given not in _UNICAST:  # such as ::127.0.0.1, and translations of one network alone
            return False
    return given.is_global and not given.is_multicast


def is_trusted(address: str, hosts: Sequence[str] = HOSTS, local: str = "") -> bool:
    """Whether the desk may fetch from there. `local` is host and port of a Teams on this
    machine."""
    if len(address) > _LONGEST or not address.isascii() or any(c <= " " for c in address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    if local and parts.scheme == "http" and parts.netloc == local:
        return True
    host = parts.hostname or ""
    is_plain = parts.scheme == "https" and port is None and not set(parts.netloc) & set("@\\")
    return is_plain and host.endswith(tuple(hosts)) and all(_is_label(x) for x in host.split("."))


def _is_label(label: str) -> bool:
    return bool(label) and not label.startswith("xn--") and label.replace("-", "").isalnum()


class TeamsFiles:
    """Implements the Source port. Has a session of its own; `close` ends it. `resolver` is that of
    the machine unless a test gives another."""

    def __init__(self, local: str = "", resolver: AbstractResolver | None = None) -> None:
        self._local = local
        self._resolver = resolver
        self._opened: aiohttp.ClientSession | None = None

    async def fetch(self, file: File, ending: str, most: int) -> bytes | Later | Refused:
        if not is_trusted(file.handle, HOSTS, self._local):
            return Refused("the address is none of Microsoft's", reason="expired")
        try:
            return await self._downloaded(file.handle, most)
        except NotPublic:
            return Refused("the address leads to a private network", reason="expired")
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, NotPublic):
                return Refused("the address leads to a private network", reason="expired")
            return Later(AWAY, "Microsoft's files cannot be reached", blames=True)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Later(AWAY, f"Microsoft did not answer: {type(error).__name__}", blames=True)

    async def _downloaded(self, address: str, most: int) -> bytes | Later | Refused:
        async with self._session.get(address, allow_redirects=False) as answer:
            refused = _not_given(answer)
            if refused is not None:
                return refused
            parts = answer.content.iter_chunked(CHUNK)
            return await gathered(parts, answer.content_length, most)

    @property
    def _session(self) -> aiohttp.ClientSession:
        """No cookies, no proxy of the environment, no way round the resolver."""
        if self._opened is None:
            guarded = PublicOnly(self._resolver or aiohttp.DefaultResolver())
            resolver = aiohttp.DefaultResolver() if self._local else guarded
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, limit=2),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=_TIMEOUT,
                trust_env=False,
            )
        return self._opened

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()


def _not_given(answer: aiohttp.ClientResponse) -> Later | Refused | None:
    if answer.status in (429, 503):
        return Later(_SLOW, "Microsoft asked us to slow down", limited=True, blames=True)
    if answer.status >= 500:
        return Later(AWAY, f"Microsoft did not give the file: {answer.status}", blames=True)
    if answer.status != 200 or answer.content_type == "text/html":
        return Refused("the address opens nothing any more", reason="expired")
    return None
