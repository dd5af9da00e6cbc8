"""Puts the Slack side together: one workspace or many, by HTTP or by socket."""
