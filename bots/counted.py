"""Says how many of something there are, for the command line and the audit trail, in English."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 case`, `2,000 cases`; `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
