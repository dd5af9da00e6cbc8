"""Shows what no person sees: the mailboxes, the calls on the wire, the planted faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.mail import Mail, MailServer
from simulator.page import names
from simulator.page.html import Html, el
from simulator.page.switches import Preset
from simulator.slack.platform import Slack
from simulator.slack.workspace import Workspace
from simulator.teams.platform import Teams
from simulator.wire import Call, Wire

if TYPE_CHECKING:
    from simulator.simulator import Simulator

NEWEST = 200
Item = dict[str, str]
PILLS = {
    "delivered": "good",
    "refused": "bad",
    "failed": "bad",
    "rate limited": "slow",
    "to be retried": "slow",
    "under way": "slow",
}


def mails(server: MailServer) -> list[Item]:
    """Newest first."""
    numbered = list(enumerate(server.received))[::-1]
    return [{"key": f"mail-{number}", "html": _mail(number, mail)} for number, mail in numbered]


def _mail(number: int, mail: Mail) -> Html:
    to = ", ".join(mail.to)
    head = el(
        "summary",
        {},
        el("b", {"class": "subject"}, mail.subject or "(no subject)"),
        el("span", {"class": "quiet"}, f"to {to} · from {mail.sender}"),
    )
    return el(
        "details",
        {"class": "mail", "data-testid": "mail"},
        head,
        el("pre", {"class": "mail-text"}, mail.text),
        _mail_html(number, mail),
        _answering(number, mail),
    )


def _answering(number: int, mail: Mail) -> Html:
    """Who got the mail may answer it, in the desk's own mailbox."""
    return el(
        "form",
        {"class": "mail-reply", "data-mail": str(number)},
        el(
            "textarea",
            {
                "aria-label": f"Reply from {', '.join(mail.to)}",
                "placeholder": "Reply …",
                "rows": "2",
            },
        ),
        el("button", {"type": "submit"}, "Send reply"),
    )


def _mail_html(number: int, mail: Mail) -> Html:
    """In a frame that may do nothing: no scripts, no forms, no requests."""
    if not mail.html:
        return Html()
    attributes = {
        "sandbox": "",
        "src": f"/sim/mail/{number}",
        "title": f"HTML part of {mail.subject}",
        "loading": "lazy",
    }
    return el("iframe", attributes)


def calls(sim: Simulator, wire: Wire, *, problems_only: bool) -> list[Item]:
    """The newest calls first."""
    newest = list(wire)[::-1]
    if problems_only:
        newest = [call for call in newest if PILLS[call.state] != "good"]
    return [{"key": f"call-{call.number}", "html": _call(sim, call)} for call in newest[:NEWEST]]


def _call(sim: Simulator, call: Call) -> Html:
    duration = "…" if call.duration is None else f"{call.duration * 1000:.0f} ms"
    arrow, direction = (
        ("→", "to the desk") if call.direction == "to desk" else ("←", "from the desk")
    )
    where = _teams_where(sim.teams, call) if call.platform == "teams" else _where(sim.slack, call)
    attempt = f" · attempt {call.attempt}" if call.attempt > 1 else ""
    error = f" · {call.error}" if call.error else ""
    status = f"{call.status or 'no answer'}{error}{attempt} · {duration}"
    return el(
        "div",
        {"class": f"call {PILLS[call.state]}", "data-testid": "call"},
        el(
            "span",
            {"class": "arrow", "title": direction},
            arrow,
            el("span", {"class": "unseen"}, direction),
        ),
        el(
            "span",
            {"class": "name"},
            _platform(call),
            call.name,
            el("span", {"class": "quiet"}, where),
        ),
        el("span", {"class": f"pill {PILLS[call.state]}"}, call.state),
        el("span", {"class": "quiet detail"}, names.moment(call.at), f" · {status}"),
    )


def _where(slack: Slack, call: Call) -> str:
    workspace = slack.workspaces.get(call.team)
    channel = workspace.channels.get(call.channel) if workspace else None
    if channel is None:
        return _someone(workspace, call.channel)
    if channel.kind == "im":
        return _someone(workspace, channel.members[0])
    return f" #{channel.name}"


def _platform(call: Call) -> Html:
    return el("span", {"class": f"platform {call.platform}"}, call.platform)


def _teams_where(teams: Teams, call: Call) -> str:
    place = teams.world.conversations.get(call.channel)
    if place is None:
        return ""
    if place.kind != "personal":
        return f" {place.name}"
    return f" @{teams.world.users[place.members[0]].name}"


def _someone(workspace: Workspace | None, user_id: str) -> str:
    """A post may be addressed to a person instead of a channel."""
    if workspace is None or user_id not in workspace.users:
        return f" {user_id}" if user_id else ""
    return f" @{names.of_user(workspace, user_id)}"


def faults(presets: list[Preset]) -> list[Item]:
    return [{"key": preset.id, "html": _fault(preset)} for preset in presets]


def _fault(preset: Preset) -> Html:
    attributes = {
        "type": "button",
        "class": "switch",
        "data-fault": preset.id,
        "aria-pressed": "true" if preset.is_on() else "false",
        "data-testid": f"fault-{preset.id}",
    }
    words = [el("b", {}, preset.label), el("span", {"class": "quiet"}, preset.effect)]
    return el("button", attributes, words)
