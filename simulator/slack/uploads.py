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


def attached(file_id: str, user: str, team: str, name: str, size: int, mimetype: str) -> Json:
    """A file that a person put into a message; https://docs.slack.dev/reference/objects/file-object"""
    address = f"https://files.slack.com/files-pri/{team}-{file_id}/{name}"
    return {
        "id": file_id,
        "name": name,
        "title": name,
        "mimetype": mimetype,
        "filetype": name.rpartition(".")[2],
        "size": size,
        "user": user,
        "mode": "hosted",
        "is_external": False,
        "url_private": address,
        "url_private_download": address,
        "permalink": f"https://simulated.slack.com/files/{user}/{file_id}/{name}",
    }
