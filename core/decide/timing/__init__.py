"""Days and hours: when something is due, working time, the days that people type."""
