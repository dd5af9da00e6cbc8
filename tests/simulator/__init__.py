"""Checks the simulator with third-party clients: slack_sdk, stock Bolt, smtplib, a browser."""
