"""Pages of the desk for people: for admins at `/`, and what is behind a ticket."""
