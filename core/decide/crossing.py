"""Whether a file crosses, and how: one table. What is decided here is fetched and put there by the
loop, as deliveries of their own; no byte of a file is kept.

Slack gives files to an app and takes them from it. Teams gives those of private chats for a short
time, takes none in channels and asks the person first in chats: so there a link is given, which
the desk's own pages answer by fetching from Slack.
"""

from core.decide.files import REMOVED, amount, file_facts, stayed, was_removed
from core.decide.scene import Scene
from core.decide.versions import in_force
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind
from core.values.delivery import FILE_SLOT, Delivery, DeliveryKind
from core.values.file import FILE, LINK_LASTS, MOST_CROSSING, Crossing, File, Reach, Way
from core.values.file_kind import agrees, ending_of
from core.values.message import Button, Fact, Message
from core.values.place import ConversationReference, Platform


def verdict(
    file: File, place: int, to: ConversationReference | None, reach: Reach
) -> tuple[Way, str]:
    """How a file crosses that is the `place`th of its message, counted from 0, and where it stays
    why: the end of a key of `file.why_…`."""
    ending = ending_of(file.name)
    if reach.largest <= 0:
        return Way.STAYS, "off"
    if file.kept:
        return Way.STAYS, file.kept
    if to is None or to.platform not in (Platform.SLACK, Platform.TEAMS):
        return Way.STAYS, "mail"
    if not ending or not agrees(ending, file.media_type) or file.size == 0:
        return Way.STAYS, "kind"
    if file.size is not None and file.size > reach.largest:
        return Way.STAYS, "size"
    if place >= MOST_CROSSING:
        return Way.STAYS, "many"
    return _between(file, to, reach)


def _between(file: File, to: ConversationReference, reach: Reach) -> tuple[Way, str]:
    if file.workspace in reach.closed or file.platform is Platform.EMAIL:
        return Way.STAYS, "scope"
    match file.platform, to.platform:
        case Platform.SLACK, _ if not file.id:
            return Way.STAYS, "elsewhere"
        case Platform.TEAMS, Platform.TEAMS:
            return Way.STAYS, "teams"
        case Platform.TEAMS, _ if not file.handle:
            return Way.STAYS, "brief"
        case _, Platform.SLACK:
            closed = f"{to.platform}:{to.tenant}" in reach.closed
            return (Way.STAYS, "closed") if closed else (Way.COPY, "")
        case _:
            return (Way.LINK, "") if reach.pages else (Way.STAYS, "pages")


def planned(
    scene: Scene, case: str, files: tuple[File, ...], to: ConversationReference | None
) -> tuple[File, ...]:
    """The files of one message as they go there, each with a random name. What a case keeps of
    them holds no secret. The name says nothing but the case, which both sides know."""
    return tuple(_planned(scene, case, file, place, to) for place, file in enumerate(files))


def _planned(
    scene: Scene, case: str, file: File, place: int, to: ConversationReference | None
) -> File:
    way, why = verdict(file, place, to, scene.found.reach)
    if way is Way.STAYS:
        return stayed(file, why).model_copy(update={"handle": ""})
    name = file.sent_as or f"{case}-{scene.new_id()[:12]}.{ending_of(file.name)}"
    return file.model_copy(update={"handle": "", "way": way, "why": "", "sent_as": name})


def draft_files(scene: Scene, case: Case, draft: Entry) -> tuple[Fact, ...]:
    """Which files go along and which do not; where that is not the same for everybody who gets
    the answer, for each of them."""
    if not draft.files:
        return ()
    everybody = [each for each in (case, *scene.found.linked) if each is case or not each.is_over]
    ways = [(each, planned(scene, each.id, draft.files, each.origin)) for each in everybody]
    told = [(each, file_facts(scene.staff_voice, files, "draft")) for each, files in ways]
    if all(facts == told[0][1] for _, facts in told):
        return told[0][1]
    return tuple(
        Fact(label=f"{fact.label} · {each.id}", value=fact.value)
        for each, facts in told
        for fact in facts
    )


