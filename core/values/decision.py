"""What the rules were given and what they decided."""

from collections.abc import Mapping

from pydantic import Field

from core.values.audit import Audit
from core.values.case import Case, Question
from core.values.correction import Affected, Corrected, Correction
from core.values.delivery import Cancelled, Delivery
from core.values.file import Reach
from core.values.holdings import Erasure, Holdings
from core.values.installation import Verdict
from core.values.language import LanguageChosen
from core.values.message import Message
from core.values.monthly import Monthly
from core.values.office import (
    Administration,
    Draft,
    DropDraft,
    PutOffice,
    PutRouting,
    ReadyAnswer,
    Workspace,
)
from core.values.place import Membership, Person
from core.values.proposal import Proposal, PutProposal
from core.values.search import Hits
from core.values.triage import Triage
from core.values.value import Value
from core.values.workload import Workload

Settled = Draft | DropDraft | PutRouting | PutOffice | PutProposal | Verdict
Effect = (
    Delivery
    | Cancelled
    | Question
    | Audit
    | LanguageChosen
    | Settled
    | Erasure
    | Correction
    | Corrected
)


class Found(Value):
    """What was on record for a turn: the case it is about, the person's cases, the question.

    `kept` is a question whose form waits for the person's choice.
    `other` is a second case that the command names, `linked` the cases that are answered together
    with the first; `people` are those who may act in the staff conversation,
    `membership` is how the person who acted stands to it. `matching`
    are the patterns of the routing that occur in the question, `workspace` the options
    of the person's workspace, `named` what workspaces are called, by `platform:tenant`;
    `admin` is there for commands of admins only. `staff_of` are the queues of which the person is
    staff although the turn was taken elsewhere, `work` what waits in the person's queues,
    `holdings` all that is kept about the person, where that is asked,
    `about` the queues that a report or an export is about, `monthly` the counts of the month.
    `ticket` opens the record of the case to the person for a short while; empty without a public
    address. `hits` are past cases that were looked for,
    `ready` the ready answers by their ids, `proposals` articles that staff propose.
    `affected` and `correction` are there for
    corrections of an article; `corrected` says that this one went out for the question already.
    `addressed` is where the desk's mail went which this turn answers; `reads_mail` whether the desk
    reads replies to its mails. `reach` is what can be done with files.
    """

    case: Case | None = None
    mine: tuple[Case, ...] = ()
    question: Question | None = None
    kept: Question | None = None
    triage: Triage | None = None
    other: Case | None = None
    linked: tuple[Case, ...] = ()
    people: tuple[Person, ...] = ()
    matching: frozenset[str] = frozenset()
    workspace: Workspace = Workspace()
    named: Mapping[str, str] = Field(default_factory=dict)
    admin: Administration | None = None
    ticket: str = ""
    affected: Affected | None = None
    correction: Correction | None = None
    corrected: bool = False
    addressed: str = ""
    reads_mail: bool = False
    membership: Membership = Membership.MEMBER
    staff_of: frozenset[str] = frozenset()
    work: Workload | None = None
    hits: Hits = Hits()
    holdings: Holdings = Holdings()
    about: tuple[str, ...] = ()
    monthly: Monthly | None = None
    proposals: tuple[Proposal, ...] = ()
    ready: dict[str, ReadyAnswer] = Field(default_factory=dict)
    reach: Reach = Reach()


class Decision(Value):
    """`reply` is for the person who acted; `case` is the case as it shall be from now on, `others`
    are further cases that change with it.

    `effects` are what else shall be on record: messages to deliver, timers to set or to cancel, a
    question to remember, lines of the audit trail beyond those that `core.decide.audit` derives.
    `refused` is the key of the phrase with which the turn was refused. `mentions` are further cases
    whose texts the reply shows, so that they can be erased from what is kept of it; the desk adds
    those that it found for the turn.
    """

    reply: Message | None = None
    effects: tuple[Effect, ...] = ()
    case: Case | None = None
    others: tuple[Case, ...] = ()
    refused: str = ""
    mentions: tuple[str, ...] = ()
