"""The monthly report, and the tables of cases: to staff for their queues, to admins for all."""

from collections.abc import Iterable, Mapping

from core.decide.casework.telling import told
from core.decide.overview.month_chart import MonthPage, month_alt, month_name
from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values.decision import Decision
from core.values.message import Button, Fact, Message, Picture
from core.values.monthly import Monthly
from core.values.place import Membership

REPORT, VALID_MINUTES = "/report", 15
_MOST_PLACES = 15


def report(scene: Scene) -> Decision:
    made = scene.found.monthly
    if made is None or not _may(scene):
        return _refused(scene)
    voice = scene.voice
    message = report_message(voice, made, scene.found.named)
    links = _links(scene, ("html", "csv", "json"))
    hint = voice.tell("report.links" if links else "report.no_links", minutes=VALID_MINUTES)
    return Decision(
        reply=message.model_copy(
            update={"text": f"{message.text}\n\n{hint}".strip(), "buttons": links}
        )
    )


def export_cases(scene: Scene) -> Decision:
    """Nothing is made yet: the table is made, and written down as exported, when it is fetched."""
    if not scene.found.about or not _may(scene):
        return _refused(scene)
    if not scene.found.ticket:
        return told(scene, "report.no_address")
    queues = ", ".join(scene.found.about)
    word = told(scene, "report.export", queues=queues, minutes=VALID_MINUTES)
    assert word.reply is not None
    links = _links(scene, ("csv", "json"))
    return Decision(reply=word.reply.model_copy(update={"buttons": links}))


def _may(scene: Scene) -> bool:
    return bool(scene.found.about) and not scene.may_not_act


def _refused(scene: Scene) -> Decision:
    unknown = scene.found.membership is Membership.UNKNOWN
    key = "refused.cannot_check" if unknown else "refused.no_queues"
    return told(scene, scene.may_not_act or key)


def _links(scene: Scene, endings: tuple[str, ...]) -> tuple[Button, ...]:
    ticket, say = scene.found.ticket, scene.voice.say
    if not ticket:
        return ()
    return tuple(
        Button(label=say(f"report.{ending}"), url=f"{REPORT}/{ticket}.{ending}?lang={scene.locale}")
        for ending in endings
    )


def report_message(voice: Voice, made: Monthly, named: Mapping[str, str]) -> Message:
    """Counts and words of topics; no text of anybody. `named` are workspaces by their ids."""
    page = MonthPage.of(made)
    picture = None
    if made.opened:
        address = page.address("png", voice.locale)
        picture = Picture(url=address, alt=month_alt(voice, page))
    month = month_name(voice, made.month)
    return Message(
        title=voice.say("report.title", month=month),
        text="\n\n".join(_texts(voice, made, named)),
        facts=tuple(_facts(voice, made)),
        picture=picture,
        summary=voice.say("report.title", month=month),
    )


def _facts(voice: Voice, made: Monthly) -> Iterable[Fact]:
    kept = made.kept
    owed = kept.answered + kept.overdue
    values = {
        "queues": ", ".join(made.queues),
        "opened": str(made.opened),
        "target": _share(voice, kept.in_time, owed),
        "first": _waits(voice, made),
        "ratings": _ratings(voice, made),
        "platforms": _counts(_platforms(made)),
    }
    return (Fact(label=voice.say(f"report.{key}"), value=value) for key, value in values.items())


def _share(voice: Voice, part: int, whole: int) -> str:
    if not whole:
        return voice.say("report.none_due")
    return voice.say("report.share", percent=round(100 * part / whole), part=part, whole=whole)


def _waits(voice: Voice, made: Monthly) -> str:
    if not made.waits:
        return voice.say("report.no_answers")
    middle, most = (_duration(voice, percentile(made.waits, share)) for share in (0.5, 0.9))
    return voice.say("report.waits", median=middle, most=most, count=len(made.waits))


def percentile(ordered: tuple[float, ...], share: float) -> float:
    """The least value that so many are not above (nearest rank)."""
    rank = -(-share * len(ordered) // 1)
    return ordered[max(0, int(rank) - 1)]


def _duration(voice: Voice, seconds: float) -> str:
    minutes = round(seconds / 60)
    return voice.say("report.duration", hours=minutes // 60, minutes=minutes % 60)


def _ratings(voice: Voice, made: Monthly) -> str:
    if not made.ratings:
        return voice.say("report.no_ratings")
    return "; ".join(f"{voice.say(f'rate.{score}')}: {count}" for score, count in made.ratings)


def _platforms(made: Monthly) -> dict[str, int]:
    found: dict[str, int] = {}
    for volume in made.volumes:
        name = volume.workspace.partition(":")[0].capitalize()
        found[name] = found.get(name, 0) + volume.count
    return found


def _counts(found: dict[str, int]) -> str:
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return "; ".join(f"{name}: {count}" for name, count in ordered) or "–"


def _texts(voice: Voice, made: Monthly, named: Mapping[str, str]) -> Iterable[str]:
    topics: dict[str, int] = {}
    places: dict[str, int] = {}
    for volume in made.volumes:
        topics[volume.topic] = topics.get(volume.topic, 0) + volume.count
        place = named.get(volume.workspace, volume.workspace)
        places[place] = places.get(place, 0) + volume.count
    if not made.volumes:
        yield voice.tell("report.nothing")
        return
    told = {voice.say(f"topic.{topic}"): count for topic, count in topics.items()}
    yield _list(voice, "by_topic", told)
    yield _list(voice, "by_place", places)
    if made.gaps:
        yield _gaps(voice, made)
    if made.looked_at < made.opened:
        yield voice.tell("report.first_only", count=made.looked_at)


def _list(voice: Voice, key: str, found: dict[str, int]) -> str:
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    lines = [voice.tell("report.row", name=name, count=n) for name, n in ordered[:_MOST_PLACES]]
    if len(ordered) > _MOST_PLACES:
        rest = sum(count for _, count in ordered[_MOST_PLACES:])
        lines.append(voice.tell("report.rest", count=rest))
    return "\n".join((f"**{voice.tell(f'report.{key}')}**", "", *(f"- {line}" for line in lines)))


def _gaps(voice: Voice, made: Monthly) -> str:
    lines = [
        voice.tell(
            "report.gap_words" if gap.words else "report.gap",
            topic=voice.say(f"topic.{gap.topic}"),
            count=gap.people,
            words=", ".join(gap.words),
        )
        for gap in made.gaps
    ]
    head = f"**{voice.tell('report.gaps')}**"
    return "\n".join((head, "", *(f"- {line}" for line in lines)))