def carried(
    scene: Scene,
    case: Case,
    entry: Entry,
    given: tuple[File, ...],
    to: ConversationReference | None,
    under: str,
) -> tuple[Delivery, ...]:
    """The deliveries of the entry's files; `given` are the same files with their secrets. `under`
    is the message whose thread they go into."""
    if to is None:
        return ()
    return tuple(
        _delivery(scene, case, entry, place, file, source, to, under)
        for place, (file, source) in enumerate(zip(entry.files, given, strict=True))
        if file.way is not Way.STAYS
    )


def _delivery(
    scene: Scene,
    case: Case,
    entry: Entry,
    place: int,
    file: File,
    source: File,
    to: ConversationReference,
    under: str,
) -> Delivery:
    is_link = file.way is Way.LINK
    whole = file.model_copy(update={"handle": source.handle})
    post = scene.post(
        to,
        Message(title=file.sent_as),
        case,
        slot=_slot(entry, place),
        under=under,
        reports=entry.number,
        confirms=under != "card",
    )
    voice = scene.staff_voice if under == "card" else scene.voice_for(case)
    message = _link(scene, voice, case, file, post.key) if is_link else post.message
    crossing = Crossing(file=whole, name=file.sent_as, link=is_link)
    return post.model_copy(update={"message": message, "crossing": crossing})


def _link(scene: Scene, voice: Voice, case: Case, file: File, key: str) -> Message:
    """The desk seals the key of the delivery into the address before it is kept."""
    say = voice.say
    size = say("file.unknown_size") if file.size is None else amount(voice, file.size)
    until = voice.moment(scene.now + LINK_LASTS)
    address = f"{FILE}/{key}.{ending_of(file.sent_as)}"
    return Message(
        title=say("file.link_title", case=case.id),
        text=voice.tell("file.link_text", until=until),
        facts=(Fact(label=say("file.label"), value=f"{file.name} ({size}), {file.sent_as}"),),
        buttons=(Button(label=say("file.fetch"), url=address, style="primary"),),
        summary=say("file.link_title", case=case.id),
    )


def _slot(entry: Entry, place: int) -> str:
    return f"{FILE_SLOT}{entry.number}-{place}"


def taken_back(
    scene: Scene,
    case: Case,
    entry: Entry,
    to: ConversationReference | None,
    names: frozenset[str] | None = None,
) -> tuple[Delivery, ...]:
    """What crossed with a text that its author took back goes too: all of it, or what is named."""
    if to is None:
        return ()
    return tuple(
        Delivery(
            key=scene.new_id(),
            to=to,
            kind=DeliveryKind.DELETE,
            case=case.id,
            slot=_slot(entry, place),
            due_at=scene.now,
        )
        for place, file in enumerate(entry.files)
        if file.way is not Way.STAYS and (names is None or file.sent_as in names)
    )


def files_again(scene: Scene, case: Case) -> tuple[Delivery, ...]:
    """What the requester attached so far, into the thread of a new card."""
    staff = scene.queue(case).staff
    theirs = (EntryKind.ASKED, EntryKind.REPLIED)
    found = [e for e in case.entries if e.kind in theirs and e.files and in_force(case, e)]
    anew = [(e, going_to(scene, case, e, staff)) for e in found]
    return tuple(d for e, new in anew for d in carried(scene, case, new, e.files, staff, "card"))


def going_to(scene: Scene, case: Case, entry: Entry, to: ConversationReference | None) -> Entry:
    """The entry with its files as they go to another place than at first."""
    if not entry.files:
        return entry
    anew = planned(scene, case.id, entry.files, to)
    files = (stayed(f, REMOVED) if was_removed(case, entry, f.sent_as) else f for f in anew)
    return entry.model_copy(update={"files": tuple(files)})
