"""What Teams may deliver twice under two ids, and how both are known for one."""

import hashlib

from adapters.teams.place import Origin
from core.decide.words import read_command
from core.values.command import Ask, Command, Say
from core.values.file import File

_SHORT = 3  # words that somebody may well say twice within two minutes


def may_come_again(command: Command, at: Origin) -> bool:
    """Free text, which Teams may deliver again under a new id half a minute later. Repeated
    commands are meant, and so are repeated short words in a thread (`Yes.`, `!claim`): they open
    nothing."""
    in_thread = not at.direct and at.where.thread not in (None, at.id)
    if isinstance(command, Say) and in_thread:
        return len(command.text.split()) > _SHORT and not command.text.lstrip().startswith("!")
    if isinstance(command, Say) and command.mentioned:
        command = read_command(command.text)
    return isinstance(command, Ask) and bool(command.question)


def likeness(at: Origin, said: str, files: tuple[File, ...] = ()) -> str:
    by = (at.where.lane, at.where.thread or "", at.person.user)
    return digest("\n".join((*by, said, *(file.id for file in files))))


def digest(words: str) -> str:
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()
