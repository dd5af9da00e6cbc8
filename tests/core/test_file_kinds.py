"""The first bytes of a file have to be those of its kind."""

import io
import zipfile

import pytest

from core.values.file_kind import HEAD, TYPES, agrees, begins_as, ending_of


def packed(*files: tuple[str, bytes], stored: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as a:
        for name, content in files:
            a.writestr(name, content)
    return made.getvalue()


def office(folder: str) -> bytes:
    return packed(("[Content_Types].xml", b"<Types/>"), (f"{folder}/document.xml", b"<x/>"))


def open_document(kind: str) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed(("mimetype", media), ("content.xml", b"<x/>"), stored=True)


GOOD = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "docx": office("word"),
    "xlsx": office("xl"),
    "pptx": office("ppt"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "txt": "Une étude\n".encode(),
    "csv": b"a;b\n1;2\n",
}


def test_every_kind_has_an_example() -> None:
    assert GOOD.keys() == TYPES.keys()


@pytest.mark.parametrize("ending", TYPES)
def test_a_file_of_its_kind_begins_as_it_should(ending: str) -> None:
    assert begins_as(ending, GOOD[ending][:HEAD])
    assert ending_of(f"Plan v2.{ending.upper()}") == ending
    assert agrees(ending, TYPES[ending])


ALIKE = {("txt", "csv"), ("csv", "txt")}
OFFICE = {"docx", "xlsx", "pptx"}  # known apart by what follows their first entry


@pytest.mark.parametrize("ending", TYPES)
def test_no_other_kind_passes_for_it(ending: str) -> None:
    for other, content in GOOD.items():
        same = other == ending or (ending, other) in ALIKE or {ending, other} <= OFFICE
        assert begins_as(ending, content[:HEAD]) is same, other


BAD = {
    "empty": b"",
    "program": b"MZ\x90\0\x03",
    "script": b"#!/bin/sh\n",
    "page": b"\n <!DOCTYPE html><html>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "marked page": b"\xef\xbb\xbf<html><script>",
    "rtf": b"{\\rtf1",
    "archive": packed(("evil.exe", b"MZ")),
    "java": packed(("META-INF/MANIFEST.MF", b"x")),
    "template": open_document("text-template"),
    "master": open_document("text-master"),
    "elf": b"\x7fELF\x02\x01\0\0",
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("ending", TYPES)
def test_what_is_something_else_passes_for_none(ending: str, name: str) -> None:
    assert not begins_as(ending, BAD[name][:HEAD])


@pytest.mark.parametrize("rest", [b"", b"\xff" * 26, b"x" * 600])
@pytest.mark.parametrize("ending", TYPES)
def test_a_spoiled_beginning_is_no_error(ending: str, rest: bytes) -> None:
    assert not begins_as(ending, b"PK\x03\x04" + rest)


@pytest.mark.parametrize(
    "name",
    ["a.docm", "a.html", "a.svg", "a.zip", "a.exe", "pdf", "a.pdf.", "a. pdf x", "", "a.p\u0440f"],
)
def test_other_endings_do_not_cross(name: str) -> None:
    assert ending_of(name) == ""
