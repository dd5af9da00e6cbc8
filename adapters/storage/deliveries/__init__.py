"""The outbox: deliveries with their tries, results, lanes and timers."""
