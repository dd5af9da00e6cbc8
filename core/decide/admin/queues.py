"""Queues in chat: the list, a page for each with its two forms, all into the draft."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from core.decide.admin import drafts, queue_forms, queue_times, shows
from core.decide.admin.forms import NO_FAULTS, button, form, found_out
from core.decide.casework.telling import told
from core.decide.faults import Faults, of_value
from core.decide.routes import queue_line
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Button, Fact, Field, Message
from core.values.routing import Queue

_SHOWN = 20
_WHO, _WHEN = queue_forms.FIELDS, queue_times.FIELDS


def listed(scene: Scene) -> Decision:
    queues = drafts.working(scene).queues
    message = Message(
        title=scene.voice.say("admin.queues_title"),
        text=f"{scene.voice.tell('admin.queues')}\n\n{shows.which(scene)}",
        facts=tuple(
            Fact(label=name, value=queue_line(name, queue).removeprefix(f"{name}: "))
            for name, queue in queues.items()
        ),
        buttons=(
            *(
                Button(label=name, command=a.ShowQueue(queue=name))
                for name in list(queues)[:_SHOWN]
            ),
            button(scene, "add_queue", a.OpenQueue()),
            *shows.buttons(scene),
            button(scene, "back", a.Admin()),
        ),
    )
    return Decision(reply=message)


def shown(scene: Scene, command: a.ShowQueue) -> Decision:
    """Everything that its two forms set."""
    queue = drafts.working(scene).queues.get(command.queue)
    if queue is None:
        return told(scene, "refused.no_change")
    name, base = command.queue, drafts.base(scene)
    message = Message(
        title=scene.voice.say("admin.queue_title", name=name),
        text=shows.which(scene, f"queue {name}:"),
        facts=tuple(_facts(scene, name, queue)),
        buttons=(
            button(scene, "edit", a.OpenQueue(queue=name), "primary"),
            button(scene, "times", a.OpenTimes(queue=name)),
            button(scene, "delete", a.DropQueue(base=base, queue=name), "danger"),
            button(scene, "back", a.ListQueues()),
        ),
    )
    return Decision(reply=message)


def _facts(scene: Scene, name: str, queue: Queue) -> Iterator[Fact]:
    base = drafts.base(scene)
    people = queue_forms.fields(scene, queue_forms.filled(base, scene, name, queue), queue)
    times = queue_times.fields(scene, queue_times.filled(base, scene, name, queue), queue)
    places = {"staff": queue.staff, "overdue_staff": queue.escalate_to}
    for field in (*people, *times):
        value = ", ".join(queue.people) if field.id == "people" else _shown(field)
        value = str(places.get(field.id) or "") or value
        if value and field.id != "name":
            yield Fact(label=field.label, value=value)


def _shown(field: Field) -> str:
    labels = {option.value: option.label for option in field.options}
    return (
        ", ".join(labels.get(each, each) for each in field.initial.split(","))
        if labels
        else (field.initial)
    )


def opened(scene: Scene, command: a.OpenQueue) -> Decision:
    queue = drafts.working(scene).queues.get(command.queue)
    return _form(scene, queue_forms.filled(drafts.base(scene), scene, command.queue, queue))


def times_opened(scene: Scene, command: a.OpenTimes) -> Decision:
    queue = drafts.working(scene).queues.get(command.queue)
    if queue is None:
        return told(scene, "refused.no_change")
    return _times(scene, queue_times.filled(drafts.base(scene), scene, command.queue, queue))


def _form(scene: Scene, shown: a.SaveQueue, faults: Mapping[str, str] = NO_FAULTS) -> Decision:
    kept: dict[str, object] = {"do": "save_queue", "base": shown.base, "queue": shown.queue}
    fields = queue_forms.fields(scene, shown, drafts.working(scene).queues.get(shown.queue))
    return form(scene, scene.voice.say("admin.queue_form"), fields, kept, faults)


def _times(scene: Scene, shown: a.SaveTimes, faults: Mapping[str, str] = NO_FAULTS) -> Decision:
    kept: dict[str, object] = {"do": "save_times", "base": shown.base, "queue": shown.queue}
    fields = queue_times.fields(scene, shown, drafts.working(scene).queues[shown.queue])
    return form(scene, scene.voice.say("admin.times_form"), fields, kept, faults)


def save(scene: Scene, command: a.SaveQueue) -> Decision:
    if drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    known = drafts.working(scene).queues
    old = known.get(command.queue)
    faults = {
        **queue_forms.name_faults(scene, command, known),
        **found_out(scene),
    }
    queue = _with(scene, old, queue_forms.written(scene, command, old, faults), faults, _WHO)
    if queue is None:
        return _form(scene, command, faults)
    made = _changed(scene, command.queue, command.name, queue)
    return made if isinstance(made, Decision) else _form(scene, command, made)


def save_times(scene: Scene, command: a.SaveTimes) -> Decision:
    old = drafts.working(scene).queues.get(command.queue)
    if old is None or drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    faults = found_out(scene)
    queue = _with(scene, old, queue_times.written(scene, command, old, faults), faults, _WHEN)
    if queue is None:
        return _times(scene, command, faults)
    made = _changed(scene, command.queue, command.queue, queue)
    return made if isinstance(made, Decision) else _times(scene, command, made)


def _with(
    scene: Scene,
    old: Queue | None,
    written: dict[str, object],
    faults: Faults,
    fields: Mapping[str, str],
) -> Queue | None:
    """The queue with what a form holds; all else stays. None where there are `faults`, which then
    are all."""
    kept = old.model_dump(mode="json", exclude_defaults=True) if old else {}
    try:
        made = Queue.model_validate(kept | written)
    except ValidationError as error:
        for field, fault in of_value(scene.voice, error, fields).items():
            faults.setdefault(field, fault)
        return None
    return None if faults else made


def _changed(scene: Scene, before: str, name: str, queue: Queue) -> Decision | Faults:
    """Rules follow a queue that has another name now."""
    working = drafts.working(scene)
    renamed = {before: name} if before else {}
    queues = {renamed.get(known, known): each for known, each in working.queues.items()}
    rules = tuple(
        rule.model_copy(update={"queue": renamed.get(rule.queue, rule.queue)})
        for rule in working.rules
    )
    return drafts.changed(scene, queues | {name: queue}, rules)


def drop(scene: Scene, command: a.DropQueue) -> Decision:
    if drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    working = drafts.working(scene)
    left = {name: queue for name, queue in working.queues.items() if name != command.queue}
    made = drafts.changed(scene, left, working.rules)
    if isinstance(made, Decision):
        return made
    text = scene.voice.tell("admin.fault", fault=" ".join(made.values()))
    back = button(scene, "back", a.ListQueues())
    title = scene.voice.say("admin.queues_title")
    return Decision(reply=Message(title=title, text=text, buttons=(back,)))
