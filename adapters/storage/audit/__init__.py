"""The audit trail: chained as it is written, proved as it is read."""
