"""Many cases at once: queue, month, selections."""
