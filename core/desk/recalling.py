"""What the record remembers of past cases, for those who may read them."""

from core.decide.memory.searching import PAGE, read_wanted
from core.decide.scene import Scene
from core.desk.ports import Record
from core.values.command import Search
from core.values.decision import Found
from core.values.search import Hits


def remembered(scene: Scene, record: Record) -> Found:
    """What was found, with what the command wants to see of the past. Called when it is known who
    acts: it looks for nothing that the person may not see."""
    match scene.turn.command:
        case Search() as command:
            return scene.found.model_copy(update={"hits": _hits(scene, command, record)})
        case _:
            return scene.found


def _hits(scene: Scene, command: Search, record: Record) -> Hits:
    """The page that is asked for; nothing where the words say nothing that can be looked for."""
    wanted = read_wanted(scene, command)
    if isinstance(wanted, str) or wanted.is_empty or not scene.reads_for:
        return Hits()
    return record.found(wanted, command.page * PAGE, PAGE)
