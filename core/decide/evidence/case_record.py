"""Makes the record of a case from what both sides have seen: never from drafts or notes."""

from collections.abc import Mapping
from datetime import datetime

from core.decide.seals import plain, seal
from core.decide.timing.due import due_text
from core.decide.versions import is_deleted
from core.decide.voice import Voice
from core.values.case import Case, Entry, EntryKind, Reliance, Status
from core.values.case_record import Basis, CaseRecord, Told, Worded
from core.values.pack import Article

Key = tuple[str, str, str]
"""An article's id, locale and version."""
_SEEN = (EntryKind.ASKED, EntryKind.SENT, EntryKind.REPLIED)
_OFFICE = (EntryKind.SENT,)


def key(relied: Reliance) -> Key:
    return relied.article, relied.locale, relied.version


def relied_on(case: Case) -> frozenset[Key]:
    """Every version of an article that stood behind something in the case."""
    return frozenset(key(each) for entry in case.entries for each in entry.relies)


def case_record(
    voice: Voice, case: Case, articles: Mapping[Key, Article], at: datetime
) -> CaseRecord:
    """`articles` are those of `relied_on` that are still on record. `at` is in UTC."""
    seen = [entry for entry in case.entries if entry.kind in _SEEN]
    answers = [entry.at for entry in seen if _kind(case, entry) == "answer"]
    return CaseRecord(
        case=case.id,
        made_at=voice.local(at.replace(microsecond=0)),
        time_zone=voice.pack.calendar.hours.timezone,
        office=voice.pack.title or voice.pack.name,
        pack=voice.pack.name,
        state=_state(case),
        requester=case.requester.name,
        organisation=case.organisation,
        topic=case.topic,
        product=case.product,
        stage=case.stage,
        locale=case.locale,
        opened_at=voice.local(case.opened_at),
        due_at=voice.local(case.due_at),
        due=due_text(voice, case),
        answered_at=voice.local(answers[0]) if answers else None,
        told=tuple(_told(voice, case, entry, articles) for entry in seen),
    )


def _state(case: Case) -> Status:
    """That staff put a case off is their own matter."""
    if case.status is not Status.SNOOZED:
        return case.status
    return Status.CLAIMED if case.assignee else Status.OPEN


def _told(voice: Voice, case: Case, entry: Entry, articles: Mapping[Key, Article]) -> Told:
    changes = case.about(entry.number, EntryKind.EDITED)
    gone = case.about(entry.number, EntryKind.DELETED) if is_deleted(case, entry) else ()
    texts = (entry.model_copy(update={"text": _first(case, entry)}), *changes)
    newest = texts[-1].relies or entry.relies
    return Told(
        number=entry.number,
        kind=_kind(case, entry),
        by="office" if entry.kind in _OFFICE else "requester",
        versions=tuple(_worded(voice, each, shown=not gone) for each in texts),
        withdrawn=voice.local(gone[-1].at) if gone else None,
        basis=tuple(_basis(each, articles.get(key(each))) for each in newest),
    )


def _first(case: Case, entry: Entry) -> str:
    return case.question if entry.kind is EntryKind.ASKED else entry.text


def _kind(case: Case, entry: Entry) -> str:
    match entry.kind:
        case EntryKind.ASKED:
            return "question"
        case EntryKind.REPLIED:
            return "by_phone" if entry.sort == "phoned" else "addition"
        case _ if entry.correction:
            return "correction"
        case _:
            return "request" if case.about(entry.number, EntryKind.WAITING) else "answer"


def _worded(voice: Voice, entry: Entry, *, shown: bool) -> Worded:
    """What was taken back keeps its hashes and loses its words."""
    return Worded(
        at=voice.local(entry.at),
        text=entry.text if shown else "",
        sha256=plain(entry.text),
        seal=seal(entry.salt, entry.text),
        salt=entry.salt if shown else "",
    )


def _basis(relied: Reliance, article: Article | None) -> Basis:
    named = relied.model_dump()
    if article is None:
        return Basis.model_validate(named)
    return Basis(
        **named,
        title=article.title,
        as_of=article.as_of,
        last_day=article.expires or article.review_by,
        legal_status=article.legal_status,
        sources=article.sources,
    )
