"""Many cases at once: the staff queue, digests, the monthly report, exports, knowledge gaps."""
