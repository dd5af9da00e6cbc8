"""Says whether an answer is still current: its own words, and the articles that stood behind it.

Who holds the record of a case can ask with the code of an answer, which nobody can guess; they
learn nothing that the record does not say, beside what changed since.
"""

from collections.abc import Iterator
from hmac import compare_digest

from core.decide.cards import requester_buttons
from core.decide.casework.telling import told
from core.decide.relying import Now, now_of
from core.decide.scene import Scene
from core.decide.seals import seal
from core.decide.versions import last_change, standing
from core.values.case import Case, Entry, EntryKind
from core.values.command import Verify
from core.values.decision import Decision
from core.values.message import Fact, Message

_LEAST = 16  # characters of a code
_CHANGED = (Now.CHANGED, Now.EXPIRED, Now.GONE)


def verify(scene: Scene, case: Case, command: Verify) -> Decision:
    """To the requester and to staff: every answer, or the one with that code."""
    if command.code:
        return with_code(scene, case, command.code) or told(scene, "verify.no_match", case=case.id)
    answers = [entry for entry in case.entries if entry.kind is EntryKind.SENT]
    if not answers:
        return told(scene, "refused.no_answer")
    return Decision(reply=_message(scene, case, [(sent, _newest(case, sent)) for sent in answers]))


def with_code(scene: Scene, case: Case, code: str) -> Decision | None:
    """Of the one answer whose code that is; None where there is none."""
    wanted = code.strip().lower()
    if len(wanted) < _LEAST:
        return None
    for sent in case.entries:
        if sent.kind is not EntryKind.SENT:
            continue
        for words in (sent, *case.about(sent.number, EntryKind.EDITED)):
            made = seal(words.salt, words.text)[: len(wanted)]
            if made and compare_digest(made.encode(), wanted.encode()):
                return Decision(reply=_message(scene, case, [(sent, words)]))
    return None


def _newest(case: Case, sent: Entry) -> Entry:
    edits = case.about(sent.number, EntryKind.EDITED)
    return edits[-1] if edits else sent


def _message(scene: Scene, case: Case, found: list[tuple[Entry, Entry]]) -> Message:
    say = scene.voice.say
    facts = [fact for sent, words in found for fact in _facts(scene, case, sent, words)]
    verdict = _verdict(scene, case, found)
    return Message(
        title=say(f"verify.{verdict}_title", case=case.id),
        text=scene.voice.tell(f"verify.{verdict}"),
        facts=tuple(facts),
        buttons=requester_buttons(scene.voice, case) if scene.is_requester(case) else (),
        footer=say("verify.footer", today=scene.voice.day(scene.today)),
    )


def _verdict(scene: Scene, case: Case, found: list[tuple[Entry, Entry]]) -> str:
    """The worst of all: what changed counts more than what is not known."""
    relied = [each for _, words in found for each in words.relies]
    states = {now_of(scene.pack, each, scene.today)[0] for each in relied}
    replaced = any(
        (now := standing(case, sent)) is None
        or now.text != words.text
        or _correction_after(case, sent)
        for sent, words in found
    )
    if replaced or states & set(_CHANGED):
        return "changed"
    return "current" if all(words.relies for _, words in found) else "unknown"


def _facts(scene: Scene, case: Case, sent: Entry, words: Entry) -> Iterator[Fact]:
    voice = scene.voice
    label = voice.say("verify.answer", when=voice.moment(words.at))
    yield Fact(label=label, value=_own_state(scene, case, sent, words))
    if not words.relies:
        yield Fact(label=voice.say("verify.articles"), value=voice.say("verify.not_known"))
    states = [(each, *now_of(scene.pack, each, scene.today)) for each in words.relies]
    same = sum(state is Now.SAME for _, state, _ in states)
    if same:
        yield Fact(label=voice.say("verify.articles"), value=voice.say("verify.same", count=same))
    for relied, state, article in states:
        if state in _CHANGED:
            title = article.title if article else relied.article
            last = (article.expires or article.review_by) if article else scene.today
            value = voice.say(
                f"verify.article_{state}",
                before=relied.version,
                now=article.version if article else "",
                as_of=voice.day(article.as_of if article else scene.today),
                until=voice.day(last),
            )
            yield Fact(label=title, value=value)


def _own_state(scene: Scene, case: Case, sent: Entry, words: Entry) -> str:
    say, change, now = scene.voice.say, last_change(case, sent), standing(case, sent)
    if now is None or now.text != words.text:
        when = scene.voice.moment(change.at if change else sent.at)
        return say("verify.replaced" if now else "verify.withdrawn", when=when)
    later = _correction_after(case, sent)
    if later:
        return say("verify.corrected", when=scene.voice.moment(later.at))
    return say("verify.in_force")


def _correction_after(case: Case, sent: Entry) -> Entry | None:
    """What the office sent since to correct what it had told, and did not withdraw."""
    later = (e for e in case.entries[sent.number :] if e.kind is EntryKind.SENT and e.correction)
    return next((e for e in later if standing(case, e)), None)
