"""The admins' start page, the doctor's findings, articles to review, and a question tried out."""

from core.decide.admin.authority import Role, role
from core.decide.admin.forms import button, form, text
from core.decide.admin.workspaces import opened as own_workspace
from core.decide.scene import Scene
from core.values import admin as a
from core.values.decision import Decision
from core.values.message import Button, Fact, Message
from core.values.pack import Article

_SOON = 60  # days before an article's review that it is shown
_SHOWN = 25


def start(scene: Scene) -> Decision:
    office = scene.administration.office
    part = role(office, scene.person)
    if part is Role.UNIVERSITY:
        return own_workspace(scene, a.OpenWorkspace())
    kept = scene.administration
    newest = kept.versions[0] if kept.versions else None
    voice = scene.voice
    facts = (
        Fact(label=voice.say("admin.role"), value=voice.say(f"admin.role_{part}")),
        Fact(
            label=voice.say("admin.version"),
            value=f"{kept.version} · {voice.moment(newest.at)} · {newest.by}" if newest else "0",
        ),
        *(
            Fact(label=voice.say("admin.draft_of"), value=f"{d.owner} · {voice.moment(d.at)}")
            for d in kept.drafts
        ),
    )
    message = Message(
        title=voice.say("admin.title"),
        text=voice.tell("admin.text"),
        facts=facts,
        buttons=(*_drafts(scene), *_parts(scene, changes=part is Role.ADMIN)),
    )
    return Decision(reply=message)


def _drafts(scene: Scene) -> tuple[Button, ...]:
    return tuple(
        button(scene, "show_draft", a.ShowDraft(owner=draft.owner), "primary")
        for draft in scene.administration.drafts[:3]
    )


def _parts(scene: Scene, *, changes: bool) -> tuple[Button, ...]:
    own = (button(scene, "workspace", a.OpenWorkspace()),) if changes else ()
    return (
        button(scene, "queues", a.ListQueues()),
        button(scene, "rules", a.ListRules()),
        button(scene, "try", a.OpenTest()),
        button(scene, "history", a.ShowHistory()),
        button(scene, "ready_answers", a.ListReadyAnswers()),
        button(scene, "review", a.ReviewKnowledge()),
        button(scene, "roles", a.ShowRoles()),
        button(scene, "workspaces", a.ListWorkspaces()),
        *own,
        button(scene, "audit", a.OpenAudit()),
        *((button(scene, "hold", a.OpenHold()),) if changes else ()),
        button(scene, "doctor", a.Doctor()),
    )


def doctor(scene: Scene) -> Decision:
    findings = scene.administration.findings
    ill = sum(not finding.well for finding in findings)
    message = Message(
        title=scene.voice.say("admin.doctor_title"),
        text=scene.voice.tell("admin.doctor", ill=ill, count=len(findings)),
        facts=tuple(
            Fact(
                label=f"{'✓' if f.well else '✗'} {f.name or f.part}",
                value=" ".join(filter(None, (f.told, f.mend))),
            )
            for f in sorted(findings, key=lambda each: each.well)
        ),
        buttons=(button(scene, "back", a.Admin()),),
    )
    return Decision(reply=message)


def review(scene: Scene) -> Decision:
    """Articles that are past their day of review, or will be soon, the oldest first."""
    pairs = (
        (article, locale)
        for locale, shelf in scene.pack.articles.items()
        for article in shelf.values()
        if (article.review_by - scene.today).days <= _SOON
    )
    due = sorted(pairs, key=lambda pair: (pair[0].review_by, pair[0].id, pair[1]))
    message = Message(
        title=scene.voice.say("admin.review_title"),
        text=scene.voice.tell("admin.review", count=len(due), days=_SOON),
        facts=tuple(_to_review(scene, article, locale) for article, locale in due[:_SHOWN]),
        buttons=(button(scene, "back", a.Admin()),),
    )
    return Decision(reply=message)


def _to_review(scene: Scene, article: Article, locale: str) -> Fact:
    late = article.is_current(scene.today)
    when = scene.voice.day(article.review_by)
    told = scene.voice.say("admin.review_by" if late else "admin.not_served", when=when)
    return Fact(label=f"{article.id} ({locale})", value=f"{told} · {article.owner}")


def open_test(scene: Scene) -> Decision:
    title = scene.voice.say("admin.try_title")
    return form(scene, title, (text(scene, "text"),), {"do": "try_route"}, submit="admin.show")


def tried(scene: Scene, command: a.TryRoute) -> Decision:
    """The twin of `routing test`: the same words, by the routing in force."""
    found = scene.found.triage
    facts = {
        "language": found.language if found else "",
        "topic": found.topic if found else "",
        "queue": (found.queue or "-") if found else "-",
        "confidence": f"{found.confidence:.2f}" if found else "",
        "article": (found.article or "-") if found else "-",
        "why": "; ".join(found.why) if found else "",
    }
    message = Message(
        title=scene.voice.say("admin.tried_title"),
        text=scene.voice.tell("admin.tried"),
        facts=tuple(Fact(label=name, value=value) for name, value in facts.items()),
        buttons=(button(scene, "try", a.OpenTest()), button(scene, "back", a.Admin())),
    )
    return Decision(reply=message)
