"""Keeps files between the two calls of an upload.

https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.payload import Json
from simulator.slack.refusals import RefusedError


@dataclass
class Upload:
    id: str
    name: str
    title: str
    content: bytes = b""

    def payload(self) -> Json:
        return {"id": self.id, "name": self.name, "title": self.title, "size": len(self.content)}


@dataclass
class Uploads:
    """`address` is where the bytes of a file are to be posted."""

    address: str = ""
    files: dict[str, Upload] = field(default_factory=dict)

    def find(self, file_id: str) -> Upload:
        upload = self.files.get(file_id)
        if upload is None:
            raise RefusedError("file_not_found")
        return upload
