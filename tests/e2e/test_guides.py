"""The guides hold what they promise: links lead somewhere, and what can be copied works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.packs.documents import read_yaml
from core.values.routing import Asked, Routing

ROOT = Path(__file__).parents[2]
GUIDES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_link_and_picture_is_there(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    wanted = (link for link in LINK.findall(text) if not link.startswith("source:"))
    assert [link for link in wanted if not (guide.parent / link).exists()] == []


def test_the_routing_of_the_admins_guide_loads() -> None:
    (example,) = YAML.findall((ROOT / "docs/admins.md").read_text(encoding="utf-8"))
    routing = read_yaml(example).parse(Routing)
    assert routing.route(Asked(topic="cta", workspace="slack:T0UNI", locale="en")).queue == "ctr"
    assert routing.route(Asked(topic="fees", workspace="slack:T0KUL", locale="en")).rule == 2
    assert (
        routing.route(Asked(topic="sta", workspace="slack:T0UNI", locale="en")).queue
        == "innovationoffice"
    )
