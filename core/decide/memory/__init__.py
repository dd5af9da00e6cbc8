"""The desk's memory: past cases, for staff only."""
