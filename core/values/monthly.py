"""What a month was like: counts of cases, never a text of a person."""

from core.values.value import Value


class Volume(Value):
    """How many cases of a month are about a topic and come from a workspace."""

    topic: str
    workspace: str
    count: int


class Kept(Value):
    """Of the cases that were opened in a month: `answered` by now, `in_time` of these; `overdue`
    have no answer although it is due."""

    answered: int = 0
    in_time: int = 0
    overdue: int = 0


class Gap(Value):
    """Questions about one topic that the knowledge could not answer: how many persons asked, and
    words that several of them used."""

    topic: str
    people: int
    words: tuple[str, ...] = ()


class Monthly(Value):
    """`month` is such as `2026-10`. `waits` are the working times until the first answer in
    seconds, in order. `looked_at` says of how many cases waits, ratings and gaps are; `opened` is
    how many there are."""

    month: str
    queues: tuple[str, ...]
    volumes: tuple[Volume, ...] = ()
    kept: Kept = Kept()
    waits: tuple[float, ...] = ()
    ratings: tuple[tuple[str, int], ...] = ()
    gaps: tuple[Gap, ...] = ()
    looked_at: int = 0

    @property
    def opened(self) -> int:
        return sum(volume.count for volume in self.volumes)
