"""Simulates Slack: its state, its Web API, what it sends, and the people who use it."""
