"""Texts cut and split to what Slack takes."""


def cut(text: str, limit: int) -> str:
    """At most `limit` characters; what is cut is said."""
    if len(text) <= limit:
        return text
    note = f"… [+{len(text) - limit}]" if limit > 200 else "…"
    return text[: limit - len(note)] + note


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` characters, broken at a paragraph, a line or a word if possible."""
    parts = []
    while len(text) > limit:
        at = max(text.rfind("\n\n", 1, limit), 0) or max(text.rfind("\n", 1, limit), 0)
        at = at or max(text.rfind(" ", 1, limit), 0) or limit
        parts.append(text[:at])
        text = text[at:].lstrip("\n")
    return [*parts, text] if text.strip() else parts
