"""Slack: the front door, payloads to turns, messages to blocks, and the Web API."""
