"""What platforms call a file by its ending; the same on every machine."""

from __future__ import annotations

_OFFICE = "application/vnd.openxmlformats-officedocument."
_KNOWN = {
    "csv": "text/csv",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "zip": "application/zip",
}


def media_type(name: str) -> str:
    """By the ending of the name; for what is not known the word for any bytes."""
    return _KNOWN.get(name.rpartition(".")[2].lower(), "application/octet-stream")
