"""Writes an approved proposal into the folder of a pack, in the very format of its articles."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from core.values.proposal import Proposal

_LEGAL = "legal.general"
_LEAST = 5  # letters of a keyword
_SUMMARY = 300  # characters


def written(folder: Path, proposal: Proposal) -> Path | None:
    """The new file; None when it was written before. Its source is added to `sources.yaml`."""
    name = f"{_name(proposal.title)}-{proposal.id[:4]}"
    file = folder / proposal.locale / "articles" / f"{name}.md"
    if file.exists():
        return None
    source = _source(folder, proposal, name.replace("-", "_"))
    post = frontmatter.Post(proposal.text, **_head(proposal, source))
    file.write_text(frontmatter.dumps(post, sort_keys=False) + "\n", encoding="utf-8")
    return file


def _head(proposal: Proposal, source: str) -> dict[str, Any]:
    first = " ".join(proposal.text.split())
    short = f"{first[:_SUMMARY].rsplit(' ', 1)[0]} …" if len(first) > _SUMMARY else first
    return {
        "topic": proposal.topic,
        "title": proposal.title,
        "summary": short,
        "sources": [source],
        "as_of": proposal.at.date(),
        "review_by": proposal.review_by,
        "legal_status": _LEGAL,
        "owner": proposal.queue,
        "example_questions": [proposal.title],
        "keywords": [word for word in re.findall(r"\w+", proposal.title) if len(word) >= _LEAST],
    }


def _source(folder: Path, proposal: Proposal, name: str) -> str:
    """The id of the page, which is added where the pack does not know it. `read` is the day on
    which the author named it; the page's own date is not known to us."""
    file = folder / "sources.yaml"
    known = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    for id, row in known.items():
        if row.get("address") == proposal.address:
            return str(id)
    row = {
        "title": proposal.source,
        "address": proposal.address,
        "published": None,
        "read": proposal.at.date(),
    }
    with file.open("a", encoding="utf-8") as sources:
        sources.write(f"\n{yaml.safe_dump({name: row}, sort_keys=False, allow_unicode=True)}")
    return name


def _name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "article"
