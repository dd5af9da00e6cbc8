"""E-mail: cases to the mailboxes of queues."""
