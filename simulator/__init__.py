"""Stands in for Slack and for a mail server, with a web page; knows nothing of the desk."""

from simulator.changes import NotSeenError
from simulator.mail import Mail
from simulator.simulator import Simulator
from simulator.slack.messages import Message
from simulator.slack.person import Person
from simulator.slack.shown import Shown
from simulator.slack.views import View

__all__ = ["Mail", "Message", "NotSeenError", "Person", "Shown", "Simulator", "View"]
