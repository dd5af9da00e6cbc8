"""The record of one case: what was asked and answered, when, on what, with hashes that prove it."""

import hashlib
import json
from datetime import date, datetime
from typing import Literal

from core.values.source import Source
from core.values.value import Value


class Worded(Value):
    """One version of a text. `sha256` is of the text in UTF-8; `seal` the same over `salt`, a line
    feed and the text, as the audit trail keeps it. `text` is empty where it was taken back.
    """

    at: datetime
    text: str
    sha256: str
    seal: str
    salt: str


class Basis(Value):
    """An article of the knowledge pack that stood behind a text, as in `Reliance`. Without its
    content where this version is no longer on record."""

    article: str
    locale: str
    version: str
    how: Literal["shown", "named", "topic"]
    title: str = ""
    as_of: date | None = None
    last_day: date | None = None
    legal_status: str = ""
    sources: tuple[Source, ...] = ()


class Told(Value):
    """A text that was exchanged; the last of its versions is in force unless it was `withdrawn`."""

    number: int
    kind: Literal["question", "answer", "request", "addition", "by_phone", "correction"]
    by: Literal["requester", "office"]
    versions: tuple[Worded, ...]
    withdrawn: datetime | None = None
    basis: tuple[Basis, ...] = ()


class CaseRecord(Value):
    """All times have the offset of `time_zone`, the office's own. `due` says how the due time was
    counted."""

    format: Literal["innovation-desk.case-record/1"] = "innovation-desk.case-record/1"
    case: str
    made_at: datetime
    time_zone: str
    office: str
    pack: str
    state: str
    requester: str
    organisation: str
    topic: str
    product: str
    stage: str
    locale: str
    opened_at: datetime
    due_at: datetime
    due: str
    answered_at: datetime | None
    told: tuple[Told, ...]

    @property
    def canonical(self) -> bytes:
        """JSON with sorted names, no spaces, in UTF-8, as in RFC 8785; there are no fractions."""
        values = self.model_dump(mode="json")
        return json.dumps(
            values, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        ).encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical).hexdigest()
