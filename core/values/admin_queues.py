"""What admins ask of queues. A queue has two forms: who and where, and its times."""

from typing import Annotated, Literal

from pydantic import Field

from core.values.admin_words import Listed, Looks, Name, OfAdmin, Short, Typed


class ListQueues(Looks):
    do: Literal["queues"] = "queues"


class ShowQueue(Looks):
    do: Literal["show_queue"] = "show_queue"
    queue: str


class OpenQueue(Looks):
    """An empty name stands for a new queue."""

    do: Literal["open_queue"] = "open_queue"
    queue: str = ""


class SaveQueue(OfAdmin):
    """`staff` is the id of a conversation in the workspace of whoever acts. `second` says whether a
    second person must read: always, or for `second_topics`."""

    do: Literal["save_queue"] = "save_queue"
    base: int
    queue: str = ""
    name: Typed = ""
    staff: Short = ""
    mailbox: Short = ""
    days: Typed = ""
    people: Listed = ()
    writers: Listed = ()
    reply: Literal["confirm", "direct"] = "confirm"
    second: Literal["no", "yes", "topics"] = "no"
    second_topics: Listed = ()


class OpenTimes(Looks):
    do: Literal["open_times"] = "open_times"
    queue: str


class SaveTimes(OfAdmin):
    """`hours` is a line as `mon-fri 09:00-12:30 13:30-17:00; sat 10:00-12:00`. What is overdue is
    told to the conversation `overdue_staff` or to the address `overdue_mail`, by neither to the
    mailbox. Days are working days, `recall` is in seconds, `keep_for` as `5 years` or empty for
    good, `digest` an hour such as `09:00` or empty for none."""

    do: Literal["save_times"] = "save_times"
    base: int
    queue: Name
    hours: Annotated[str, Field(max_length=1000)] = ""
    timezone: Short = ""
    next_within: Typed = ""
    overdue_staff: Short = ""
    overdue_mail: Short = ""
    notice_after: Typed = ""
    close_after: Typed = ""
    recall: Typed = ""
    keep_for: Short = ""
    digest: Short = ""


class DropQueue(OfAdmin):
    do: Literal["drop_queue"] = "drop_queue"
    base: int
    queue: str
