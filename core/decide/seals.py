"""Hashes that prove a text. Both can be made with `sha256sum` by whoever has the text."""

import hashlib


def plain(text: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal(salt: str, text: str) -> str:
    """The same with a random salt before it: nobody can guess a short text by its seal. Empty where
    there is no text, or the salt was erased."""
    return plain(f"{salt}\n{text}") if text and salt else ""
