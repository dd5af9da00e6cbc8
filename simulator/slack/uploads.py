"""Keeps files: those of people, and those that apps upload in three steps.

https://docs.slack.dev/messaging/working-with-files#upload
https://docs.slack.dev/reference/objects/file-object
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.media_types import media_type
from simulator.payload import Json
from simulator.slack.refusals import RefusedError

Files = Mapping[str, int | bytes]
"""What a person attaches: by name the bytes, or a number of them where nobody looks inside."""


@dataclass
class Upload:
    """`owner` is a user id; `shared` are the messages that show it: channel, kind and ts."""

    id: str
    name: str
    title: str
    owner: str = ""
    team: str = ""
    address: str = ""
    content: bytes = b""
    length: int = 0
    mode: str = "hosted"
    is_external: bool = False
    deleted: bool = False
    shared: list[tuple[str, str, str]] = field(default_factory=list)

    def payload(self) -> Json:
        """As events and `files.info` show it; a deleted one is a tombstone."""
        if self.deleted:
            return {"id": self.id, "mode": "tombstone"}
        private = f"{self.address}/files-pri/{self.team}-{self.id}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title,
            "mimetype": media_type(self.name),
            "filetype": self.name.rpartition(".")[2],
            "size": len(self.content),
            "user": self.owner,
            "mode": self.mode,
            "is_external": self.is_external,
            "url_private": f"{private}/{self.name}",
            "url_private_download": f"{private}/download/{self.name}",
            "permalink": f"https://simulated.slack.com/files/{self.owner}/{self.id}/{self.name}",
        }

    def shares(self) -> Json:
        found: Json = {}
        for channel, kind, ts in self.shared:
            found.setdefault(kind, {}).setdefault(channel, []).append({"ts": ts})
        return found


@dataclass
class Uploads:
    """`address` is where the bytes of a file are posted and fetched. `late` is how often
    `files.info` is asked before it tells where a new file is shown; with `unshared` a completed
    upload is shown nowhere, which happens in Slack now and then."""

    address: str = ""
    files: dict[str, Upload] = field(default_factory=dict)
    late: int = 0
    unshared: bool = False

    def find(self, file_id: str) -> Upload:
        upload = self.files.get(file_id)
        if upload is None:
            raise RefusedError("file_not_found")
        if upload.deleted:
            raise RefusedError("file_deleted")
        return upload

    def attach(self, id: str, owner: str, team: str, name: str, given: int | bytes) -> Upload:
        """A file that a person put into a message."""
        content = given if isinstance(given, bytes) else b"x" * given
        made = Upload(id, name, name, owner, team, self.address, content, len(content))
        self.files[id] = made
        return made
