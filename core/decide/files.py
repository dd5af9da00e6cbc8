"""Files that people attach: what is said of them where they do not cross."""

from core.decide.voice import Voice
from core.values.decision import Decision
from core.values.file import File
from core.values.message import Fact

_SHOWN = 10
_PLATFORMS = {"slack": "Slack", "teams": "Teams", "email": "E-mail"}


def file_facts(
    voice: Voice, files: tuple[File, ...], key: str, /, **values: object
) -> tuple[Fact, ...]:
    """One line for each file: name, size, where it stays, and how to get it. `key` is a phrase
    with `name`, `size` and `platform`."""
    label = voice.say("file.label")
    told = tuple(
        Fact(label=label, value=voice.say(key, **_described(voice, file), **values))
        for file in files[:_SHOWN]
    )
    if len(files) <= _SHOWN:
        return told
    return (*told, Fact(label=label, value=voice.say("file.more", count=len(files) - _SHOWN)))


def with_files_told(voice: Voice, decision: Decision, files: tuple[File, ...]) -> Decision:
    """What no case took up is said not to be kept."""
    if decision.reply is None or decision.case is not None:
        return decision
    told = (*decision.reply.facts, *file_facts(voice, files, "file.not_kept"))
    return decision.model_copy(update={"reply": decision.reply.model_copy(update={"facts": told})})


def _described(voice: Voice, file: File) -> dict[str, object]:
    size = voice.say("file.unknown_size") if file.size is None else amount(voice, file.size)
    return {"name": file.name, "size": size, "platform": _PLATFORMS[file.platform]}


def amount(voice: Voice, size: int) -> str:
    """`1.2 MB`, in the writing of the language; units of 1,000 bytes as people count them."""
    unit, digits = next(
        ((name, size / step) for name, step in (("MB", 10**6), ("kB", 1000)) if size >= step),
        ("B", float(size)),
    )
    written = f"{digits:.0f}" if unit == "B" or digits >= 100 else f"{digits:.1f}"
    return f"{voice.figure(written)} {unit}"
