"""Lists every Web API method that the simulator knows; importing this package fills the list."""

from simulator.slack.methods import chat, conversations, files, reactions, team, users, views
from simulator.slack.methods.registry import METHODS, Invocation, Method

__all__ = [
    "METHODS",
    "Invocation",
    "Method",
    "chat",
    "conversations",
    "files",
    "reactions",
    "team",
    "users",
    "views",
]
