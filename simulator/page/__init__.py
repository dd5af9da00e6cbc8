"""Shows both sides at once in a browser: researcher, staff, mailboxes, and the calls between."""
