"""The shapes of administration: pages, forms, drafts, what the doctor says."""

from core.decide import decide
from core.values import admin as a
from core.values import command as c
from core.values.audit import Act, Audit
from core.values.decision import Found
from core.values.delivery import Delivery
from core.values.installation import Installation, Standing
from core.values.message import Message
from core.values.office import (
    Administration,
    Draft,
    Finding,
    Office,
    ReadyAnswer,
    Version,
    Workspace,
)
from core.values.place import DESK, ConversationReference, Person, Platform
from core.values.triage import Triage
from core.values.turn import Turn
from tests.core.given import ALICE, CASE, CTR, LUCAS, MARC, NOW, PACK, ROUTING, SOFIE, ids

_NEW = ROUTING.model_copy(
    update={"rules": (ROUTING.rules[0].model_copy(update={"queue": "nio"}), *ROUTING.rules[1:])}
)
_OFFICE = Office(
    admins=(SOFIE.key, MARC.key),
    auditors=(LUCAS.key,),
    workspaces={ALICE.workspace: Workspace(admins=(ALICE.key,), asks="listed")},
    answers={"r1": ReadyAnswer(title="Where to write", text="Write *here*.", locale="en")},
)
_KEPT = Administration(
    office=_OFFICE,
    office_version=3,
    version=2,
    drafts=(Draft(owner=SOFIE.key, base=2, at=NOW, routing=_NEW),),
    versions=(Version(number=2, at=NOW, by=MARC.key), Version(number=1, at=NOW, by="command line")),
    lines=(Audit(at=NOW, by=SOFIE.key, act=Act.SENT, what="sent", case=CASE),),
    places=(CTR, ConversationReference.from_text("teams:t-1:19:abc@thread.tacv2")),
    installed=(
        Installation(
            platform=Platform.SLACK,
            tenant="T0KUL",
            name="KU <b>Leuven</b>",
            since=NOW,
            installed_by="U0KIM",
        ),
        Installation(
            platform=Platform.SLACK,
            tenant="T0GENT",
            name="UGent",
            since=NOW,
            standing=Standing.ACCEPTED,
            judged_by=MARC.key,
        ),
    ),
    findings=(
        Finding(part="clock", well=True, told="It agrees."),
        Finding(part="mail", well=False, told="<b>refused</b>", mend="Look at SMTP_URL."),
    ),
)


_ASKS = c.ReportWorkspace(place="slack:T0KUL", name="KU <b>Leuven</b>", change="asks")
_VERDICT = a.JudgeWorkspace(id="slack:T0KUL", verdict="accepted", seen="pending")


def _to_staff(command: c.Command, who: Person) -> Message:
    turn = Turn(key="k", person=who, where=SOFIE.direct, command=command)
    effects = decide(turn, Found(admin=_KEPT), PACK, ROUTING, NOW, ids()).effects
    return next(e.message for e in effects if isinstance(e, Delivery) and e.internal)


def _reply(command: a.AdminCommand, **more: object) -> Message:
    kept = _KEPT.model_copy(update=more)
    triage = Triage(language="en", topic="sta", queue="nio", confidence=0.93, why=("rule 2",))
    turn = Turn(key="k", person=SOFIE, where=SOFIE.direct, command=command, direct=True)
    decision = decide(turn, Found(admin=kept, triage=triage), PACK, ROUTING, NOW, ids())
    assert decision.reply is not None
    return decision.reply


_WRONG = a.SaveQueue(
    base=2, queue="nio", name="ctr", staff="C0NIO", mailbox="<!channel>", days="*soon*"
)


def admin_messages() -> dict[str, Message]:
    late = {"version": 3, "past": ROUTING}
    at = NOW.isoformat()
    two = Office(admins=(SOFIE.key, MARC.key), two_people=True)
    return {
        "admin": _reply(a.Admin()),
        "admin-queues": _reply(a.ListQueues()),
        "admin-queue": _reply(a.ShowQueue(queue="nio")),
        "admin-queue-form": _reply(a.OpenQueue(queue="nio")),
        "admin-queue-faults": _reply(_WRONG),
        "admin-times-form": _reply(a.OpenTimes(queue="nio")),
        "admin-rules": _reply(a.ListRules()),
        "admin-rule": _reply(a.ShowRule(number=1)),
        "admin-rule-form": _reply(a.OpenRule(number=1)),
        "admin-draft": _reply(a.ShowDraft()),
        "admin-overtaken": _reply(a.Activate(owner=SOFIE.key, at=at), **late),
        "admin-history": _reply(a.ShowHistory()),
        "admin-roles": _reply(a.ShowRoles()),
        "admin-roles-form": _reply(a.OpenRoles()),
        "admin-roles-draft": _reply(
            a.SaveRoles(base=0, admins=("U0SOFIE",), two_people="no"), office=two, office_version=0
        ),
        "admin-hold-form": _reply(a.OpenHold()),
        "admin-workspace-form": _reply(a.OpenWorkspace(workspace=ALICE.workspace)),
        "admin-workspaces": _reply(a.ListWorkspaces()),
        "admin-workspace": _reply(a.ShowWorkspace(id="slack:T0GENT")),
        "admin-judged": _reply(_VERDICT),
        "admin-judged-late": _reply(_VERDICT.model_copy(update={"id": "slack:T0GENT"})),
        "workspace-asks": _to_staff(_ASKS, DESK),
        "workspace-judged": _to_staff(_VERDICT, SOFIE),
        "admin-ready": _reply(a.ListReadyAnswers()),
        "admin-ready-form": _reply(a.OpenReadyAnswer(id="r1")),
        "admin-review": _reply(a.ReviewKnowledge()),
        "admin-tried": _reply(a.TryRoute(text="What?")),
        "admin-audit-form": _reply(a.OpenAudit()),
        "admin-audit": _reply(a.ShowAudit()),
        "admin-doctor": _reply(a.Doctor()),
    }
