"""A small desk on stock Bolt, so that a third party's code judges the simulator's requests.

`python -m tests.simulator.demo_desk SIMULATOR_URL PORT` runs it, for a look at the page.
"""

from __future__ import annotations

import asyncio
import smtplib
import sys
from email.message import EmailMessage
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
SECRET = "simulated-signing-secret"
TOKEN = "xoxb-simulated"


class DemoDesk:
    """The app, and what it has received: a list of (kind, payload)."""

    def __init__(self, api_url: str, secret: str = SECRET, token: str = TOKEN) -> None:
        self.client = AsyncWebClient(token=token, base_url=api_url, timeout=5)
        self.app = AsyncApp(signing_secret=secret, client=self.client)
        self.received: list[tuple[str, Json]] = []
        self.smtp_port: int | None = None
        self.cases: dict[str, str] = {}
        self._runner: web.AppRunner | None = None
        self._listen()

    async def start(self, port: int = 0) -> str:
        web_app = self.app.web_app(path="/slack/events")
        self._runner = web.AppRunner(web_app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _listen(self) -> None:
        app = self.app
        app.command("/innovation")(self.command)
        app.action("ask_person")(self.ask_person)
        app.action("send")(self.send)
        app.action("keep")(self.keep)
        app.action({"type": "block_actions", "action_id": "topic_now"})(self.acknowledge)
        app.view("question")(self.question)
        app.view_closed("question")(self.closed)
        app.shortcut("ask_shortcut")(self.ask_person)
        app.event("app_home_opened")(self.home)
        app.event("app_mention")(self.note_event)
        app.event("message")(self.message)
        app.event("member_joined_channel")(self.note_event)

    async def command(self, ack: AsyncAck, command: Json, respond: Any) -> None:
        self.received.append(("command", command))
        match command["text"].split(" ", 1)[0]:
            case "" | "help":
                await ack(text="What can I ask?", blocks=HELP)
            case "showcase":
                await ack(text="Showcase", blocks=SHOWCASE)
            case "later":
                await ack()
                await respond(text="Here it is, later.")
            case "ask":
                await ack()
                await self.client.views_open(trigger_id=command["trigger_id"], view=FORM)
            case "public":
                await ack(text="For all to see.", response_type="in_channel")
            case "broken":
                await ack(text="x", blocks=[{"type": "nonsense"}])
            case "slow":
                await asyncio.sleep(60)
            case _:
                await ack(f"I know nothing of {command['text']}.")

    async def ask_person(self, ack: AsyncAck, body: Json) -> None:
        self.received.append((body["type"], body))
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def acknowledge(self, ack: AsyncAck, body: Json) -> None:
        self.received.append((body["type"], body))
        await ack()

    async def question(self, ack: AsyncAck, body: Json, view: Json) -> None:
        self.received.append(("view_submission", body))
        words = view["state"]["values"]["question"]["text"]["value"]
        if "?" not in words:
            await ack(response_action="errors", errors={"question": "Please ask a question (?)."})
            return
        await ack()
        user = body["user"]["id"]
        card = await self.client.chat_postMessage(
            channel="C0NIO", text="A new case", blocks=card_blocks(words)
        )
        self.cases[str(card["ts"])] = user
        await self.client.chat_postMessage(channel=user, text="Your question has arrived: case 1.")
        if self.smtp_port:
            await asyncio.to_thread(self.mail, words)

    async def closed(self, ack: AsyncAck, body: Json) -> None:
        self.received.append(("view_closed", body))
        await ack()

    async def message(self, event: Json, body: Json) -> None:
        self.received.append(("message", body))
        if event.get("bot_id") or event.get("subtype") or event.get("thread_ts") not in self.cases:
            return
        await self.client.chat_postEphemeral(
            channel=event["channel"],
            user=event["user"],
            thread_ts=event["thread_ts"],
            text="Send this to the researcher?",
            blocks=offer_blocks(event["thread_ts"], event["text"]),
        )

    async def send(self, ack: AsyncAck, body: Json, respond: Any) -> None:
        self.received.append((body["type"], body))
        await ack()
        thread_ts, words = body["actions"][0]["value"].split("|", 1)
        await self.client.chat_postMessage(channel=self.cases[thread_ts], text=words)
        await respond(text="Sent.", replace_original=True)

    async def keep(self, ack: AsyncAck, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    async def home(self, event: Json, body: Json) -> None:
        self.received.append(("app_home_opened", body))
        await self.client.views_publish(user_id=event["user"], view=HOME)

    async def note_event(self, body: Json) -> None:
        self.received.append((body["event"]["type"], body))

    def mail(self, words: str) -> None:
        message = EmailMessage()
        message["Subject"], message["From"] = "A new case", "desk@desk.example"
        message["To"] = "innovationoffice@fagg-afmps.be"
        message.set_content(words)
        message.add_alternative(
            f"<h1>A new case</h1><p>{len(words)} characters</p>", subtype="html"
        )
        with smtplib.SMTP("127.0.0.1", self.smtp_port or 0) as server:
            server.send_message(message)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(text: str, action_id: str, value: str = "-", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": value} | more


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def field(block_id: str, label: str, element: Json, *, optional: bool = False) -> Json:
    element = {"action_id": "text"} | element
    block = {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
    return block | {"optional": optional}


def card_blocks(words: str) -> list[Json]:
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": words}]}
    return [
        {"type": "header", "text": plain("Case 1 · open")},
        {"type": "section", "fields": [mrkdwn("*Topic*\nFees"), mrkdwn("*Due*\nFri 8 May")]},
        {"type": "rich_text", "elements": [quote]},
        {"type": "actions", "elements": [button("Claim", "claim", style="primary"), MORE]},
    ]


def offer_blocks(thread_ts: str, words: str) -> list[Json]:
    buttons = [
        button("Send to researcher", "send", f"{thread_ts}|{words}"[:2000], style="primary"),
        button("Keep internal", "keep"),
    ]
    return [
        {"type": "section", "text": mrkdwn("This reply is *internal* until you send it.")},
        {"type": "actions", "elements": buttons},
    ]


MORE: Json = {
    "type": "overflow",
    "action_id": "more",
    "options": [option("Reroute"), option("Close")],
}
CONFIRM: Json = {
    "title": plain("Withdraw the case?"),
    "text": mrkdwn("Staff will *not* answer it."),
    "confirm": plain("Withdraw"),
    "deny": plain("Keep it"),
    "style": "danger",
}
HELP: list[Json] = [
    {"type": "header", "text": plain("What can I ask?")},
    {
        "type": "section",
        "text": mrkdwn("*Services*, _fee reductions_ and clinical trials.\n• one\n• two"),
    },
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            button("Ask a person", "ask_person", style="primary"),
            button("Withdraw", "withdraw", style="danger", confirm=CONFIRM),
        ],
    },
    {"type": "context", "elements": [mrkdwn("Source: <https://www.famhp.be|famhp.be>")]},
]
TOPIC: Json = {
    "type": "static_select",
    "action_id": "topic_now",
    "placeholder": plain("Topic"),
    "options": [option("Fees"), option("Trials")],
}
STYLED: list[Json] = [
    {"type": "text", "text": "Bold", "style": {"bold": True}},
    {"type": "text", "text": " and a "},
    {"type": "link", "url": "https://www.famhp.be", "text": "link"},
    {"type": "text", "text": " for "},
    {"type": "user", "user_id": "U0ALICE"},
]
SHOWCASE: list[Json] = [
    {
        "type": "section",
        "text": mrkdwn(
            "*bold* _italic_ ~strike~ `code` <https://www.famhp.be|link> <@U0SOFIE> &lt;b&gt;"
            "\n&gt; quoted\n```pre <not a link>```\n1. one\n2. two"
        ),
        "accessory": TOPIC,
    },
    {"type": "section", "fields": [mrkdwn("*Who*\nSMEs"), mrkdwn("*Fee*\n75 % less")]},
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": STYLED},
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": word}]}
                    for word in ("first", "second")
                ],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a = <b>"}]},
        ],
    },
    {"type": "image", "image_url": "https://example.org/x.png", "alt_text": "A chart of the steps"},
]
FORM: Json = {
    "type": "modal",
    "callback_id": "question",
    "title": plain("Ask a person"),
    "submit": plain("Send"),
    "close": plain("Cancel"),
    "notify_on_close": True,
    "private_metadata": "draft-1",
    "blocks": [
        {
            "type": "section",
            "text": mrkdwn("The *Innovation Office* answers within 3 working days."),
        },
        field(
            "question",
            "Your question",
            {"type": "plain_text_input", "multiline": True, "min_length": 5, "max_length": 300},
        )
        | {"hint": plain("Please write nothing confidential.")},
        field(
            "topic",
            "Topic",
            {"type": "static_select", "options": [option("Fees"), option("Trials")]},
            optional=True,
        ),
        field(
            "urgency",
            "Urgency",
            {
                "type": "radio_buttons",
                "options": [option("Normal"), option("Urgent")],
                "initial_option": option("Normal"),
            },
        ),
        field(
            "consent",
            "Consent",
            {"type": "checkboxes", "options": [option("You may contact me")]},
            optional=True,
        ),
        field("start", "Start", {"type": "datepicker"}, optional=True),
        field("mail", "E-mail", {"type": "email_text_input"}, optional=True),
        field(
            "people", "People", {"type": "number_input", "is_decimal_allowed": False}, optional=True
        ),
    ],
}
HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("My cases")},
        {"type": "section", "text": mrkdwn("None yet.")},
        {"type": "actions", "elements": [button("Ask a person", "ask_person")]},
    ],
}


async def main(simulator_url: str, port: str) -> None:
    desk = DemoDesk(f"{simulator_url}/slack/api/")
    desk.smtp_port = 2525
    await desk.start(int(port))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
