"""What the doctor says in Dutch, French and German, and what it calls the parts in English. Beside
the pack, which may be what is ill."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent
LANGUAGES = ("nl", "fr", "de")


def words(locale: str) -> Mapping[str, str]:
    """The sentences of that language, by their English; for English and any other language only
    the names of the parts."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return _read(language if language in LANGUAGES else "en")


@cache
def _read(language: str) -> Mapping[str, str]:
    known: dict[str, str] = yaml.safe_load((HERE / f"{language}.yaml").read_text(encoding="utf-8"))
    return known
