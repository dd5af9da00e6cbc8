"""What a question is about, as far as the desk can tell, and why it thinks so."""

from core.values.value import Value


class Triage(Value):
    """`confidence` is between 0 and 1. `queue` is None for what is out of scope,
    `article` where nothing in the pack answers; `topics` are the likeliest, best first.
    `pointer` names the pack's word on where else to ask (phrase `pointer.NAME`), or is empty.
    `sure_of_language` is False where a word or two leave the language open.
    """

    language: str
    topic: str
    topics: tuple[str, ...] = ()
    queue: str | None = None
    confidence: float
    article: str | None = None
    why: tuple[str, ...] = ()
    pointer: str = ""
    sure_of_language: bool = False
