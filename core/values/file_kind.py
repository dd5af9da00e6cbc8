"""The kinds of files that may cross: no macros, no archives, nothing that a browser runs.

Name, the platform's word and the first bytes have to agree. Comparing the first bytes opens no
file: nothing in it is parsed, unpacked or shown.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": f"{_OFFICE}wordprocessingml.document",
        "xlsx": f"{_OFFICE}spreadsheetml.sheet",
        "pptx": f"{_OFFICE}presentationml.presentation",
        "odt": f"{_OPEN}text",
        "ods": f"{_OPEN}spreadsheet",
        "png": "image/png",
        "jpg": "image/jpeg",
        "txt": "text/plain",
        "csv": "text/csv",
    }
)
"""Media types by ending (https://www.iana.org/assignments/media-types)."""

HEAD = 512
"""So many of the first bytes are compared."""

_ALSO = {"jpeg": "jpg"}
_SAID_TOO = {"csv": ("text/plain",), "jpg": ("image/jpg",)}  # by some senders
_BEGINS = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
}
_PACKED = b"PK\x03\x04"
_FOLDER = {"docx": b"word/", "xlsx": b"xl/", "pptx": b"ppt/"}
_FIRST = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"customXml/")
_NO_TEXT = re.compile(
    rb"\s*(?:<(?:!doctype|html|head|body|script|svg|\?xml|\?php|iframe)|#!|%PDF|PK\x03|MZ|\{\\rtf)",
    re.IGNORECASE,
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # of Unicode


def ending_of(name: str) -> str:
    """The ending that may cross, by the last dot of the name; empty for every other."""
    said = name.rpartition(".")[2].strip().lower() if "." in name else ""
    ending = _ALSO.get(said, said)
    return ending if ending in TYPES else ""


def agrees(ending: str, media_type: str) -> bool:
    """Whether the platform calls it the same. Slack says the media type, Teams an ending; an empty
    word says nothing yet."""
    said = media_type.partition(";")[0].strip().lower()
    if not said:
        return True
    known = (TYPES.get(ending, ""), *_SAID_TOO.get(ending, ()))
    return said in known or _ALSO.get(said, said) == ending


def begins_as(ending: str, head: bytes) -> bool:
    """Whether a file that begins so can be of that kind; an empty one is of none."""
    if ending in _BEGINS:
        return head.startswith(_BEGINS[ending])
    if ending in ("txt", "csv"):
        return _is_text(head)
    return ending in TYPES and _is_packed_as(ending, head)


def _is_packed_as(ending: str, head: bytes) -> bool:
    """An office document is a packed folder whose first file tells the kind: the name stands 30
    bytes from the start (APPNOTE 4.3.7), and OpenDocument puts the media type there, unpacked."""
    if not head.startswith(_PACKED):
        return False
    length = int.from_bytes(head[26:28], "little")
    extra = int.from_bytes(head[28:30], "little")
    first = head[30 : 30 + length]
    if ending in _FOLDER:
        return first.startswith((_FOLDER[ending], *_FIRST))
    said = head[30 + length + extra :]
    wanted = TYPES[ending].encode()
    return first == b"mimetype" and said.startswith(wanted) and said[len(wanted) :][:1] != b"-"


def _is_text(head: bytes) -> bool:
    if head.startswith(_MARKS[1:]):
        return True
    plain = head.removeprefix(_MARKS[0])
    return bool(plain.strip()) and b"\0" not in plain and not _NO_TEXT.match(plain)
