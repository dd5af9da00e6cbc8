"""The record of a case in words, for people and for the annex of a proposal."""

from collections.abc import Iterator

from core.decide.voice import Voice
from core.values.case_record import Basis, CaseRecord, Told, Worded
from core.values.document import Document, Line, Part, Passage

CODE = 16  # characters of a seal that are typed to verify an answer


def record_document(voice: Voice, record: CaseRecord) -> Document:
    return Document(
        name=f"case-{record.case}",
        title=voice.say("record.title", case=record.case),
        locale=voice.locale,
        passages=tuple(_passages(voice, record)),
    )


def _passages(voice: Voice, record: CaseRecord) -> Iterator[Passage]:
    say = voice.say
    yield Passage(part=Part.TEXT, text=say("record.about", office=record.office))
    yield Passage(part=Part.TEXT, text=say("record.annex"))
    yield _lines(_head(voice, record))
    for told in record.told:
        yield from _told(voice, record, told)
    yield Passage(part=Part.HEADING, text=say("record.proof"))
    yield Passage(part=Part.TEXT, text=say("record.proof_text", case=record.case))
    yield Passage(part=Part.SMALL, text=f"SHA-256 {record.sha256}")
    yield Passage(part=Part.TEXT, text=say("record.general"))


def _lines(found: Iterator[tuple[str, str]]) -> Passage:
    lines = tuple(Line(label=label, value=value) for label, value in found if value)
    return Passage(part=Part.LINES, lines=lines)


def _head(voice: Voice, record: CaseRecord) -> Iterator[tuple[str, str]]:
    say, zone = voice.say, record.time_zone
    yield say("record.case"), record.case
    yield say("record.made"), f"{voice.moment(record.made_at)} ({zone})"
    yield say("record.requester"), record.requester
    yield say("card.organisation"), record.organisation
    yield say("card.topic"), say(f"topic.{record.topic}")
    yield say("card.product"), say(f"product.{record.product}") if record.product else ""
    yield say("card.stage"), say(f"stage.{record.stage}") if record.stage else ""
    yield say("case.status"), say(f"status.{record.state}")
    yield say("case.opened"), f"{voice.moment(record.opened_at)} ({zone})"
    yield say("card.due"), record.due
    answered = record.answered_at
    yield (
        say("record.answered"),
        f"{voice.moment(answered)} ({zone})" if answered else say("record.not_answered"),
    )


def _told(voice: Voice, record: CaseRecord, told: Told) -> Iterator[Passage]:
    yield Passage(part=Part.HEADING, text=voice.say(f"record.{told.kind}"))
    for number, version in enumerate(told.versions, 1):
        last = number == len(told.versions)
        yield Passage(part=Part.SMALL, text=_stand(voice, record, told, version, last=last))
        if version.text:
            yield Passage(part=Part.QUOTE, text=version.text)
        if version.sha256:
            yield Passage(part=Part.SMALL, text=_hashes(voice, told, version))
    if told.basis:
        yield Passage(part=Part.TEXT, text=voice.say("record.basis"))
        yield Passage(part=Part.LINES, lines=tuple(_sources(voice, told)))


def _stand(voice: Voice, record: CaseRecord, told: Told, version: Worded, *, last: bool) -> str:
    """Who, when, and whether these words are in force."""
    by = voice.say("answer.by") if told.by == "office" else record.requester
    when = f"{by}, {voice.moment(version.at)} ({record.time_zone})"
    if told.withdrawn:
        state = voice.say("record.withdrawn", when=voice.moment(told.withdrawn))
    elif len(told.versions) == 1:
        state = ""
    else:
        state = voice.say("record.in_force" if last else "record.replaced")
    return f"{when}. {state}".strip()


def _hashes(voice: Voice, told: Told, version: Worded) -> str:
    plain = f"SHA-256 {version.sha256}"
    if told.by != "office" or not version.seal:
        return plain
    return f"{plain} · {voice.say('record.code', code=version.seal[:CODE])}"


def _sources(voice: Voice, told: Told) -> Iterator[Line]:
    for basis in told.basis:
        yield Line(label=basis.title or basis.article, value=_article(voice, basis))
        for source in basis.sources:
            dated = source.published
            age = (
                voice.say("article.published", day=voice.day(dated))
                if dated
                else voice.say("article.undated", day=voice.day(source.read))
            )
            yield Line(
                label="", value=f"{source.title}, {age}. {source.address}", address=source.address
            )


def _article(voice: Voice, basis: Basis) -> str:
    how = voice.say(f"record.how_{basis.how}")
    if basis.as_of is None or basis.last_day is None:
        return voice.say("record.article_gone", how=how, version=basis.version)
    return voice.say(
        "record.article",
        how=how,
        version=basis.version,
        as_of=voice.day(basis.as_of),
        until=voice.day(basis.last_day),
    )
