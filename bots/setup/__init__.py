"""The set-up assistant: asks what it cannot find out, checks each answer live, writes `.env`."""
