"""What nobody sees before a word: soft hyphens, joiners and marks of direction come along when a
text is copied, and must not make an answer out of a note."""

import re

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
"""For a class of characters in a pattern; all that Unicode calls ignorable, and what is blank.
https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point"""
_BEFORE = re.compile(rf"[\s{UNSEEN}]+")


def begun(text: str) -> str:
    """The text from the first character that can be seen."""
    found = _BEFORE.match(text)
    return text[found.end() :] if found else text
