"""Public pages that answers link to: pictures and calendar files, of the pack's content alone."""
