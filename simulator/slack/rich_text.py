"""Tables the parts of a rich_text block.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from __future__ import annotations

from simulator.slack.checks import (
    Check,
    anything,
    by_type,
    flag,
    items,
    number,
    one_of,
    shape,
    string,
)

STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)
STYLE: dict[str, Check] = {"style": shape({}, dict.fromkeys(STYLES, flag))}
MANY = 10_000

LEAVES: dict[str, Check] = {
    "text": shape({"text": string(40_000)}, STYLE),
    "link": shape({"url": string(3000)}, {"text": string(40_000, 0), "unsafe": flag} | STYLE),
    "user": shape({"user_id": string(255)}, STYLE),
    "usergroup": shape({"usergroup_id": string(255)}, STYLE),
    "channel": shape({"channel_id": string(255)}, STYLE),
    "team": shape({"team_id": string(255)}, STYLE),
    "emoji": shape({"name": string(255)}, {"unicode": anything, "skin_tone": anything} | STYLE),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, STYLE),
    "color": shape({"value": string(7)}, STYLE),
    "date": shape(
        {"timestamp": number(0, 2**53), "format": string(255)},
        {"url": string(3000), "fallback": string(255)} | STYLE,
    ),
}
LINE = items(by_type(LEAVES), MANY, 0)
SECTION = shape({"elements": LINE})

RICH_TEXT: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        {
            "style": one_of("bullet", "ordered"),
            "elements": items(by_type({"rich_text_section": SECTION}), MANY),
        },
        {"indent": number(0, 8), "offset": number(0, MANY), "border": number(0, 1)},
    ),
    "rich_text_quote": shape({"elements": LINE}, {"border": number(0, 1)}),
    "rich_text_preformatted": shape(
        {"elements": LINE}, {"border": number(0, 1), "language": string(64)}
    ),
}
