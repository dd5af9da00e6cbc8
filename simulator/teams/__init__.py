"""Simulates Teams: its state, the Bot Connector, what it sends, and the people who use it."""
